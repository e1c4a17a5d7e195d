"""The database's side: dump, bring back, and a hash for each table. As superuser, who sees all rows."""

import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from config.embedded.postgres import PREPARE, package

TABLES = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
# The sum of the rows' hashes does not depend on their order; equal sums of another content would need a collision.
SUM = """
    SELECT count(*), coalesce(sum(('x' || left(md5(it::text), 15))::bit(60)::bigint), 0)::text FROM {table} AS it
"""
SAME_WORDS = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1"

Sums = dict[str, list[Any]]  # table -> rows, sum


class SafekeepingError(Exception):
    """In words for the person on duty."""


def connect(url: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(url)
    except psycopg.OperationalError as error:
        raise SafekeepingError(f"数据库连接不上：{str(error).strip()}") from error


def sums_of(connection: psycopg.Connection[Any]) -> Sums:
    """How many rows each table has, and the sum of their hashes."""
    connection.execute(SAME_WORDS)
    tables = [name for (name,) in connection.execute(TABLES)]
    return {name: list(_row(connection, name)) for name in tables}


def _row(connection: psycopg.Connection[Any], table: str) -> tuple[int, str]:
    found = connection.execute(sql.SQL(SUM).format(table=sql.Identifier(table))).fetchone()
    assert found is not None
    return found


def dump(url: str, file: Path, snapshot: str) -> None:
    _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={file}", f"--dbname={url}")


def must_be_empty(url: str) -> None:
    with connect(url) as connection:
        if connection.execute(TABLES).fetchone():
            raise SafekeepingError("数据库不是空的：恢复只写入空库，不覆盖现有数据。请先建立一个空的数据库。")


def bring_back(url: str, file: Path) -> None:
    """Into an empty database; roles and extensions are made first where the server does not know them."""
    with connect(url) as connection:
        connection.execute(PREPARE.read_bytes())
    _run("pg_restore", "--exit-on-error", f"--dbname={url}", str(file))


def _run(program: str, *arguments: str) -> None:
    folder = Path(os.environ["POSTGRES_BIN"]) if "POSTGRES_BIN" in os.environ else package() / "pginstall" / "bin"
    told = subprocess.run([folder / program, *arguments], capture_output=True, text=True, check=False)
    if told.returncode:
        raise SafekeepingError(f"{program} 没有完成：{told.stderr.strip()[-2000:]}")
