"""The database's structure is brought up by a process that is killed (M-3), down again and up once more (M-1)."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
from psycopg.errors import UndefinedTable

from config.embedded.postgres import PREPARE
from config.faults.places import ADMINISTRATOR, empty_place
from config.safekeeping import database

BOTTOM = "tenancy"  # every room stands on it: without it none is left
SHARES = (0.1, 0.5, 0.9)
LOOK_EVERY_SECONDS = 0.05
# What is there, told so that two databases that came to it by different ways say the same.
STRUCTURE = """
    SELECT 'column', format('%s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default)
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION SELECT 'constraint', format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT 'policy', format('%s %s %s %s', tablename, policyname, qual, with_check) FROM pg_policies
    UNION SELECT 'security', format('%s %s %s', relname, relrowsecurity, relforcerowsecurity)
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    UNION SELECT 'right', format('%s %s %s', table_name, grantee, privilege_type)
      FROM information_schema.table_privileges WHERE table_schema = 'public'
    UNION SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION SELECT 'function', pg_get_functiondef(oid)
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
# PostgreSQL writes `x IN ('a', 'b')` with other casts and brackets once it comes from a dump.
WRITTEN_OTHERWISE = re.compile(r"::(?:character varying|text)\b(?:\[\])?|[()]")
DONE = "SELECT count(*) FROM django_migrations"


def brought_up_and_down() -> Iterator[str]:
    """M3, then M1: after each the structure is that of the house itself."""
    place, house = empty_place(), os.environ[ADMINISTRATOR]
    with database.connect(place) as connection:
        connection.execute(PREPARE.read_bytes())
    steps = done_in(house)
    killed = [killed_at(place, round(steps * share)) for share in SHARES]
    began = time.monotonic()
    finish(place)
    yield f"M3  建库做完 {'、'.join(map(str, killed))} 步时被杀，再执行：{compared(place, house)}"
    finish(place, BOTTOM, "zero")
    rest = len(structure(place))
    finish(place)
    spent = time.monotonic() - began
    yield f"M1  {steps} 步逐一退回（余 {rest} 项，不是我们的）再前进，{spent:.0f} 秒：{compared(place, house)}"


def compared(place: str, house: str) -> str:
    other = structure(place) ^ structure(house)
    if other:
        raise AssertionError(f"数据库结构有 {len(other)} 项不同（{min(other)[1][:80]}……）")
    return "结构相同"


def structure(address: str) -> set[tuple[str, str]]:
    with database.connect(address) as connection:
        return {(kind, WRITTEN_OTHERWISE.sub("", told)) for kind, told in connection.execute(STRUCTURE)}


def done_in(address: str) -> int:
    """How many steps a database has behind it."""
    try:
        with psycopg.connect(address) as connection:
            found = connection.execute(DONE).fetchone()
    except UndefinedTable:
        return 0
    return int(found[0]) if found else 0


def migrating(address: str, *target: str) -> "subprocess.Popen[bytes]":
    owner = address.replace("//postgres@", "//platform_owner@", 1)
    environment = os.environ | {"DATABASE_OWNER_URL": owner, "DATABASE_ROLE": "owner"}
    return subprocess.Popen([sys.executable, "-m", "django", "migrate", "--verbosity=0", *target], env=environment)


def killed_at(address: str, step: int) -> int:
    """Migrate until so many steps are done, then kill; where it stood."""
    child = migrating(address)
    while child.poll() is None and done_in(address) < step:
        time.sleep(LOOK_EVERY_SECONDS)
    child.kill()
    child.wait()
    return done_in(address)


def finish(address: str, *target: str) -> None:
    if migrating(address, *target).wait():
        raise AssertionError("数据库结构没有更新完")
