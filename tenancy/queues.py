"""What waits on whose desk. Each room says its queues as plain objects; config/desk.py lists them.

A queue is a named list of matters with the roles that work it off:

    RETURNS = Queue(
        name="registrations",
        title=_("单位登记确认"),
        roles=holders(Right.CONFIRM_ORGANISATIONS),
        pending=waiting_registrations,   # Actor -> QuerySet of what waits for this actor
        task=registration_task,          # row -> Task: how a row reads on the desk
        due="due_at", since="since",     # look-ups of those rows
        done=confirmed_by, finished="confirmed_at",
    )

`pending` and `done` return querysets that already respect `visible_to`; the desk counts, orders, pages and merges them,
so a count always equals its list. Rows without a due date come last. `to_read` puts a queue under 待阅 instead of 待办.
`watched` are the matters that wait at others and that this actor may urge (催办); `holders` says who gets the notice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from tenancy.actors import Actor
from tenancy.models import User
from tenancy.roles import Role


@dataclass(frozen=True)
class Task:
    """One line of the desk."""

    title: str
    url: str
    since: datetime | None = None
    due_at: datetime | None = None
    note: str | Promise = ""  # whose, where: one short phrase


@dataclass(frozen=True)
class Queue:
    """A list of matters and the roles that work it off; see the head of this file."""

    name: str
    title: str | Promise
    roles: frozenset[Role]
    pending: Callable[[Actor], QuerySet[Any]]
    task: Callable[[Any], Task]
    due: str = ""
    since: str = "pk"
    done: Callable[[Actor], QuerySet[Any]] | None = None
    finished: str = "pk"
    to_read: bool = False
    watched: Callable[[Actor], QuerySet[Any]] | None = None
    watchers: frozenset[Role] = field(default=frozenset())
    holders: Callable[[Any], Iterable[User]] | None = None


@dataclass(frozen=True)
class Entry:
    """A duty of a role as a door on its desk (LN-26). Only what exists is listed."""

    title: str | Promise
    sentence: str | Promise
    url_name: str
    roles: frozenset[Role]
    query: str = ""  # which part of the list: "?state=published"
