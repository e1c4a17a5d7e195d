"""Django's migrate, which gives way to people at work, and then brings tree and policy packs up to their files.

A migration that waits for a table stops everybody who comes after it. So its connection waits three seconds at most
(config/settings.py); it is undone then, people go on, and it is tried again. What was finished before stays finished,
also when the process was killed in the middle: the next run goes on from there.
"""

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError
from psycopg.errors import LockNotAvailable

from tenancy.policy.install import install_all
from tenancy.policy.workdays import install_calendar
from tenancy.regions import load_reference

TRIES, PAUSE_SECONDS = 40, 2.0
GIVES_WAY = "有人正在使用要改的表，已让行；稍后再试。"
GIVES_UP = "要改的表一直有人使用，数据库结构没有更新完。已完成的部分有效；请在人少时再执行一次 migrate。"


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        handle = super().handle
        patiently(lambda: handle(*args, **options), self.stdout.write)
        if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
            load_reference()
            install_all()
            install_calendar()


def patiently(work: Callable[[], Any], say: Callable[[str], Any], pause: Callable[[float], Any] = time.sleep) -> None:
    """Do what takes locks, again and again until it got them; CommandError when it never does."""
    for _try in range(TRIES):
        try:
            work()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            say(GIVES_WAY)
            pause(PAUSE_SECONDS)
        else:
            return
    raise CommandError(GIVES_UP)
