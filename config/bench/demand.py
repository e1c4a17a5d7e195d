"""Licences behind the records of a measuring database: one for every third record, with patents, parties and turns."""

import os
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

import psycopg
from django.db import transaction

from config.generator import bulk
from licensing.models import Licence, LicensedPatent, Party, Turn
from licensing.workflow import Action, Side, Status
from publication.choices import FeeKind
from publication.models import Record
from publication.numbering import next_ids
from tenancy.credit_codes import complete
from tenancy.models import Organisation, Province, Region
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.models.regions import NATION, Level
from tenancy.scope import acting

TAKERS, PORTION, ONE_IN = 200, 5000, 3


def fill() -> None:
    """Once for each database; what is there already stays."""
    filled = False
    for province in Province.objects.started().exclude(pk=NATION):
        with acting(province=province.pk), transaction.atomic():
            if not Licence.objects.exists():
                _fill_province(province)
                filled = True
    if filled:
        told_to_the_planner()


def told_to_the_planner() -> None:
    """What the database does by itself within a minute, also to tables that a migration has written anew."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")


def _fill_province(province: Province) -> None:
    regions = {region.path: region for region in Region.objects.filter(province=province)}
    takers = _takers(province)
    records = Record.objects.filter(province=province).order_by("id").select_related("current")
    for portion in _portions(record for record in records.iterator(PORTION) if record.pk % ONE_IN == 0):
        rows = [_licence(record, regions[record.region_path], takers[record.pk % TAKERS]) for record in portion]
        for row, key in zip(rows, next_ids(Licence, len(rows)), strict=True):
            row.pk = key
        bulk.insert(rows)
        bulk.insert([_patent(row, record) for row, record in zip(rows, portion, strict=True)])
        bulk.insert([party for row in rows for party in _parties(row)])
        bulk.insert([_turn(row) for row in rows])


def _portions(records: Iterator[Record]) -> Iterator[list[Record]]:
    while portion := list(islice(records, PORTION)):
        yield portion


def _takers(province: Province) -> list[Organisation]:
    cities = list(Region.objects.filter(province=province, level=Level.CITY))
    rows = [
        Organisation(
            region=cities[n % len(cities)],
            name=f"量测{n}号有限公司",
            credit_code=complete("91", cities[0].division_code, f"BENCH{n:03d}"),
            owner_type=OwnerType.PRIVATE_ENTERPRISE,
            size=SizeClass.SMALL,
        )
        for n in range(TAKERS)
    ]
    return Organisation.objects.bulk_create(rows)


def _licence(record: Record, region: Region, taker: Organisation) -> Licence:
    at = record.published_at + timedelta(days=record.pk % 60)
    free = record.fee_kind == FeeKind.FREE
    return Licence(
        number=f"B{record.pk:09d}",
        key=UUID(int=record.pk),
        status=Status.CONFIRMED,
        is_binding=True,
        region=region,
        licensee=taker,
        use_place=region.name,
        scope="量测",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=364),
        amount=Decimal(0) if free else record.fee_amount or Decimal(0),
        is_free=free,
        accepted_at=at,
        concluded_at=at,
        answered_at=at,
        scheduled_at=at,
        answer_by=at.date(),
    )


def _patent(row: Licence, record: Record) -> LicensedPatent:
    version = record.current
    return LicensedPatent(
        licence=row,
        record=record,
        position=1,
        record_number=record.number,
        version=1,
        patent_number=record.patent_number,
        patent_type=record.patent_type,
        title=record.title,
        owners=version.owners,
        terms=version.terms,
        fee_kind=record.fee_kind,
        fee_sentence=record.fee_sentence,
        term_from=record.term_from,
        term_to=record.term_to,
        territory=record.territory,
        amount=row.amount,
    )


def _parties(row: Licence) -> Iterator[Party]:
    for side in (Side.LICENSOR, Side.LICENSEE):
        yield Party(licence=row, side=side, position=1, name=row.number, owner_type=OwnerType.PRIVATE_ENTERPRISE)


def _turn(row: Licence) -> Turn:
    return Turn(
        licence=row,
        action=Action.ACCEPT,
        status=Status.CONFIRMED,
        effective_at=row.accepted_at,
        recorded_at=row.accepted_at,
        done_by_name="量测",
    )
