"""I2: all that the database's own catalogue names, asked in plain SQL as each role that the site uses.

What a role sees is what the superuser, whom no policy holds, counts for that province; without a province nothing.
"""

from collections.abc import Iterator

import psycopg

from tests.isolation.people import LN, NATION, ZJ

APPLICATION, OWNER = "platform_app", "platform_owner"
CONTEXTS = (None, LN, ZJ, NATION)
Oracle = dict[tuple[str, int | None], tuple]

OURS = """n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.objid = {0}.oid AND d.classid = '{1}'::regclass AND d.deptype = 'e')"""
LISTED = f"""
    SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialised view' WHEN 'S' THEN 'sequence'
        WHEN 'f' THEN 'foreign table' ELSE 'table' END,
        CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND {OURS.format("c", "pg_class")}
    UNION ALL SELECT 'function', p.oid::regprocedure::text || CASE WHEN p.prosecdef THEN ' as its owner' ELSE '' END
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OURS.format("p", "pg_proc")}
    UNION ALL SELECT 'role', rolname FROM pg_roles WHERE rolname !~ '^pg_'"""
NUMBERING = """
    SELECT s.relname, t.relname FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid JOIN pg_class t ON t.oid = d.refobjid
    WHERE s.relkind = 'S' AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass"""
ALL_OF_IT = "SELECT count(*), coalesce(sum(hashtextextended(x::text, 0)::numeric), 0) FROM {} x WHERE "

# With which word the database refuses: no right; a row of another province; no such way into such a table; history.
REFUSED = frozenset({"42501", "0A000", "P0001"})
BEYOND = {  # what the application may do with no table, whosoever rows it holds
    "empty it": "TRUNCATE {}",
    "refer to it": "ALTER TABLE {} ADD COLUMN more bigint REFERENCES tenancy_province",
    "add a trigger": "CREATE TRIGGER more BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()",
    "read it into a file": "COPY {} TO '/tmp/rows'",
    "read it into a programme": "COPY {} TO PROGRAM 'cat'",
    "fill it from a file": "COPY {} FROM '/dev/null'",
    "take its walls down": "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
    "drop it": "DROP TABLE {} CASCADE",
}
OUTSIDE = {  # refused by a province's own wall
    "written into another province": "INSERT INTO {} (province_id) VALUES ({there})",
    "read past the policies": "SET LOCAL row_security = off; SELECT * FROM {}",
}
ELSEWHERE = {  # touch no row, or are refused
    "changed in another province": "UPDATE {} SET province_id = province_id WHERE province_id = {there}",
    "moved into another province": "UPDATE {} SET province_id = {there}",
    "removed from another province": "DELETE FROM {} WHERE province_id = {there}",
}


def listed(line: psycopg.Connection) -> set[tuple[str, str]]:
    """Kind and name of everything that is there."""
    return set(line.execute(LISTED).fetchall())


def counted_by(line: psycopg.Connection, tables: list[str]) -> Oracle:
    """What the superuser counts: number and hash of each province's rows, and nothing where no province is entered."""
    return {
        (table, key): line.execute(ALL_OF_IT.format(table) + "province_id = %s", [key]).fetchone() or ()
        for table in tables
        for key in CONTEXTS
    }


def enter(line: psycopg.Connection, key: int | None, user: str = "") -> None:
    line.execute(
        "SELECT set_config('app.province', %s, true), set_config('app.user', %s, true)", [str(key or ""), user]
    )


def seen_wrongly(line: psycopg.Connection, oracle: Oracle) -> Iterator[str]:
    """Where this role sees more or less than the oracle."""
    for (table, key), expected in oracle.items():
        enter(line, key)
        if (found := line.execute(ALL_OF_IT.format(table) + "true").fetchone()) != expected:
            yield f"{table}: in {key} {found}, not {expected}"


def written_outside(line: psycopg.Connection, table: str) -> Iterator[str]:
    for key, there in ((LN, ZJ), (None, LN)):
        enter(line, key)
        for name, statement in OUTSIDE.items():
            if (word := answer(line, statement.format(table, there=there))) not in REFUSED:
                yield f"{table}: {name} from {key}: {word}"
        for name, statement in ELSEWHERE.items():
            if (word := answer(line, statement.format(table, there=there))) not in REFUSED | {"0"}:
                yield f"{table}: {name} from {key}: {word}"


def done_beyond(line: psycopg.Connection, table: str) -> Iterator[str]:
    enter(line, LN)
    for name, statement in BEYOND.items():
        if (word := answer(line, statement.format(table))) not in REFUSED:
            yield f"{table}: {name}: {word}"


def seen_by_somebody(
    line: psycopg.Connection, superuser: psycopg.Connection, table: str, user: int, *, own: bool
) -> bool:
    """Whether somebody without a province sees just the own rows of this table; where it has none, nothing."""
    enter(line, None, str(user))
    asked, theirs = ALL_OF_IT.format(table), "user_id = %s" if own else "%s::bigint IS NULL"
    return line.execute(asked + "true").fetchone() == superuser.execute(asked + theirs, [user]).fetchone()


def copied_out(line: psycopg.Connection, table: str) -> int:
    """Rows that a plain COPY hands out without a province."""
    enter(line, None)
    with line.cursor().copy(f"COPY {table} TO STDOUT") as rows:
        return sum(1 for _row in rows)


def answer(line: psycopg.Connection, statement: str) -> str:
    """The word with which it was refused, or how many rows it touched; whatever it did is undone."""
    with line.transaction(force_rollback=True):
        try:
            with line.transaction():
                return str(max(line.execute(statement).rowcount, 0))
        except psycopg.Error as refused:
            return refused.sqlstate or "?"
