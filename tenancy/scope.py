"""The active province and person, in one place. The database backend reads it at the start of each transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection
from psycopg.pq import TransactionStatus


@dataclass(frozen=True)
class Scope:
    """Whose rows a transaction may see: a province's, and a person's own memberships. None sees nothing."""

    province: int | None = None
    user: int | None = None


_scope: ContextVar[Scope] = ContextVar("scope", default=Scope())

SET_SCOPE = "SELECT set_config('app.province', %s, true), set_config('app.user', %s, true)"


def current() -> Scope:
    return _scope.get()


def as_settings(scope: Scope) -> tuple[str, str]:
    return str(scope.province or ""), str(scope.user or "")


@contextmanager
def acting(*, province: int | None, user: int | None = None) -> Iterator[None]:
    """Work as one province (GB/T 2260 first two digits; 100 is the nation). Also inside an open transaction."""
    before, now = _scope.get(), Scope(province, user)
    token = _scope.set(now)
    if now != before:
        _tell_open_transaction(now)
    try:
        yield
    finally:
        _scope.reset(token)
        if now != before:
            _tell_open_transaction(before)


def _tell_open_transaction(scope: Scope) -> None:
    """A transaction that already failed cannot be told, and its rollback forgets the setting anyway."""
    if not connection.in_atomic_block or connection.needs_rollback:
        return
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return
    with connection.cursor() as cursor:
        cursor.execute(SET_SCOPE, as_settings(scope))
