"""People for a measure of load: `bench` calls it on a copy of its database that is thrown away."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from config.bench.finding import key
from config.faults.people import settle
from publication.models import Record

FOUND = 2000


class Command(BaseCommand):
    help = "Settle an owner, an officer and firms in Liaoning and tell their sessions (started by `manage.py bench`)."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("firms", "records", "drafts"):
            parser.add_argument(name, type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            key()
            found = list(Record.objects.order_by("number").values_list("number", flat=True)[:FOUND])
        town = settle(options["firms"], options["records"], options["drafts"])
        told = {
            "owner": town.owner.session,
            "officer": town.officer.session,
            "city": town.city.pk,
            "firms": [firm.session for firm in town.firms],
            "records": town.records,
            "drafts": town.drafts,
            "found": found,
        }
        self.stdout.write(json.dumps(told))
