"""What is asked in the same words with every request is planned once for each connection.

Django writes values into the text of a statement, so PostgreSQL reads and plans it anew each time; to find one row by
its key that costs more than to fetch it. Inside `prepared` values travel beside the text, and the driver keeps the plan
of what it sends again. Only for statements that find by key or write: a plan made for any value is a bad one for a
search, and a value whose type is told by nothing but its text (in GROUP BY, as a word to be returned) may be refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg

_prepared: ContextVar[bool] = ContextVar("prepared", default=False)


class PreparedCursor(psycopg.Cursor[Any]):
    """Prepares a statement that it has sent before (prepare_threshold of the connection); a rollback forgets all."""


@contextmanager
def prepared() -> Iterator[None]:
    """The statements of this block keep their plans; also as a decorator: `@prepared()`."""
    token = _prepared.set(True)
    try:
        yield
    finally:
        _prepared.reset(token)


def is_prepared() -> bool:
    return _prepared.get()
