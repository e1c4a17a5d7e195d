"""How a process of the drill gets a clock of its own (libfaketime); plain, for the parent that starts it."""

from pathlib import Path

from config.faults import FOLDER

WISH = FOLDER / "own-clocks"  # left by the child, taken away by the parent
LIBRARY = "usr/lib/*/faketime/libfaketimeMT.so.1"


def library() -> Path | None:
    return next(Path("/").glob(LIBRARY), None)


def own_clock(name: str) -> dict[str, str]:
    """Only the wall clock: what waits and counts seconds goes on as ever."""
    return {
        "LD_PRELOAD": str(library()),
        "FAKETIME_TIMESTAMP_FILE": str(FOLDER / f"clock-{name}"),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",  # by the age of a file gunicorn sees that its children live
    }
