"""The statements by which the database counts all units of a province at once, one for each kind of fact.

Almost every patent, owner and licence belongs to one place: it is counted there once and added up for the units above.
Only what is spread over several places is looked at for each unit. Each statement takes a condition in `{only}`, with
which it counts no more than some patents, owners, licences, enterprises or receipts (rollup_changes.py).
"""

# ruff: noqa: S608 -- the statements share their beginning; values go in as parameters

# Where each place counts (rollup.places): a pair for each unit, told as two texts, since a list is quoted item by item.
PLACES = """
place AS MATERIALIZED (
    SELECT * FROM unnest(string_to_array(%(places)s, ' '), string_to_array(%(units)s, ' ')) AS p (region_path, unit)
)"""
# What became of a record by its last word before an instant, other than a change of terms.
LAST_WORD = """
    SELECT DISTINCT ON ({turn}record_id) {turn}record_id, %(withdrawn)s OR op <> 'withdrawn' AS opened,
           op IN ('published', 'resumed') AS in_force
      FROM publication_change CROSS JOIN (VALUES {asked}) AS asked (turn, at, known)
     WHERE province_id = %(province)s AND op <> 'changed' AND effective_at < at AND recorded_at <= known {only}
     ORDER BY {turn}record_id, effective_at DESC, id DESC"""
OF_SEVERAL = "AND record_id IN (SELECT id FROM several)"
THEN, NOW = "(-1, %(at)s, %(known)s)", "(1, %(at_now)s, %(known_now)s)"
# A patent stands on several records only if one of them is over, since the register holds one open record of it at
# most. Every record counts where it stands; what its patent has counted too often in a unit is taken away again.
OPENED = f"""
WITH {PLACES}, repeated AS MATERIALIZED (
    SELECT patent_number FROM publication_record
     WHERE province_id = %(province)s AND patent_number IN (
           SELECT patent_number FROM publication_record
            WHERE province_id = %(province)s AND state IN ('withdrawn', 'expired'))
     GROUP BY patent_number HAVING count(*) > 1
), several AS MATERIALIZED (
    SELECT r.id, r.patent_number, r.region_path FROM repeated JOIN publication_record r USING (patent_number)
     WHERE r.province_id = %(province)s
), counted AS (
    SELECT region_path, count(*) FILTER (WHERE opened) AS opened, count(*) FILTER (WHERE in_force) AS in_force
      FROM ({LAST_WORD.format(asked=THEN, turn="", only="")}) AS t
      JOIN publication_record r ON r.id = t.record_id AND r.province_id = %(province)s
     GROUP BY region_path
), spread AS (
    SELECT p.unit, bool_or(opened)::int - count(*) FILTER (WHERE opened) AS opened,
           bool_or(in_force)::int - count(*) FILTER (WHERE in_force) AS in_force
      FROM ({LAST_WORD.format(asked=THEN, turn="", only=OF_SEVERAL)}) AS t
      JOIN several s ON s.id = t.record_id JOIN place p USING (region_path)
     GROUP BY p.unit, s.patent_number
)
SELECT unit, sum(opened)::bigint AS patents_opened, sum(in_force)::bigint AS patents_in_force FROM (
    SELECT p.unit, c.opened, c.in_force FROM counted c JOIN place p USING (region_path)
    UNION ALL
    SELECT unit, opened, in_force FROM spread) AS every GROUP BY unit"""
# Of the patents of some records, at two instants (turn -1 is taken away, 1 added): the units above are added up where
# it is read.
STANDING = f"""
WITH several AS MATERIALIZED (
    SELECT DISTINCT r.id, r.patent_number, r.region_path
      FROM publication_record w JOIN publication_record r USING (province_id, number_key)
     WHERE w.province_id = %(province)s AND w.id = ANY(%(records)s)
)
SELECT turn, s.patent_number, s.region_path, opened, in_force
  FROM ({LAST_WORD.format(asked=f"{THEN}, {NOW}", turn="turn, ", only=OF_SEVERAL)}) AS t
  JOIN several s ON s.id = t.record_id"""
# The type of an owner is that of the newest row in the unit. Few lists of owners differ: each is taken apart once.
OWNERS = f"""
WITH {PLACES}, listed AS (
    SELECT min(v.id) AS id, v.owners_hash, r.region_path, max(v.effective_at) AS since
      FROM publication_record r
      JOIN publication_version v ON v.record_id = r.id AND v.effective_at < %(at)s AND v.recorded_at <= %(known)s
     WHERE r.province_id = %(province)s {{only_versions}} GROUP BY 2, 3
), named AS (
    SELECT coalesce(nullif(o ->> 'credit_code', ''), o ->> 'name') AS who, o ->> 'owner_type' AS type, l.region_path,
           max(l.since) AS since
      FROM listed l CROSS JOIN LATERAL
           jsonb_array_elements((SELECT owners FROM publication_version WHERE id = l.id)) AS o
     GROUP BY 1, 2, 3
), handed_in AS (
    SELECT subject_id, min(effective_at) AS since FROM audit_event
     WHERE province_id = %(province)s AND subject_type = 'declarations.declaration'
       AND verb IN ('declaration.submit', 'declaration.agree')
       AND effective_at < %(at)s AND recorded_at <= %(known)s {{only_declarations}} GROUP BY 1
), declared AS (
    SELECT d.organisation_id, n.path AS region_path, max(h.since) AS since
      FROM handed_in h JOIN declarations_declaration d ON d.id = h.subject_id
      JOIN tenancy_region n ON n.id = d.region_id
     GROUP BY 1, 2
), typed AS (
    SELECT DISTINCT ON (organisation_id) organisation_id, value AS type FROM tenancy_organisationfact
     WHERE aspect = 'owner_type' AND effective_at <= %(at)s AND recorded_at <= %(known)s {{only_organisations}}
     ORDER BY organisation_id, effective_at DESC, id DESC
), everyone AS (
    SELECT who, type, region_path, since FROM named {{only_named}}
    UNION ALL
    SELECT g.credit_code, y.type, d.region_path, d.since FROM declared d
      JOIN tenancy_organisation g ON g.id = d.organisation_id AND g.credit_code <> ''
      JOIN typed y ON y.organisation_id = d.organisation_id
), owner AS (
    SELECT who, min(type) AS type, min(region_path) AS region_path,
           min(region_path) <> max(region_path) OR min(type) <> max(type) AS is_spread
      FROM everyone GROUP BY who
), counted AS (
    SELECT region_path, type, count(*) AS n FROM owner WHERE NOT is_spread GROUP BY region_path, type
), spread AS (
    SELECT DISTINCT ON (p.unit, e.who) p.unit, e.type
      FROM owner o JOIN everyone e USING (who) JOIN place p ON p.region_path = e.region_path
     WHERE o.is_spread ORDER BY p.unit, e.who, e.since DESC
), every AS (
    SELECT p.unit, c.type, c.n FROM counted c JOIN place p USING (region_path)
    UNION ALL
    SELECT unit, type, 1 FROM spread
)
SELECT unit,
       coalesce(sum(n) FILTER (WHERE type IN ('university', 'institute')), 0)::bigint AS owners_university_institute,
       coalesce(sum(n) FILTER (WHERE type IN ('state_enterprise', 'private_enterprise')), 0)::bigint
           AS owners_enterprise,
       coalesce(sum(n) FILTER (WHERE type IN ('university', 'institute', 'state_enterprise')), 0)::bigint AS bodies
  FROM every GROUP BY unit"""
# Told beside the turn, not asked after it: so the planner expects many licences, and looks none of them up alone.
STANDS = "status IN ('concluded', 'objected', 'confirmed', 'ended') AS stands"
# OFFSET 0 keeps the planner from looking up the patents of each licence alone.
GRANTED = f"""
WITH {PLACES}, stood AS (
    SELECT DISTINCT ON (licence_id) licence_id, {STANDS} FROM licensing_turn
     WHERE effective_at < %(at)s AND recorded_at <= %(known)s {{only}}
     ORDER BY licence_id, effective_at DESC, id DESC
), granted AS (
    SELECT l.id, l.is_free, l.amount, l.region_id FROM stood s JOIN licensing_licence l ON l.id = s.licence_id
     WHERE s.stands
), contract AS (
    SELECT region_id, count(*) AS n, count(*) FILTER (WHERE is_free) AS free,
           coalesce(sum(round(amount / 10000, 4)) FILTER (WHERE NOT is_free), 0) AS paid_amount
      FROM granted GROUP BY region_id
), taken AS MATERIALIZED (
    SELECT a.patent_number, g.region_id, g.is_free
      FROM granted g JOIN (
            SELECT licence_id, patent_number FROM licensing_licensedpatent WHERE TRUE {{only}} OFFSET 0) AS a
        ON a.licence_id = g.id
), patent AS MATERIALIZED (
    SELECT patent_number, min(region_id) AS region_id, min(region_id) <> max(region_id) AS is_spread,
           count(*)::int AS n, (count(*) FILTER (WHERE is_free))::int AS free
      FROM taken GROUP BY patent_number
), counted AS (
    SELECT region_id, count(*) AS patents, count(*) FILTER (WHERE free > 0) AS free_patents,
           count(*) FILTER (WHERE free < n) AS paid_patents, sum(n) AS pairs, sum(free) AS free_pairs
      FROM patent WHERE NOT is_spread GROUP BY region_id
), spread AS (
    SELECT p.unit, count(*) AS n, count(*) FILTER (WHERE t.is_free) AS free
      FROM patent s JOIN taken t USING (patent_number) JOIN tenancy_region r ON r.id = t.region_id
      JOIN place p ON p.region_path = r.path
     WHERE s.is_spread GROUP BY p.unit, t.patent_number
), every AS (
    SELECT p.unit, c.n, c.free, c.paid_amount, 0 AS patents, 0 AS free_patents, 0 AS paid_patents, 0 AS pairs,
           0 AS free_pairs
      FROM contract c JOIN tenancy_region r ON r.id = c.region_id JOIN place p ON p.region_path = r.path
    UNION ALL
    SELECT p.unit, 0, 0, 0, c.patents, c.free_patents, c.paid_patents, c.pairs, c.free_pairs
      FROM counted c JOIN tenancy_region r ON r.id = c.region_id JOIN place p ON p.region_path = r.path
    UNION ALL
    SELECT unit, 0, 0, 0, 1, (free > 0)::int, (free < n)::int, n, free FROM spread
)
SELECT unit, sum(paid_amount) AS paid_amount, sum(patents)::bigint AS patents_implemented,
       sum(pairs)::bigint AS implementations, {{licences}}
  FROM every GROUP BY unit"""
LICENCES = {
    "contracts": "sum(n)::bigint AS licences, sum(free)::bigint AS licences_free, "
    "sum(n - free)::bigint AS licences_paid",
    "patents": "sum(patents)::bigint AS licences, sum(free_patents)::bigint AS licences_free, "
    "sum(paid_patents)::bigint AS licences_paid",
    "pairs": "sum(pairs)::bigint AS licences, sum(free_pairs)::bigint AS licences_free, "
    "sum(pairs - free_pairs)::bigint AS licences_paid",
}
# What each push became: opened, and taken by the very enterprise that it was sent to.
REACHED = f"""
WITH {PLACES}, pushed AS MATERIALIZED (
    SELECT s.recipient_code, s.record_id, r.region_path, bool_or(s.opened_at < %(at)s) AS opened
      FROM publication_push s JOIN publication_record r ON r.id = s.record_id
     WHERE s.delivered_at < %(at)s AND s.recorded_at <= %(known)s AND r.province_id = %(province)s
       AND s.recipient_size IN ('medium', 'small', 'micro') {{only}}
     GROUP BY 1, 2, 3
), asked AS MATERIALIZED (
    SELECT a.licence_id, s.recipient_code, s.record_id
      FROM pushed s JOIN licensing_licensedpatent a ON a.record_id = s.record_id
      JOIN licensing_party y ON y.licence_id = a.licence_id AND y.side = 'licensee' AND y.credit_code = s.recipient_code
), stood AS (
    SELECT DISTINCT ON (licence_id) licence_id, {STANDS} FROM licensing_turn
     WHERE licence_id = ANY(ARRAY(SELECT licence_id FROM asked))
       AND effective_at < %(at)s AND recorded_at <= %(known)s
     ORDER BY licence_id, effective_at DESC, id DESC
), taken AS (
    SELECT DISTINCT a.recipient_code, a.record_id, TRUE AS accepted FROM asked a JOIN stood s USING (licence_id)
     WHERE s.stands
), reached AS (
    SELECT p.unit, s.recipient_code, bool_or(s.opened) AS opened, bool_or(t.accepted) AS accepted
      FROM pushed s JOIN place p USING (region_path) LEFT JOIN taken t USING (recipient_code, record_id)
     GROUP BY 1, 2
)
SELECT unit, count(*) FILTER (WHERE %(sme)s = 'delivered' OR (%(sme)s = 'opened' AND opened)
                                 OR (%(sme)s = 'accepted' AND accepted)) AS smes_benefited,
       count(*) FILTER (WHERE opened) AS smes_opened, count(*) FILTER (WHERE accepted) AS smes_accepted
  FROM reached GROUP BY unit"""
SHOWN = f"""
WITH {PLACES}, shown AS (
    SELECT DISTINCT s.channel_id, r.region_path
      FROM publication_channelpresence s JOIN publication_record r ON r.id = s.record_id
     WHERE r.province_id = %(province)s AND s.shown_at < %(at)s AND (s.ended_at IS NULL OR s.ended_at >= %(at)s)
       AND (s.recorded_at <= %(known)s)
), once AS (
    SELECT DISTINCT p.unit, c.id, c.rank, c.name, c.url
      FROM shown s JOIN place p USING (region_path) JOIN publication_channel c ON c.id = s.channel_id
), listed AS (
    SELECT *, row_number() OVER (PARTITION BY unit, url ORDER BY rank, id) = 1 AS is_first FROM once
)
SELECT unit, string_agg(name, '、' ORDER BY rank, id) AS platform_names,
       string_agg(url, E'\\n' ORDER BY rank, id) FILTER (WHERE is_first) AS platform_urls
  FROM listed GROUP BY unit"""
# Of each interval the last word of the licensee's side; the owner's word stands beside and is not counted. Of a licence
# that fell through nothing is.
TOLD = f"""
WITH {PLACES}, gone AS MATERIALIZED (
    SELECT licence_id FROM licensing_turn
     WHERE status IN ('declined', 'cancelled') AND effective_at < %(at)s AND recorded_at <= %(known)s {{among}}
), last AS (
    SELECT DISTINCT ON (follow_up_id) follow_up_id, used, output_value, sales, jobs FROM licensing_result
     WHERE side <> 'licensor' AND effective_at < %(at)s AND recorded_at <= %(known)s {{only}}
     ORDER BY follow_up_id, id DESC
), told AS MATERIALIZED (
    SELECT p.unit, l.id AS licence_id, t.used, t.output_value, t.sales, t.jobs
      FROM last t JOIN licensing_followup f ON f.id = t.follow_up_id JOIN licensing_licence l ON l.id = f.licence_id
      JOIN tenancy_region n ON n.id = l.region_id JOIN place p ON p.region_path = n.path
     WHERE l.id NOT IN (SELECT licence_id FROM gone)
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
WITH {PLACES}, gone AS MATERIALIZED (
    SELECT licence_id FROM licensing_turn
     WHERE status IN ('declined', 'cancelled') AND effective_at < %(at)s AND recorded_at <= %(known)s
)
SELECT p.unit, sum(round(r.amount / 10000, 4)) AS fees_received
  FROM licensing_receipt r JOIN licensing_payment y ON y.id = r.payment_id JOIN licensing_due d ON d.id = y.due_id
  JOIN licensing_licence l ON l.id = d.licence_id JOIN tenancy_region n ON n.id = l.region_id
  JOIN place p ON p.region_path = n.path
 WHERE r.effective_at < %(at)s AND r.recorded_at <= %(known)s {{only}}
   AND l.id NOT IN (SELECT licence_id FROM gone) GROUP BY p.unit"""
