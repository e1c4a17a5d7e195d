"""People first: a worker takes what pages leave of the processors, whatever shares them out.

A niceness alone orders the processes of one session; where the kernel shares processors between sessions first
(autogroup, the rule on Debian), it has to be told to the session too. Containers are told by docker-compose.yml.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import bootsteps

SESSION = Path("/proc/self/autogroup")


def give_way() -> None:
    """The niceness of this process for its whole session, if it leads one; a kernel that knows none is left alone."""
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            SESSION.write_text(str(os.nice(0)))


class GivesWay(bootsteps.StartStopStep):  # type: ignore[misc]  # celery has no types
    """Before the first job."""

    def start(self, parent: Any) -> None:
        give_way()
