"""manage.py audit verify | head: is the history of each province as it was sealed, and what was sealed last."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audit.models import Event, Seal
from audit.seals import breaks
from tenancy.models import Province
from tenancy.scope import acting


class Command(BaseCommand):
    help = (
        "verify: compare all events with their seals and name the first that does not fit (exit status 1). "
        "head: print the last mark of each province, to be kept elsewhere; it covers everything before it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["verify", "head"])
        parser.add_argument("--province", type=int, help="two digits of GB/T 2260; all provinces without it")

    def handle(self, *args: Any, act: str, province: int | None = None, **options: Any) -> None:
        told = [self.verify(one) if act == "verify" else self.head(one) for one in provinces(province)]
        if not all(told):
            raise CommandError("The history does not fit its seals.")

    def verify(self, province: Province) -> bool:
        first = next(breaks(), None)
        if first:
            self.stdout.write(f"{province.pk} {province}: {first.words}")
            return False
        sealed = sum(Seal.objects.values_list("count", flat=True))
        self.stdout.write(
            f"{province.pk} {province}: {sealed} of {Event.objects.count()} events sealed, all as they were."
        )
        return True

    def head(self, province: Province) -> bool:
        last = Seal.objects.last()
        self.stdout.write(f"{province.pk} {last.until.isoformat()} {last.mark}" if last else f"{province.pk} none")
        return True


def provinces(chosen: int | None) -> Iterator[Province]:
    """Each province (or the chosen one) inside its own scope."""
    found = Province.objects.filter(pk=chosen) if chosen else Province.objects.started()
    for province in found:
        with acting(province=province.pk), transaction.atomic():
            yield province
