"""What the demonstration needs: the world of a fixed seed, and the list of who can sign in."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config import env
from config.generator.people import demo_sign_ins
from licensing.models import Licence
from licensing.services.acceptance import DRAW
from outbox.queue import enqueue_all
from tenancy.models import Province
from tenancy.models.regions import NATION
from tenancy.scope import acting

SEED = 1


class Command(BaseCommand):
    help = "生成演示数据，或列出演示账号（--sign-ins）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="只列出演示账号")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("演示数据只在演示模式（DEMO=1）下生成")
        if options["sign_ins"]:
            for each in demo_sign_ins():
                self.stdout.write(f"  {each.province}  {each.role}{each.place}  {each.email}  {each.password}")
        else:
            declarations, months = env.number("DEMO_DECLARATIONS", 400), env.number("DEMO_MONTHS", 12)
            chosen = env.text("DEMO_PROVINCES", "")
            size = {"declarations": declarations, "months": months, "provinces": chosen}
            call_command("seed", **size, seed=SEED, stdout=self.stdout)
            for province in Province.objects.exclude(pk=NATION):
                with acting(province=province.pk):
                    ask_for_contracts()


@transaction.atomic
def ask_for_contracts() -> None:
    """The contract and the packet of each licence of the past, drawn by the worker when it has nothing else to do."""
    keys = Licence.objects.order_by("-pk").values_list("pk", flat=True)
    enqueue_all(DRAW, [(str(key), {"licence": key}) for key in keys], patient=True)
