"""Read the facts of a province as of an instant, as known at another: one query for each kind of row."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from audit.models import Event
from declarations.models import Declaration
from licensing.models import Licence, LicensedPatent, Party, Turn
from licensing.workflow import CONCLUDED_STATES, Side
from publication.choices import Op
from publication.models import Change, ChannelPresence, Push, Version
from reporting.facts import Concluded, Counting, Facts, Opening, Participant, Reached, Shown
from reporting.loading_results import receipts_of, results_of
from reporting.memory import reading_all
from reporting.periods import Instant, held
from reporting.units import followed
from tenancy.policy import policy_of
from tenancy.profiles import profiles_of

HANDED_IN = ("declaration.submit", "declaration.agree")
OFFERED = {Op.PUBLISHED, Op.RESUMED}


@reading_all()
def load(province: int, instant: Instant) -> Facts:
    """Everything that is counted. Call inside the province's scope; its register is filtered by province besides.

    What belonged to a unit that has ended counts for the unit that came in its place.
    """
    licences = _licences(instant)
    facts = Facts(
        openings=_openings(province, instant),
        participants=_participants(province, instant),
        channels=_channels(province, instant),
        reached=_reached(province, instant, {pair for licence in licences for pair in licence.taken}),
        licences=licences,
        results=results_of(instant),
        receipts=receipts_of(instant),
        counting=counting_of(province, instant),
    )
    return facts.moved(followed(province, instant))


def counting_of(province: int, instant: Instant) -> Counting:
    """How the province counts, by its policy of the last moment before the instant."""
    rules = policy_of(province, at=instant.at - timedelta(microseconds=1), known_at=instant.known_at)
    return Counting(rules.sme_counted, rules.withdrawn_counted, rules.licences_counted)


def _openings(province: int, instant: Instant) -> tuple[Opening, ...]:
    turns = held(Change.objects.filter(record=OuterRef("record")).exclude(op=Op.CHANGED), instant)
    last = Subquery(turns.order_by("-effective_at", "-id").values("op")[:1])
    first = held(Change.objects.filter(province=province, op=Op.PUBLISHED), instant).annotate(last=last)
    rows = first.order_by("effective_at", "id").values_list(
        *("record__patent_number", "record__number", "record__title", "record__owner_names"),
        *("record__region_path", "effective_at", "last", "record__changed_at"),
    )
    found, since = list(rows.iterator()), min(instant.at, instant.known_at or instant.at)
    then = _faces(province, instant, since) if any(row[-1] >= since for row in found) else {}
    return tuple(_opening(row, then) for row in found)


def _opening(row: tuple[Any, ...], then: Mapping[str, tuple[str, str]]) -> Opening:
    number, record, title, owners, path, at, op, _changed = row
    title, owners = then.get(record, (title, owners))
    return Opening(number, record, title, owners, path, at, op in OFFERED, op == Op.WITHDRAWN)


def _faces(province: int, instant: Instant, since: datetime) -> dict[str, tuple[str, str]]:
    """Title and owners of the records that were changed since, as they were at the instant."""
    versions = Version.objects.filter(record__province=province, record__changed_at__gte=since)
    changed = held(versions.filter(record__current__number__gt=1), instant).order_by("record", "number")
    rows = changed.values_list("record__number", "title", "owners")
    return {number: (title, "、".join(owner["name"] for owner in owners)) for number, title, owners in rows}


def _participants(province: int, instant: Instant) -> tuple[Participant, ...]:
    return (*_published_owners(province, instant), *_declarants(instant))


def _published_owners(province: int, instant: Instant) -> tuple[Participant, ...]:
    versions = held(Version.objects.filter(record__province=province), instant).order_by("effective_at", "id")
    rows = versions.values_list("owners", "record__region_path", "effective_at")
    return tuple(
        Participant(owner["credit_code"] or owner["name"], owner["name"], owner["owner_type"], path, at)
        for owners, path, at in rows.iterator()
        for owner in owners
    )


def _declarants(instant: Instant) -> tuple[Participant, ...]:
    """Who handed in, whatever became of it: read from the log, since a declaration that comes back loses its date."""
    events = Event.objects.filter(verb__in=HANDED_IN, subject_type=Declaration._meta.label_lower)
    handed_in = dict(held(events, instant).order_by("-id").values_list("subject_id", "effective_at"))
    declarations = Declaration.objects.filter(pk__in=handed_in).order_by("id")
    rows = list(declarations.values_list("pk", "organisation", "organisation__credit_code", "region__path"))
    profiles = profiles_of({row[1] for row in rows}, instant.at, instant.known_at)
    return tuple(
        Participant(code or profiles[key].name, profiles[key].name, profiles[key].owner_type, path, handed_in[pk])
        for pk, key, code, path in rows
        if key in profiles
    )


def _channels(province: int, instant: Instant) -> tuple[Shown, ...]:
    shown = ChannelPresence.objects.filter(record__province=province, shown_at__lt=instant.at)
    shown = shown.filter(Q(ended_at=None) | Q(ended_at__gte=instant.at))
    if instant.known_at:
        shown = shown.filter(recorded_at__lte=instant.known_at)
    order = ("channel__rank", "channel_id", "record__region_path")
    rows = shown.order_by(*order).values_list(*order, "channel__name", "channel__url").distinct()
    return tuple(Shown(name, url, path) for _rank, _channel, path, name, url in rows)


def _reached(province: int, instant: Instant, taken: set[tuple[str, str]]) -> tuple[Reached, ...]:
    pushes = Push.objects.filter(record__province=province, delivered_at__lt=instant.at)
    if instant.known_at:
        pushes = pushes.filter(recorded_at__lte=instant.known_at)
    rows = pushes.order_by("delivered_at", "id").values_list(
        *("recipient_code", "recipient_name", "recipient_size", "record__region_path"),
        *("record__number", "delivered_at", "opened_at"),
    )
    return tuple(
        Reached(
            code, name, size, path, record, at, bool(opened and opened < instant.at), accepted=(code, record) in taken
        )
        for code, name, size, path, record, at, opened in rows.iterator()
    )


def _licences(instant: Instant) -> tuple[Concluded, ...]:
    """Contracts that stood as concluded at the instant, or had been and ended since."""
    turns = held(Turn.objects.filter(licence=OuterRef("pk")), instant)
    last = Subquery(turns.order_by("-effective_at", "-id").values("status")[:1])
    found = Licence.objects.annotate(last=last).filter(last__in=CONCLUDED_STATES)
    patents = _grouped(LicensedPatent.objects.filter(licence__in=found), "patent_number", "fee_kind", "record_number")
    parties = _grouped(Party.objects.filter(licence__in=found), "side", "name", "credit_code")
    rows = found.order_by("concluded_at", "id").values_list(
        *("pk", "number", "is_free", "amount", "remark", "region__path", "concluded_at")
    )
    return tuple(
        Concluded(
            number=number,
            licensors="、".join(name for side, name, _code in parties[pk] if side == Side.LICENSOR),
            licensee="、".join(name for side, name, _code in parties[pk] if side == Side.LICENSEE),
            patent_numbers=tuple(patent for patent, _kind, _record in patents[pk]),
            fee_kinds=tuple(kind for _patent, kind, _record in patents[pk]),
            is_free=is_free,
            amount=amount,
            remark=remark,
            region_path=path,
            concluded_at=at,
            key=pk,
            taken=tuple(
                (code, record)
                for side, _name, code in parties[pk]
                if side == Side.LICENSEE and code
                for _patent, _kind, record in patents[pk]
            ),
        )
        for pk, number, is_free, amount, remark, path, at in rows
    )


def _grouped(rows: QuerySet[Any], *names: str) -> dict[int, list[tuple[Any, ...]]]:
    """Some columns of the rows of each licence, in their positions."""
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for licence, *values in rows.order_by("licence", "position").values_list("licence_id", *names):
        groups[licence].append(tuple(values))
    return groups
