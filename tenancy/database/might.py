"""Row-level security holds for those who are below it. Whoever is not, is refused before the first question (I9)."""

from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

# Superusers and BYPASSRLS see every row; owners, and who may become one, can take the policies away.
TOO_MIGHTY = """SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (
        SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
    FROM pg_roles r WHERE r.rolname = current_user"""
REFUSAL = "数据库账号“{}”越过行级隔离（超级用户、BYPASSRLS或表的属主），进程拒绝启动：请把DATABASE_URL改为应用账号。"


def refuse_the_mighty(connection: "psycopg.Connection[Any]") -> None:
    """Raise ImproperlyConfigured unless this connection belongs to a role that the policies bind."""
    row = connection.execute(TOO_MIGHTY).fetchone()
    if row is None or row[0]:
        raise ImproperlyConfigured(REFUSAL.format(connection.info.user))


def refuse_to_start_mighty() -> None:
    """At the start of a process that serves; a database that is away now is asked at each connection later."""
    wrapper = connections["default"]
    try:
        with psycopg.connect(**wrapper.get_connection_params(), autocommit=True) as connection:
            refuse_the_mighty(connection)
    except psycopg.OperationalError:
        return
