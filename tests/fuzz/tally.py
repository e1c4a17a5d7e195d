"""How much of a case is tried, and what became of it: a share in the suite, the whole in `manage.py fuzz`."""

import json
import os
import time
from contextlib import contextmanager
from pathlib import Path

FOLDER = os.environ.get("FUZZ_FOLDER", "")
WHOLE = bool(FOLDER)
ONE_IN = int(os.environ.get("FUZZ_ONE_IN", "1"))  # `manage.py fuzz --one-in`: a part of the whole


def volume(*, whole: int, share: int) -> int:
    """A number of tries, or one in so many; never less is tried than in the suite."""
    if not WHOLE:
        return share
    return max(share, whole // ONE_IN) if whole > share else min(share, whole * ONE_IN)


class Tally:
    """One line of the table at the end. `bad` are sentences; `close()` notes the line and wants none of them."""

    def __init__(self, case: str) -> None:
        self.case, self.tried, self.slowest = case, 0, 0.0
        self.bad: list[str] = []
        self.began = time.process_time()

    def timed(self, act):
        """Run one try and remember the longest."""
        began = time.process_time()
        try:
            return act()
        finally:
            self.tried += 1
            self.slowest = max(self.slowest, time.process_time() - began)

    @contextmanager
    def told_whatever_comes(self):
        """Run all tries at once; what is raised is counted in the line before it goes on."""
        try:
            yield
        except BaseException as fault:
            self.bad.append(repr(fault))
            self.note()
            raise
        self.close()

    def close(self) -> None:
        self.note()
        assert not self.bad, "\n".join([f"{len(self.bad)} of {self.tried}", *self.bad[:20]])

    def note(self) -> None:
        """The line of the table."""
        seconds = time.process_time() - self.began
        if WHOLE:
            line = {"case": self.case, "tried": self.tried, "bad": len(self.bad), "seconds": seconds}
            with Path(FOLDER, f"{os.getpid()}.jsonl").open("a") as notes:
                notes.write(json.dumps(line | {"slowest": self.slowest}) + "\n")
