"""A place as full as a province of size: records, licences, sealed history, and papers by the gigabyte.

Made in an empty place by a process of its own (`faults_fill`); nobody works there, so it is filled set-wise.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.db import transaction
from django.db.models import F, QuerySet

from audit.record import record_all
from config.bench import demand, records
from config.faults.drills import seal_everything
from config.faults.places import ADMINISTRATOR
from publication.models import Record
from tenancy.actors import system_actor
from tenancy.models import Province
from tenancy.models.regions import NATION
from tenancy.scope import acting

GIGABYTE = 10**9
PAPER_BYTES = 512 * 1024  # a scanned page or two: ten gigabytes are nineteen thousand of them
IN_A_FOLDER = 500
ACTS_EACH = 10  # events that a record has behind it
AT_ONCE = 1000


def fill(declarations: int, gigabytes: float, media: Path) -> None:
    with psycopg.connect(os.environ[ADMINISTRATOR], autocommit=True) as administrator:
        records.fill(administrator, declarations)
    demand.fill()
    for province in Province.objects.started().exclude(pk=NATION):
        tell_history(province)
    lay_papers(papers_in(gigabytes), media)


def tell_history(province: Province) -> None:
    """Ten acts for each record, all of them sealed."""
    by = system_actor(province)
    for _time in range(ACTS_EACH):
        with acting(province=province.pk):
            for portion in portions(province):
                record_all("publication.publish", Record, portion, by=by)
    with acting(province=province.pk):
        seal_everything()


def portions(province: Province) -> Iterator[QuerySet[Record, tuple[int, str]]]:
    """Pairs of key and label; each portion is a transaction, since what happens at one instant is sealed at once."""
    last = 0
    while True:
        with transaction.atomic():
            mine = Record.objects.filter(province=province, pk__gt=last).order_by("pk")
            if not (found := list(mine.values_list("pk", flat=True)[:AT_ONCE])):
                return
            within = Record.objects.filter(province=province, pk__gt=last, pk__lte=found[-1])
            yield within.annotate(label=F("number")).values_list("pk", "label")
        last = found[-1]


def papers_in(gigabytes: float) -> int:
    return round(gigabytes * GIGABYTE / PAPER_BYTES)


def lay_papers(number: int, media: Path) -> None:
    """No two alike, and nothing in them that could be packed smaller."""
    for n in range(number):
        folder = media / "filled" / str(n // IN_A_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{n}.pdf").write_bytes(os.urandom(PAPER_BYTES))
