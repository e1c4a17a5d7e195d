"""Which function does which kind of job. Each room's tasks.py registers its own; they are imported when Django starts.

    @job("declarations.check")
    def check(job: Job, declaration: int) -> None:
        services.check(Declaration.objects.get(pk=declaration), by=job_actor(job))

The payload arrives as keyword arguments. The function runs in the scope of the job's province and in the transaction
that marks the job done: what it writes to the database happens once. What it does outside (mail) may happen twice,
so it carries a key of its own that the other side can recognise.

A long job works in portions: it does some hundred rows and returns `Again(payload, done, total)`. Portion and
checkpoint are one transaction; the next call gets the new payload.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from outbox.models import Job
from tenancy.actors import Actor, system_actor


@dataclass(frozen=True)
class Again:
    """This portion is done; call again with this payload. `done` of `total` steps are shown to the administrator."""

    payload: dict[str, Any]
    done: int = 0
    total: int = 0


Handler = Callable[..., Again | None]
HANDLERS: dict[str, Handler] = {}


class UnknownKindError(LookupError):
    """No function is registered for this kind of job."""


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind (`room.act`)."""

    def register(handler: Handler) -> Handler:
        if HANDLERS.get(kind, handler) is not handler:
            raise ValueError(f"Two functions want to do {kind}.")
        HANDLERS[kind] = handler
        return handler

    return register


def handler_of(kind: str) -> Handler:
    if kind not in HANDLERS:
        raise UnknownKindError(f"No function is registered for jobs of kind {kind!r}; see outbox/registry.py.")
    return HANDLERS[kind]


def job_actor(job: Job) -> Actor:
    """In whose name a job acts: the platform, in the province of the job."""
    return system_actor(job.province)
