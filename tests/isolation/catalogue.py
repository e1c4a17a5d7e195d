"""I3: questions to the catalogue of the database. Each yields what is wrong; all of them are silent on a sound one."""

from typing import Any

TENANT = "SELECT a.attrelid FROM pg_attribute a WHERE a.attname = 'province_id' AND NOT a.attisdropped"
OURS = "c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
PLAIN = (
    "^\\(province_id = \\( SELECT \\(NULLIF\\(current_setting\\('app.province'::text, true\\), ''::text\\)\\)::smallint"
)
OWN = "= \\( SELECT \\(NULLIF\\(current_setting\\('app.user'::text, true\\), ''::text\\)\\)::bigint"
APP = "platform_app"

LINTS = {
    "row-level security is off or not forced": f"""
        SELECT c.relname FROM pg_class c WHERE {OURS} AND c.oid IN ({TENANT})
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND NOT c.relname = ANY(%(open)s)""",
    "no policy of the province": f"""
        SELECT c.relname FROM pg_class c WHERE {OURS} AND c.relrowsecurity AND NOT EXISTS (
            SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'in_province' AND p.polcmd = '*'
            AND p.polroles = '{{0}}' AND pg_get_expr(p.polqual, c.oid) ~ %(plain)s
            AND pg_get_expr(p.polwithcheck, c.oid) ~ %(plain)s)""",
    "a policy that lets more through": """
        SELECT c.relname || ': ' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE NOT (p.polname = 'in_province' OR (p.polname = 'own_rows' AND p.polcmd = 'r'
        AND pg_get_expr(p.polqual, c.oid) ~ %(own)s))""",
    "a view, which looks with its owner's eyes": """
        SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace""",
    "a function that acts as its owner for anybody": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef AND (
            has_function_privilege('public', oid, 'EXECUTE') AND prorettype <> 'trigger'::regtype
            OR NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%%search_path=%%')""",
    "a right over tables that the application must not have": f"""
        SELECT c.relname || ' ' || r FROM pg_class c, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS r
        WHERE {OURS} AND has_table_privilege('{APP}', c.oid, r)""",
    "a right over tables for everybody": f"""
        SELECT c.relname || ' ' || a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
        WHERE {OURS} AND a.grantee = 0""",
    "a role of the application that can do more": f"""
        SELECT rolname FROM pg_roles WHERE rolname = '{APP}'
        AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)""",
    "a role that the application can become": f"""
        SELECT r.rolname FROM pg_roles r WHERE r.rolname <> '{APP}' AND pg_has_role('{APP}', r.oid, 'MEMBER')""",
    "something that the application owns": f"""
        SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = '{APP}'""",
    "a schema in which the application may create": f"""
        SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_temp%%'
        AND has_schema_privilege('{APP}', oid, 'CREATE')""",
    "a unique key without the province": f"""
        SELECT c.relname || ': ' || i.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
        JOIN pg_class i ON i.oid = x.indexrelid
        WHERE {OURS} AND c.relrowsecurity AND x.indisunique AND NOT x.indisprimary AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY(x.indkey)
            AND a.attname = 'province_id' )
        AND NOT i.relname = ANY(%(within)s)""",
    "a reference between tenant tables without the province": """
        SELECT k.conname FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
        WHERE k.contype = 'f' AND c.relrowsecurity AND t.relrowsecurity AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY(k.conkey)
            AND a.attname = 'province_id')""",
    "a table whose rows cannot be referred to with their province": f"""
        SELECT c.relname FROM pg_class c WHERE {OURS} AND c.relrowsecurity AND NOT EXISTS (
            SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'u'
            AND pg_get_constraintdef(k.oid) LIKE 'UNIQUE (province_id, id)%%')""",
    "a reference that nothing holds": """
        SELECT link FROM unnest(%(links)s::text[]) AS link WHERE NOT EXISTS (
            SELECT FROM pg_constraint k WHERE k.contype = 'f' AND link = k.conrelid::regclass::text
            || ' ' || pg_get_constraintdef(k.oid))""",
}
# Each key of a tenant's table that holds the province: its table, its name, and how it is made anew without.
KEYS = """
    SELECT c.relname, k.conname, format('ALTER TABLE %I DROP CONSTRAINT %I CASCADE, ADD CONSTRAINT %I ', c.relname,
        k.conname, k.conname) || replace(pg_get_constraintdef(k.oid), '(province_id, ', '(')
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relrowsecurity AND k.contype IN ('u', 'f') AND pg_get_constraintdef(k.oid) LIKE '%(province_id, %'
    UNION ALL
    SELECT c.relname, i.relname, format('DROP INDEX %I; ', i.relname)
        || replace(pg_get_indexdef(i.oid), '(province_id, ', '(')
    FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE c.relrowsecurity AND x.indisunique AND pg_get_indexdef(i.oid) LIKE '%(province_id, %'
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u'))"""


def findings(ask: Any, *, open_tables: list[str], within: list[str], links: list[str]) -> list[str]:
    """Everything that is wrong; `ask` runs a statement and gives its rows."""
    named = {"open": open_tables, "within": within, "links": links, "plain": PLAIN, "own": OWN}
    return [f"{lint}: {row[0]}" for lint, statement in LINTS.items() for row in ask(statement, named)]
