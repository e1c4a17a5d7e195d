"""The figures once more, in plain SQL, written apart from measures.py and sharing nothing with it (section E).

A difference means that one of the two is wrong; the table is then not submitted.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from reporting.memory import reading_all
from reporting.periods import Instant
from tenancy.policy import policy_of

OPEN_END = datetime(9999, 12, 31, tzinfo=UTC)
# Where the rows of a unit that has ended count: at the one unit that came in its place, or at whoever came after that.
HOME = """coalesce((SELECT m.heir FROM moved m
                     WHERE starts_with({path}, m.path) ORDER BY length(m.path) DESC LIMIT 1), {path})"""
COUNTS = """
WITH RECURSIVE heir AS (
    SELECT o.id, o.path, min(s.from_region_id) AS next
      FROM tenancy_region o JOIN tenancy_region_predecessors s ON s.to_region_id = o.id
     WHERE o.province_id = %(province)s
       AND o.valid_to <= ((%(at)s - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date
     GROUP BY o.id, o.path HAVING count(*) = 1
), line AS (
    SELECT path, next FROM heir
    UNION
    SELECT l.path, h.next FROM line l JOIN heir h ON h.id = l.next
), moved AS (
    SELECT l.path, n.path AS heir FROM line l JOIN tenancy_region n ON n.id = l.next
     WHERE NOT EXISTS (SELECT FROM heir h WHERE h.id = l.next)
), published AS (
    SELECT DISTINCT r.patent_number,
        (SELECT c2.op FROM publication_change c2
          WHERE c2.record_id = r.id AND c2.op <> 'changed' AND c2.effective_at < %(at)s AND c2.recorded_at <= %(known)s
          ORDER BY c2.effective_at DESC, c2.id DESC LIMIT 1) AS last_op
      FROM publication_change c JOIN publication_record r ON r.id = c.record_id
     WHERE c.op = 'published' AND c.effective_at < %(at)s AND c.recorded_at <= %(known)s
       AND r.province_id = %(province)s AND starts_with({record_home}, %(path)s)
), named AS (
    SELECT COALESCE(NULLIF(o ->> 'credit_code', ''), o ->> 'name') AS who, o ->> 'owner_type' AS type,
           v.effective_at AS since
      FROM publication_version v
      JOIN publication_record r ON r.id = v.record_id
      CROSS JOIN LATERAL jsonb_array_elements(v.owners) AS o
     WHERE v.effective_at < %(at)s AND v.recorded_at <= %(known)s
       AND r.province_id = %(province)s AND starts_with({record_home}, %(path)s)
    UNION ALL
    SELECT g.credit_code, (
            SELECT f.value FROM tenancy_organisationfact f
             WHERE f.organisation_id = g.id AND f.aspect = 'owner_type'
               AND f.effective_at <= %(at)s AND f.recorded_at <= %(known)s
             ORDER BY f.effective_at DESC, f.id DESC LIMIT 1), e.effective_at
      FROM audit_event e
      JOIN declarations_declaration d ON d.id = e.subject_id
      JOIN tenancy_organisation g ON g.id = d.organisation_id
      JOIN tenancy_region n ON n.id = d.region_id
     WHERE e.subject_type = 'declarations.declaration' AND e.verb IN ('declaration.submit', 'declaration.agree')
       AND e.effective_at < %(at)s AND e.recorded_at <= %(known)s
       AND g.credit_code <> '' AND starts_with({home}, %(path)s)
), owner AS (
    SELECT DISTINCT ON (who) who, type FROM named ORDER BY who, since DESC
), granted AS (
    SELECT l.id, l.is_free, l.amount
      FROM licensing_licence l JOIN tenancy_region n ON n.id = l.region_id
     WHERE starts_with({home}, %(path)s) AND (
            SELECT t.status FROM licensing_turn t
             WHERE t.licence_id = l.id AND t.effective_at < %(at)s AND t.recorded_at <= %(known)s
             ORDER BY t.effective_at DESC, t.id DESC LIMIT 1) IN ('concluded', 'objected', 'confirmed', 'ended')
), used AS (
    SELECT p.patent_number, g.is_free FROM licensing_licensedpatent p JOIN granted g ON g.id = p.licence_id
), told AS (
    SELECT DISTINCT ON (t.follow_up_id) f.licence_id, t.used, t.output_value, t.sales, t.jobs
      FROM licensing_result t
      JOIN licensing_followup f ON f.id = t.follow_up_id
      JOIN licensing_licence l ON l.id = f.licence_id
      JOIN tenancy_region n ON n.id = l.region_id
     WHERE t.side <> 'licensor' AND t.effective_at < %(at)s AND t.recorded_at <= %(known)s
       AND starts_with({home}, %(path)s) AND NOT EXISTS (
            SELECT FROM licensing_turn u WHERE u.licence_id = l.id AND u.status IN ('declined', 'cancelled')
               AND u.effective_at < %(at)s AND u.recorded_at <= %(known)s)
     ORDER BY t.follow_up_id, t.id DESC
), pushed AS (
    SELECT p.recipient_code, bool_or(p.opened_at < %(at)s) AS opened, bool_or(EXISTS (
            SELECT FROM licensing_licensedpatent lp
              JOIN licensing_party y ON y.licence_id = lp.licence_id AND y.side = 'licensee'
             WHERE lp.record_id = p.record_id AND y.credit_code = p.recipient_code AND (
                    SELECT t.status FROM licensing_turn t
                     WHERE t.licence_id = lp.licence_id AND t.effective_at < %(at)s AND t.recorded_at <= %(known)s
                     ORDER BY t.effective_at DESC, t.id DESC LIMIT 1
                   ) IN ('concluded', 'objected', 'confirmed', 'ended'))) AS accepted
      FROM publication_push p JOIN publication_record r ON r.id = p.record_id
     WHERE p.delivered_at < %(at)s AND p.recorded_at <= %(known)s
       AND p.recipient_size IN ('medium', 'small', 'micro')
       AND r.province_id = %(province)s AND starts_with({record_home}, %(path)s)
     GROUP BY p.recipient_code
)
SELECT
    (SELECT count(*) FROM owner WHERE type IN ('university', 'institute')) AS owners_university_institute,
    (SELECT count(*) FROM owner WHERE type IN ('state_enterprise', 'private_enterprise')) AS owners_enterprise,
    (SELECT count(*) FROM owner WHERE type IN ('university', 'institute', 'state_enterprise')) AS bodies,
    (SELECT count(DISTINCT patent_number) FROM published
      WHERE %(withdrawn)s OR last_op <> 'withdrawn') AS patents_opened,
    (SELECT count(DISTINCT patent_number) FROM published
      WHERE last_op IN ('published', 'resumed')) AS patents_in_force,
    (SELECT count(*) FROM pushed
      WHERE CASE %(sme)s WHEN 'opened' THEN opened WHEN 'accepted' THEN accepted ELSE TRUE END) AS smes_benefited,
    (SELECT count(*) FROM pushed WHERE opened) AS smes_opened,
    (SELECT count(*) FROM pushed WHERE accepted) AS smes_accepted,
    {all} AS licences,
    {free} AS licences_free,
    {paid} AS licences_paid,
    (SELECT COALESCE(sum(round(amount / 10000, 4)), 0) FROM granted WHERE NOT is_free) AS paid_amount,
    (SELECT count(DISTINCT patent_number) FROM used) AS patents_implemented,
    (SELECT count(*) FROM used) AS implementations,
    (SELECT count(DISTINCT p.patent_number) FROM told JOIN licensing_licensedpatent p ON p.licence_id = told.licence_id
      WHERE told.used) AS patents_used,
    (SELECT COALESCE(sum(round(output_value / 10000, 4)), 0) FROM told) AS output_value,
    (SELECT COALESCE(sum(round(sales / 10000, 4)), 0) FROM told) AS sales,
    (SELECT COALESCE(sum(jobs), 0) FROM told) AS jobs,
    (SELECT COALESCE(sum(round(r.amount / 10000, 4)), 0)
       FROM licensing_receipt r
       JOIN licensing_payment y ON y.id = r.payment_id
       JOIN licensing_due d ON d.id = y.due_id
       JOIN licensing_licence l ON l.id = d.licence_id
       JOIN tenancy_region n ON n.id = l.region_id
      WHERE r.effective_at < %(at)s AND r.recorded_at <= %(known)s
        AND starts_with({home}, %(path)s) AND NOT EXISTS (
            SELECT FROM licensing_turn u WHERE u.licence_id = l.id AND u.status IN ('declined', 'cancelled')
               AND u.effective_at < %(at)s AND u.recorded_at <= %(known)s)) AS fees_received
"""
LICENCES = {
    "contracts": "(SELECT count(*) FROM granted WHERE {which})",
    "patents": "(SELECT count(DISTINCT patent_number) FROM used WHERE {which})",
    "pairs": "(SELECT count(*) FROM used WHERE {which})",
}


@reading_all()
def recount(province: int, path: str, instant: Instant) -> dict[str, int | Decimal]:
    """Counted from the tables for one place; keys are those of the measures."""
    rules = policy_of(province, at=instant.at - timedelta(seconds=1), known_at=instant.known_at)
    each = LICENCES[rules.licences_counted]
    which = {"all": "TRUE", "free": "is_free", "paid": "NOT is_free"}
    homes = {"home": HOME.format(path="n.path"), "record_home": HOME.format(path="r.region_path")}
    counts = COUNTS.format(**homes, **{name: each.format(which=condition) for name, condition in which.items()})
    values = {"province": province, "path": path, "at": instant.at, "known": instant.known_at or OPEN_END}
    return _one_row(counts, values | {"sme": rules.sme_counted, "withdrawn": rules.withdrawn_counted})


def _one_row(statement: str, values: dict[str, Any]) -> dict[str, int | Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))
