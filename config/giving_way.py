"""People first: what works behind takes what pages leave of the processors, whatever shares them out.

`python -m config.giving_way 15 <command>` begins a command with that niceness. A niceness alone orders the processes
of one session; where the kernel shares processors between sessions first (autogroup, the rule on Debian), it has to be
told to the session too, before the command has begun to read its programme. Containers are told by docker-compose.yml.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

SESSION = Path("/proc/self/autogroup")


def give_way(niceness: int) -> None:
    """This process, and its whole session if it leads one; a kernel that knows no shares of sessions is left alone."""
    os.nice(niceness)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            SESSION.write_text(str(os.nice(0)))


if __name__ == "__main__":
    give_way(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 -- the command line is ours
