"""The figures of all units of a province at once, set-wise: what measures.py counts from rows, as the database counts.

One statement for each kind of fact. Numbers only: the rows behind a figure come from loading.py, and the tests hold
both against each other and against the recount for every office and month.
"""

# ruff: noqa: S608 -- the statements share their beginning; values go in as parameters

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from reporting.facts import Counting
from reporting.loading import counting_of
from reporting.measures import MEASURES
from reporting.periods import Instant

OPEN_END = datetime(9999, 12, 31, tzinfo=UTC)
MEMORY = "128MB"  # for the sorts and hashes of one roll-up; the server's own setting is for small questions
TEXTS = ("platform_names", "platform_urls")
Figures = dict[str, Any]

# Where each place counts: itself and every unit above it that was asked for.
PLACES = """
place AS MATERIALIZED (
    SELECT r.path AS region_path, u.path AS unit FROM tenancy_region r
      JOIN unnest(%(paths)s::text[]) AS u (path) ON starts_with(r.path, u.path)
     WHERE r.province_id = %(province)s
)"""
# A record's last word before the instant, other than a change of terms; there is one for almost every record.
OPENED = f"""
WITH {PLACES}, told AS (
    SELECT DISTINCT ON (record_id) record_id, op FROM publication_change
     WHERE province_id = %(province)s AND op <> 'changed' AND effective_at < %(at)s AND recorded_at <= %(known)s
     ORDER BY record_id, effective_at DESC, id DESC
), patent AS (
    SELECT p.unit, r.patent_number, bool_or(%(withdrawn)s OR t.op <> 'withdrawn') AS opened,
           bool_or(t.op IN ('published', 'resumed')) AS in_force
      FROM told t JOIN publication_record r ON r.id = t.record_id JOIN place p ON p.region_path = r.region_path
     GROUP BY p.unit, r.patent_number
)
SELECT unit, count(*) FILTER (WHERE opened) AS patents_opened, count(*) FILTER (WHERE in_force) AS patents_in_force
  FROM patent GROUP BY unit"""
# The type of an owner is that of the newest row in the unit.
OWNERS = f"""
WITH {PLACES}, named AS (
    SELECT coalesce(nullif(o ->> 'credit_code', ''), o ->> 'name') AS who, o ->> 'owner_type' AS type, r.region_path,
           max(v.effective_at) AS since
      FROM publication_version v JOIN publication_record r ON r.id = v.record_id AND r.province_id = %(province)s
      CROSS JOIN LATERAL jsonb_array_elements(v.owners) AS o
     WHERE v.effective_at < %(at)s AND v.recorded_at <= %(known)s GROUP BY 1, 2, 3
), handed_in AS (
    SELECT subject_id, min(effective_at) AS since FROM audit_event
     WHERE province_id = %(province)s AND subject_type = 'declarations.declaration'
       AND verb IN ('declaration.submit', 'declaration.agree')
       AND effective_at < %(at)s AND recorded_at <= %(known)s GROUP BY 1
), declared AS (
    SELECT d.organisation_id, n.path AS region_path, max(h.since) AS since
      FROM handed_in h JOIN declarations_declaration d ON d.id = h.subject_id
      JOIN tenancy_region n ON n.id = d.region_id
     GROUP BY 1, 2
), typed AS (
    SELECT DISTINCT ON (organisation_id) organisation_id, value AS type FROM tenancy_organisationfact
     WHERE aspect = 'owner_type' AND effective_at <= %(at)s AND recorded_at <= %(known)s
     ORDER BY organisation_id, effective_at DESC, id DESC
), everyone AS (
    SELECT who, type, region_path, since FROM named
    UNION ALL
    SELECT g.credit_code, y.type, d.region_path, d.since FROM declared d
      JOIN tenancy_organisation g ON g.id = d.organisation_id AND g.credit_code <> ''
      JOIN typed y ON y.organisation_id = d.organisation_id
), owner AS (
    SELECT DISTINCT ON (p.unit, e.who) p.unit, e.type FROM everyone e JOIN place p ON p.region_path = e.region_path
     ORDER BY p.unit, e.who, e.since DESC
)
SELECT unit, count(*) FILTER (WHERE type IN ('university', 'institute')) AS owners_university_institute,
       count(*) FILTER (WHERE type IN ('state_enterprise', 'private_enterprise')) AS owners_enterprise,
       count(*) FILTER (WHERE type IN ('university', 'institute', 'state_enterprise')) AS bodies
  FROM owner GROUP BY unit"""
GRANTED = f"""
WITH {PLACES}, stood AS (
    SELECT DISTINCT ON (licence_id) licence_id, status FROM licensing_turn
     WHERE effective_at < %(at)s AND recorded_at <= %(known)s ORDER BY licence_id, effective_at DESC, id DESC
), granted AS MATERIALIZED (
    SELECT l.id, l.is_free, round(l.amount / 10000, 4) AS wan, p.unit
      FROM stood s JOIN licensing_licence l ON l.id = s.licence_id
      JOIN tenancy_region n ON n.id = l.region_id JOIN place p ON p.region_path = n.path
     WHERE s.status IN ('concluded', 'objected', 'confirmed', 'ended')
), contract AS (
    SELECT unit, count(*) AS n, count(*) FILTER (WHERE is_free) AS free,
           coalesce(sum(wan) FILTER (WHERE NOT is_free), 0) AS paid_amount
      FROM granted GROUP BY unit
), patent AS (
    SELECT g.unit, a.patent_number, count(*) AS n, count(*) FILTER (WHERE g.is_free) AS free
      FROM granted g JOIN licensing_licensedpatent a ON a.licence_id = g.id GROUP BY 1, 2
), used AS (
    SELECT unit, count(*) AS patents, count(*) FILTER (WHERE free > 0) AS free_patents,
           count(*) FILTER (WHERE free < n) AS paid_patents, sum(n)::bigint AS pairs, sum(free)::bigint AS free_pairs
      FROM patent GROUP BY unit
)
SELECT c.unit, c.paid_amount, u.patents AS patents_implemented, u.pairs AS implementations, {{licences}}
  FROM contract c JOIN used u USING (unit)"""
LICENCES = {
    "contracts": "c.n AS licences, c.free AS licences_free, c.n - c.free AS licences_paid",
    "patents": "u.patents AS licences, u.free_patents AS licences_free, u.paid_patents AS licences_paid",
    "pairs": "u.pairs AS licences, u.free_pairs AS licences_free, u.pairs - u.free_pairs AS licences_paid",
}
REACHED = f"""
WITH {PLACES}, stood AS (
    SELECT DISTINCT ON (licence_id) licence_id, status FROM licensing_turn
     WHERE %(sme)s = 'accepted' AND effective_at < %(at)s AND recorded_at <= %(known)s
     ORDER BY licence_id, effective_at DESC, id DESC
), taken AS (
    SELECT DISTINCT y.credit_code, a.record_id FROM stood s
      JOIN licensing_licensedpatent a ON a.licence_id = s.licence_id
      JOIN licensing_party y ON y.licence_id = s.licence_id AND y.side = 'licensee'
     WHERE s.status IN ('concluded', 'objected', 'confirmed', 'ended')
), reached AS (
    SELECT DISTINCT s.recipient_code, r.region_path
      FROM publication_push s JOIN publication_record r ON r.id = s.record_id
     WHERE s.delivered_at < %(at)s AND s.recorded_at <= %(known)s AND r.province_id = %(province)s
       AND s.recipient_size IN ('medium', 'small', 'micro')
       AND (%(sme)s = 'delivered' OR (%(sme)s = 'opened' AND s.opened_at < %(at)s) OR (%(sme)s = 'accepted'
            AND EXISTS (SELECT FROM taken t WHERE t.record_id = s.record_id AND t.credit_code = s.recipient_code)))
)
SELECT unit, count(*) AS smes_benefited
  FROM (SELECT DISTINCT p.unit, s.recipient_code FROM reached s JOIN place p USING (region_path)) AS once
 GROUP BY unit"""
SHOWN = f"""
WITH {PLACES}, shown AS (
    SELECT DISTINCT s.channel_id, r.region_path
      FROM publication_channelpresence s JOIN publication_record r ON r.id = s.record_id
     WHERE r.province_id = %(province)s AND s.shown_at < %(at)s AND (s.ended_at IS NULL OR s.ended_at >= %(at)s)
       AND (s.recorded_at <= %(known)s)
), once AS (
    SELECT DISTINCT p.unit, c.id, c.rank, c.name, c.url
      FROM shown s JOIN place p USING (region_path) JOIN publication_channel c ON c.id = s.channel_id
)
SELECT unit, string_agg(name, '、' ORDER BY rank, id) AS platform_names,
       string_agg(url, E'\\n' ORDER BY rank, id) AS platform_urls
  FROM once GROUP BY unit"""

# Of each interval the last word of the licensee's side; the owner's word stands beside and is not counted.
TOLD = f"""
WITH {PLACES}, last AS (
    SELECT DISTINCT ON (follow_up_id) follow_up_id, used, output_value, sales, jobs FROM licensing_result
     WHERE side <> 'licensor' AND effective_at < %(at)s AND recorded_at <= %(known)s
     ORDER BY follow_up_id, id DESC
), told AS MATERIALIZED (
    SELECT p.unit, l.id AS licence_id, t.used, t.output_value, t.sales, t.jobs
      FROM last t JOIN licensing_followup f ON f.id = t.follow_up_id JOIN licensing_licence l ON l.id = f.licence_id
      JOIN tenancy_region n ON n.id = l.region_id JOIN place p ON p.region_path = n.path
), used AS (
    SELECT t.unit, count(DISTINCT a.patent_number) AS patents
      FROM told t JOIN licensing_licensedpatent a ON a.licence_id = t.licence_id WHERE t.used GROUP BY 1
), earned AS (
    SELECT unit, coalesce(sum(round(output_value / 10000, 4)), 0) AS output_value,
           coalesce(sum(round(sales / 10000, 4)), 0) AS sales, coalesce(sum(jobs), 0) AS jobs
      FROM told GROUP BY unit
)
SELECT e.*, coalesce(u.patents, 0) AS patents_used FROM earned e LEFT JOIN used u USING (unit)"""
RECEIVED = f"""
WITH {PLACES}
SELECT p.unit, sum(round(r.amount / 10000, 4)) AS fees_received
  FROM licensing_receipt r JOIN licensing_payment y ON y.id = r.payment_id JOIN licensing_due d ON d.id = y.due_id
  JOIN licensing_licence l ON l.id = d.licence_id JOIN tenancy_region n ON n.id = l.region_id
  JOIN place p ON p.region_path = n.path
 WHERE r.effective_at < %(at)s AND r.recorded_at <= %(known)s GROUP BY p.unit"""


@dataclass(frozen=True)
class Question:
    """Of which province, for which units, as of when, counted how."""

    province: int
    paths: tuple[str, ...]
    instant: Instant
    counting: Counting

    @property
    def values(self) -> Mapping[str, Any]:
        return {
            "province": self.province,
            "paths": list(self.paths),
            "at": self.instant.at,
            "known": self.instant.known_at or OPEN_END,
            "sme": self.counting.sme,
            "withdrawn": self.counting.withdrawn,
        }

    @property
    def statements(self) -> Iterable[str]:
        granted = GRANTED.format(licences=LICENCES[self.counting.licences])
        return (OPENED, OWNERS, granted, REACHED, SHOWN, TOLD, RECEIVED)


def roll_up(province: int, paths: Iterable[str], instant: Instant) -> dict[str, Figures]:
    """Every figure of each unit, by its path. Call inside the scope of the province."""
    question = Question(province, tuple(paths), instant, counting_of(province, instant))
    rolled = {path: nothing() for path in question.paths}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [MEMORY])
        for statement in question.statements:
            cursor.execute(statement, question.values)
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                told = dict(zip(names, row, strict=True))
                rolled[told.pop("unit")] |= told
        cursor.execute("RESET work_mem")
    return rolled


def nothing() -> Figures:
    """The figures of a place where nothing has happened."""
    return {key: _nothing(key) for key in MEASURES}


def _nothing(key: str) -> Any:
    if key in TEXTS:
        return ""
    return Decimal(0) if MEASURES[key].unit == "万元" else 0
