"""The part of `manage.py faults` (F6) that works on a copy of the house; on any other database it does harm."""

from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audit.record import record
from config.faults import drills
from config.faults.people import PROVINCE
from outbox.models import Job
from outbox.queue import enqueue
from outbox.registry import job, job_actor
from tenancy.scope import acting

UNREAD = "django.core.mail.backends.dummy.EmailBackend"
CARELESS = "faults.careless"


class Command(BaseCommand):
    help = "Part of `manage.py faults`."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASES["default"]["NAME"] != "again":
            raise CommandError("只在演练的副本上执行。")
        settings.EMAIL_BACKEND = UNREAD
        chance = Random("F6")  # noqa: S311 -- an order, not a secret
        try:
            for line in drills.delivered_again(chance):
                self.stdout.write(line)
            self.stdout.write(found_careless(chance))
        except AssertionError as fault:
            raise CommandError(str(fault)) from fault


def found_careless(chance: Random) -> str:
    """A job that writes each time it is delivered must be found, else nothing was measured."""
    job(CARELESS)(careless)
    with acting(province=PROVINCE), transaction.atomic():
        enqueue(CARELESS, key="control")
    drills.work_off()
    _kinds, _number, changed = drills.difference(Job.objects.filter(kind=CARELESS), chance)
    if not changed:
        raise AssertionError("F6 对照：每次投递都写一笔的作业没有被发现")
    return f"F6  对照：每次投递都写一笔的作业被发现（{'、'.join(changed)} 变了）"


def careless(job: Job) -> None:
    record(CARELESS, job, by=job_actor(job))
