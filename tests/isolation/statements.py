"""I1, time: whoever is refused is refused with the same work, whether the matter is hidden from them or never was.

Seconds say how busy a machine is; the work is what the database was asked, in which order, and how many rows it gave.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

from django.db import connection

SAVEPOINT = re.compile(r"SAVEPOINT", re.IGNORECASE)
Asked = tuple[str, int]  # a statement without its values, and its rows


@contextmanager
def noted() -> Iterator[list[Asked]]:
    """What the database is asked meanwhile."""
    asked: list[Asked] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(sql, params, many, context)
        if not SAVEPOINT.search(str(sql)):
            asked.append((str(sql), context["cursor"].rowcount))
        return answer

    with connection.execute_wrapper(note):
        yield asked


def parting(one: list[Asked], other: list[Asked]) -> str:
    """The first statement in which two lists differ; nothing where they are alike."""
    pairs = (pair for pair in zip_longest(one, other) if pair[0] != pair[1])
    return next((f"{found} against {absent}"[:900] for found, absent in pairs), "")
