"""Which job this process is doing, for the lines of the log."""

from contextvars import ContextVar

running_job: ContextVar[int | None] = ContextVar("running_job", default=None)
