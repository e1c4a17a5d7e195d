"""For the tests with a real worker: a re-check in portions of three that waits in the middle of its second portion."""

import os
import time
from pathlib import Path

from declarations import rechecks, watching

PATIENCE = 60
judge = watching.standings
rechecks.PORTION = 3
portions = iter(range(1000))


def slowly(records, *, by):
    """Say that a portion has begun; the second of a worker waits for the file `go`."""
    folder = Path(os.environ["SLOW_ROUND"])
    with (folder / "begun").open("a") as told:
        told.write("begun\n")
    deadline = time.monotonic() + PATIENCE
    while next(portions) == 1 and not (folder / "go").exists():
        if time.monotonic() > deadline:
            raise TimeoutError("The test never said go.")
        wait_for(folder / "go", deadline)
    return judge(records, by=by)


def wait_for(file: Path, deadline: float) -> None:
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)


if "SLOW_ROUND" in os.environ:
    watching.standings = slowly
