"""What a roll-up lacks after something came late: only the patents, owners and licences that it touches count again.

Every figure adds up what each patent, owner, licence, enterprise or receipt contributes. So the figures of a later
instant are the earlier ones, less what the touched ones contributed then, plus what they contribute now. Counting a few
that did not change does no harm: both sides of the sum have them.
"""

# ruff: noqa: S608 -- the parts are constants of this module; values go in as parameters

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import connection

from reporting import counting_sql as sql
from reporting.periods import Instant
from reporting.rollup import OPEN_END, TEXTS, Figures, Only, Question, answer

# Learned since, or taken effect since; of the same month nothing takes effect besides.
LEARNED = "({x}.recorded_at > %(before)s AND {x}.recorded_at <= %(known)s)"
TOOK_EFFECT = "({x}.effective_at >= %(from)s AND {x}.effective_at < %(at)s AND {x}.recorded_at <= %(known)s)"
# An event is never recorded before it takes effect.
EVENTS = "e.recorded_at > least(%(before)s, %(from)s) AND e.recorded_at <= %(known)s"
CHANGED = "c.province_id = %(province)s AND c.op <> 'changed' AND {c}"
HANDED_IN = """e.province_id = %(province)s AND e.subject_type = 'declarations.declaration'
   AND e.verb IN ('declaration.submit', 'declaration.agree') AND {events}"""
TYPED = "f.aspect = 'owner_type' AND ({f} OR f.effective_at = %(at)s)"
SENT = "((p.recorded_at > %(before)s AND p.recorded_at <= %(known)s){pushed})"
PRESENT = "((s.recorded_at > %(before)s AND s.recorded_at <= %(known)s){shown})"
OWNERS = f"""
SELECT DISTINCT coalesce(nullif(o ->> 'credit_code', ''), o ->> 'name')
  FROM publication_version v JOIN publication_record r ON r.id = v.record_id AND r.province_id = %(province)s
  CROSS JOIN LATERAL jsonb_array_elements(v.owners) AS o WHERE {{v}}
UNION
SELECT g.credit_code FROM audit_event e JOIN declarations_declaration d ON d.id = e.subject_id
  JOIN tenancy_organisation g ON g.id = d.organisation_id
 WHERE {HANDED_IN} AND g.credit_code <> ''
UNION
SELECT g.credit_code FROM tenancy_organisationfact f JOIN tenancy_organisation g ON g.id = f.organisation_id
 WHERE {TYPED} AND g.credit_code <> ''"""
ORGANISATIONS = "SELECT id FROM tenancy_organisation WHERE credit_code = ANY(%(owners)s)"
# The touched licences and all others of the same patents, which count once together.
LICENCES = """
WITH touched AS (
    SELECT t.licence_id FROM licensing_turn t WHERE {t}
    UNION
    SELECT f.licence_id FROM licensing_result s JOIN licensing_followup f ON f.id = s.follow_up_id WHERE {s}
)
SELECT licence_id FROM touched
UNION
SELECT b.licence_id FROM touched JOIN licensing_licensedpatent a USING (licence_id)
  JOIN licensing_licensedpatent b ON b.province_id = a.province_id AND b.patent_number = a.patent_number"""
RECIPIENTS = f"SELECT DISTINCT p.recipient_code FROM publication_push p WHERE {SENT}"
TAKERS = "SELECT DISTINCT credit_code FROM licensing_party WHERE licence_id = ANY(%(licences)s) AND side = 'licensee'"
# Those that came, and those of licences that fell through.
GONE = "licensing_turn t WHERE t.status IN ('declined', 'cancelled') AND {t}"
RECEIPTS = f"""
SELECT r.id FROM licensing_receipt r WHERE {{r}}
UNION
SELECT r.id FROM licensing_receipt r JOIN licensing_payment y ON y.id = r.payment_id
  JOIN licensing_due d ON d.id = y.due_id WHERE d.licence_id IN (SELECT t.licence_id FROM {GONE})"""
SHOWN = f"""
SELECT DISTINCT c.name, r.region_path, coalesce(s.ended_at < %(at)s, false) FROM publication_channelpresence s
  JOIN publication_record r ON r.id = s.record_id AND r.province_id = %(province)s
  JOIN publication_channel c ON c.id = s.channel_id
 WHERE {PRESENT}"""
PUSHED = """
    OR (p.delivered_at >= %(from)s AND p.delivered_at < %(at)s) OR (p.opened_at >= %(from)s AND p.opened_at < %(at)s)"""
SHOWN_SINCE = """
    OR (s.shown_at >= %(from)s AND s.shown_at < %(at)s) OR (s.ended_at >= %(from)s AND s.ended_at < %(at)s)"""
KINDS = {
    "owners": OWNERS,
    "licences": LICENCES,
    "recipients": RECIPIENTS,
    "receipts": RECEIPTS,
    "shown": SHOWN,
}
# Where something of each kind comes from: asked of each table alone, before anything is joined.
RECORDS = f"ARRAY(SELECT DISTINCT c.record_id FROM publication_change c WHERE {CHANGED})"
SOURCES = {
    "owners": [
        "publication_version v WHERE {v}",
        f"audit_event e WHERE {HANDED_IN}",
        f"tenancy_organisationfact f WHERE {TYPED}",
    ],
    "licences": ["licensing_turn t WHERE {t}", "licensing_result s WHERE {s}"],
    "recipients": [f"publication_push p WHERE {SENT}"],
    "receipts": ["licensing_receipt r WHERE {r}", GONE],
    "shown": [f"publication_channelpresence s WHERE {PRESENT}"],
}


def advance(figures: Mapping[str, Figures], then: Question, now: Instant) -> dict[str, Figures]:
    """The figures of a later instant, from those that were the answer to the question of then.

    The rules of counting must be the same at both. Call inside the scope of the province.
    """
    only = touched(figures, then, now) if then.instant != now else None
    if not only:
        return dict(figures)
    told = dict(figures)
    if only.records:
        _move_patents(told, only.records, then, now)
    if replace(only, records=[]):
        was = answer(replace(then, only=replace(only, channels=False)))
        more = answer(replace(then, instant=now, only=only))
        told = {path: _moved(told[path], was[path], more[path], texts=only.channels) for path in told}
    return told


def _move_patents(figures: dict[str, Figures], records: Sequence[int], then: Question, now: Instant) -> None:
    """Each patent counts once in a unit, on however many records it stands."""
    found: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    values = {"records": records, "at_now": now.at, "known_now": now.known_at or OPEN_END}
    stood = _ask(sql.STANDING, then.instants | values)
    above = then.units_above({place for _turn, _patent, place, *_told in stood})
    for turn, patent, place, *told in stood:
        for measure, counts in zip(("patents_opened", "patents_in_force"), told, strict=True):
            for unit in above[place] if counts else ():
                found[unit, measure, turn].add(patent)
    for (unit, measure, turn), those in found.items():
        figures[unit] = figures[unit] | {measure: figures[unit][measure] + turn * len(those)}


def _moved(told: Figures, was: Figures, more: Figures, *, texts: bool) -> Figures:
    return {
        key: (more[key] if texts else value) if key in TEXTS else value - was[key] + more[key]
        for key, value in told.items()
    }


def touched(figures: Mapping[str, Figures], then: Question, now: Instant) -> Only:
    """All that something learned or taken effect between the two instants is about."""
    values = {
        "province": then.province,
        "from": then.instant.at,
        "before": then.instant.known_at,
        "at": now.at,
        "known": now.known_at or OPEN_END,
    }
    asked = _statements(same_month=then.instant.at == now.at)
    [(records, *came)] = _ask(asked.news, values)
    found = {kind: _ask(asked.kinds[kind], values) if new else [] for kind, new in zip(KINDS, came, strict=True)}
    keys = {kind: [key for key, *_rest in rows] for kind, rows in found.items()}
    licences, owners = keys["licences"], keys["owners"]
    return Only(
        records=records,
        owners=owners,
        organisations=[key for (key,) in _ask(ORGANISATIONS, {"owners": owners})] if owners else [],
        licences=licences,
        recipients=keys["recipients"] + (_takers(licences) if licences else []),
        receipts=keys["receipts"],
        channels=_shows_otherwise(figures, found["shown"]),
    )


@dataclass(frozen=True)
class Statements:
    """`news` asks for records, and of which kinds anything came at all: each table alone, since mostly nothing did.

    `kinds` says what it is.
    """

    news: str
    kinds: Mapping[str, str]


@cache
def _statements(*, same_month: bool) -> Statements:
    since = _since(same_month=same_month)
    sources = [[f"EXISTS (SELECT FROM {table.format(**since)})" for table in SOURCES[kind]] for kind in KINDS]
    asked = ", ".join([RECORDS.format(**since), *(" OR ".join(tables) for tables in sources)])
    return Statements(f"SELECT {asked}", {kind: statement.format(**since) for kind, statement in KINDS.items()})


def _since(*, same_month: bool) -> dict[str, str]:
    """The condition of each table that a row came in between."""
    since = LEARNED if same_month else f"({LEARNED} OR {TOOK_EFFECT})"
    rows = {x: since.format(x=x) for x in "cvftsr"}
    return rows | {"events": EVENTS, "pushed": "" if same_month else PUSHED, "shown": "" if same_month else SHOWN_SINCE}


def _takers(licences: list[int]) -> list[str]:
    """Who took something: an enterprise that it was sent to counts as one that accepted (G6)."""
    return [code for (code,) in _ask(TAKERS, {"licences": licences})]


def _shows_otherwise(figures: Mapping[str, Figures], shown: Iterable[tuple[str, str, bool]]) -> bool:
    """Whether a platform begins or ends to show the records of a unit."""
    return any(
        ended or any(place.startswith(path) and name not in told["platform_names"] for path, told in figures.items())
        for name, place, ended in shown
    )


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
