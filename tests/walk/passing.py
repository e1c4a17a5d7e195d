"""The month turns although the clock does not: every instant of its rooms lies so many days further back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import psycopg
from django.db import transaction
from django.utils import timezone
from psycopg import sql

from reporting.models import Return
from reporting.periods import Month
from reporting.services import filing, rounds
from reporting.workflow import OPEN, Status
from tenancy.actors import Actor, system_actor
from tenancy.models import Office, Province, User
from tenancy.roles import Role
from tenancy.scope import acting

ROOMS = ("declarations", "licensing", "publication", "outbox", "audit")
COLUMNS = """SELECT c.table_name, array_agg(c.column_name::text) FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = 'timestamp with time zone'
    AND c.is_generated = 'NEVER' AND split_part(c.table_name, '_', 1) = ANY(%s) GROUP BY c.table_name"""
# The first interval of every licence ended yesterday.
INTERVALS = """UPDATE licensing_followup f SET period_from = f.period_from - g.days, period_to = f.period_to - g.days
    FROM (SELECT licence_id, min(period_to) - current_date + 1 AS days FROM licensing_followup GROUP BY 1) g
    WHERE g.licence_id = f.licence_id"""
NOTICES = (
    "SELECT (withdrawn_from AT TIME ZONE 'Asia/Shanghai')::date FROM publication_record WHERE withdrawn_from > now()"
)


def days_back(today: date, notices_end: Iterable[date]) -> int:
    """So many that today falls into the month before and every withdrawal announced today has taken effect."""
    return max([today.day, *((end - today).days for end in notices_end)])


def turn_back(connection: psycopg.Connection[Any]) -> None:
    """As superuser, past the triggers that keep history from being rewritten."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        days = days_back(timezone.localdate(), [end for [end] in connection.execute(NOTICES)])
        for table, columns in connection.execute(COLUMNS, [list(ROOMS)]).fetchall():
            moved = [
                sql.SQL("{0} = {0} - make_interval(days => {1})").format(sql.Identifier(name), sql.Literal(days))
                for name in columns
            ]
            connection.execute(sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(", ").join(moved)))
        connection.execute(INTERVALS)


def month_ended() -> Month:
    return Month.of(timezone.now()).previous()


def round_begins(province: str, unit: str, city: str) -> None:
    """What the timetable does on the 25th and on the 1st; then everyone files but those of the walk."""
    there = Province.objects.get(slug=province)
    with acting(province=there.pk), transaction.atomic():
        rounds.prepare_units(month_ended(), by=system_actor(there))
        rounds.prepare_offices(month_ended(), by=system_actor(there))
        others = Return.objects.of(month_ended()).exclude(collector=None).exclude(organisation__name=unit)
        others = others.exclude(status=Status.ACCEPTED)
        others = others.exclude(organisation=None, region__name=city).select_related("region", "organisation")
        for one in others.order_by("organisation"):  # the offices come last: they gather from their units
            if one.status in OPEN:
                filing.submit(one, by=officer_of(one, one.region_id, Role.CITY_OFFICER), notes="已核对")
            collector = Role.CITY_OFFICER if one.organisation_id else Role.PROVINCE_OFFICER
            filing.accept(one, by=officer_of(one, one.collector_id, collector))


def officer_of(one: Return, region: int | None, role: Role) -> Actor:
    """Somebody in the bureau of the place, or of the unit itself for its own confirmation."""
    someone = User.objects.order_by("pk").first()
    if one.organisation and region == one.region_id:
        return Actor(someone, one.province, Role.ORGANISATION_ADMIN, organisation=one.organisation)
    office = Office.objects.filter(region=region, kind="bureau").first()
    return Actor(someone, one.province, role, office=office)
