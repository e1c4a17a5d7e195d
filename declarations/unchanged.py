"""The next stretch of a re-check, in one query: which records nothing has happened to since the last look (HB-18).

For those the last answer holds, and whole groups of them are noted set-wise; only the others are thought about anew.
A record with something against it is never passed over: what follows from that depends on more than the facts.
One about which the gazette told something since is due whatever the interval: not every announcement acts by itself
(a pledge is only flagged), and one that came in between the checks and the publication never does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from publication.choices import OPEN_STATES, Outcome

STRETCH = 20_000  # records of one portion, if nothing has happened to most of them

NEXT = """
WITH due AS MATERIALIZED (
    SELECT id, number, patent_number, current_id FROM publication_record
    WHERE province_id = %(province)s AND state = ANY(%(open)s) AND id > %(after)s
        AND (checked_at < %(before)s OR checked_at IS NULL AND published_at < %(before)s OR EXISTS (
            SELECT FROM verification_gazettenotice news
            WHERE news.number = patent_number AND news.id > COALESCE((
                SELECT newest_notice FROM declarations_lastlook
                WHERE province_id = %(province)s AND record_id = publication_record.id), 0)))
    ORDER BY id LIMIT %(stretch)s
), told AS (
    SELECT number, count(*) AS n, max(id) AS newest FROM verification_registerrecord
    WHERE number IN (SELECT patent_number FROM due) GROUP BY number
), announced AS (
    SELECT number, count(*) AS n, max(id) AS newest FROM verification_gazettenotice
    WHERE number IN (SELECT patent_number FROM due) GROUP BY number
), agreed AS (
    SELECT DISTINCT record_number FROM declarations_declaration
    WHERE province_id = %(province)s AND record_number <> '' AND pledgee_consents AND submitted_at IS NOT NULL
), compared AS MATERIALIZED (
    SELECT due.id, look.outcome, look.source, look.sentence, COALESCE(
        look.outcome <> %(attention)s AND look.rules = %(rules)s AND look.holds_until >= %(today)s
        AND look.version = due.current_id AND look.agrees = (agreed.record_number IS NOT NULL)
        AND look.records = COALESCE(told.n, 0) AND look.newest_record = COALESCE(told.newest, 0)
        AND look.notices = COALESCE(announced.n, 0) AND look.newest_notice = COALESCE(announced.newest, 0),
        false) AS same
    FROM due
    LEFT JOIN declarations_lastlook look ON look.province_id = %(province)s AND look.record_id = due.id
    LEFT JOIN told ON told.number = due.patent_number
    LEFT JOIN announced ON announced.number = due.patent_number
    LEFT JOIN agreed ON agreed.record_number = due.number
), reach AS (
    SELECT id FROM compared WHERE NOT same ORDER BY id OFFSET %(most)s - 1 LIMIT 1
)
SELECT same, CASE WHEN same THEN outcome END, CASE WHEN same THEN source END, CASE WHEN same THEN sentence END,
    array_agg(id)
FROM compared WHERE id <= COALESCE((SELECT id FROM reach), 9223372036854775807)
GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Alike:
    """Records of which the last look said the same, and says it still."""

    outcome: Outcome
    source: str
    sentence: str
    ids: Sequence[int]


@dataclass
class Stretch:
    """What comes next: groups to be noted as before, and records to be looked at anew."""

    alike: list[Alike] = field(default_factory=list)
    anew: list[int] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        return [pk for group in self.alike for pk in group.ids] + self.anew


def next_stretch(province: int, *, before: datetime, after: int, rules: str, today: date, most: int) -> Stretch:
    """The records due after a place, as far as the first `most` that must be looked at anew."""
    asked: dict[str, Any] = {
        "province": province,
        "open": list(OPEN_STATES),
        "after": after,
        "before": before,
        "stretch": STRETCH,
        "attention": Outcome.ATTENTION,
        "rules": rules,
        "today": today,
        "most": most,
    }
    found = Stretch()
    with connection.cursor() as cursor:
        cursor.execute(NEXT, asked)
        for same, outcome, source, sentence, ids in cursor.fetchall():
            if same:
                found.alike.append(Alike(Outcome(outcome), source, sentence, ids))
            else:
                found.anew = sorted(ids)
    return found
