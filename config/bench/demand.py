"""Licences behind the records of a measuring database: one for every third record, with patents, parties and turns.

Set-wise, as records.py fills the register: to a million records belong more than a million rows here.
"""

import os
from typing import Any

import psycopg
from django.db import models, transaction

from licensing.models import Licence, LicensedPatent, Party, Turn
from licensing.workflow import Action, Side, Status
from publication.models import Record
from tenancy.credit_codes import complete
from tenancy.database.plain_rows import insert_selected
from tenancy.models import Organisation, Province, Region
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.models.regions import NATION, Level
from tenancy.scope import acting

TAKERS, ONE_IN = 200, 3
ACCEPTED = "r.published_at + (r.id %% 60) * interval '1 day'"
DAY = f"({ACCEPTED})::date"
RECORDS = f"""publication_record r JOIN tenancy_region n ON n.path = r.region_path
    JOIN unnest(%s::bigint[]) WITH ORDINALITY AS t (taker, place) ON t.place = 1 + r.id %% {TAKERS}
   WHERE r.province_id = %s AND r.id %% {ONE_IN} = 0"""
LICENCE = {
    "number": "'B' || lpad(r.id::text, 9, '0')",
    "key": "lpad(to_hex(r.id), 32, '0')::uuid",
    "region_id": "n.id",
    "use_place": "n.name",
    "licensee_id": "t.taker",
    "starts_on": DAY,
    "ends_on": f"{DAY} + 364",
    "answer_by": DAY,
    "amount": "CASE WHEN r.fee_kind = 'free' THEN 0 ELSE coalesce(r.fee_amount, 0) END",
    "is_free": "r.fee_kind = 'free'",
    **dict.fromkeys(("accepted_at", "concluded_at", "answered_at", "scheduled_at"), ACCEPTED),
}
# The number of a licence names its record.
LICENSED = """licensing_licence l JOIN publication_record r ON r.id = substr(l.number, 2)::bigint
    JOIN publication_version v ON v.id = r.current_id WHERE r.province_id = %s"""
COPIED = ("patent_number", "patent_type", "title", "fee_kind", "fee_sentence", "term_from", "term_to", "territory")
PATENT = {
    "licence_id": "l.id",
    "record_id": "r.id",
    "record_number": "r.number",
    "owners": "v.owners",
    "terms": "v.terms",
    "amount": "l.amount",
    **{column: f"r.{column}" for column in COPIED},
}
OF_A_LICENCE = {"licence_id": "l.id"}
TIMES = dict.fromkeys(("effective_at", "recorded_at"), "l.accepted_at")


def fill() -> None:
    """Once for each database; what is there already stays."""
    filled = False
    for province in Province.objects.started().exclude(pk=NATION):
        with acting(province=province.pk), transaction.atomic():
            if Record.objects.filter(province=province).exists() and not Licence.objects.exists():
                _fill_province(province)
                filled = True
    if filled:
        told_to_the_planner()


def told_to_the_planner() -> None:
    """What the database does by itself within a minute, also to tables that a migration has written anew."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")


def _fill_province(province: Province) -> None:
    takers = [taker.pk for taker in _takers(province)]
    same: dict[str, Any] = {"status": Status.CONFIRMED, "is_binding": True, "scope": "量测"}
    _insert(Licence, province, LICENCE, RECORDS, takers, **same)
    _insert(LicensedPatent, province, PATENT, LICENSED, position=1, version=1)
    for side in (Side.LICENSOR, Side.LICENSEE):
        named = {**OF_A_LICENCE, "name": "l.number"}
        _insert(Party, province, named, LICENSED, side=side, position=1, owner_type=OwnerType.PRIVATE_ENTERPRISE)
    said = {"action": Action.ACCEPT, "status": Status.CONFIRMED, "done_by_name": "量测"}
    _insert(Turn, province, {**OF_A_LICENCE, **TIMES}, LICENSED, **said)


def _insert(
    model: type[models.Model], province: Province, taken: dict[str, str], source: str, *given: Any, **same: Any
) -> None:
    insert_selected(model, taken, source, [*given, province.pk], **same)


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
