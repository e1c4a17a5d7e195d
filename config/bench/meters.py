"""What work costs: processor time of a process and all its children, from the tables of the kernel."""

import os
import time
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROCESSES = Path("/proc")


def cpu_of(process: int) -> float:
    """Seconds of processor time that a process tree has used so far, children that have ended included."""
    parents = {int(path.name): _parent(path) for path in PROCESSES.iterdir() if path.name.isdigit()}
    tree, found = [process], {process}
    while tree:
        parent = tree.pop()
        below = [child for child, above in parents.items() if above == parent]
        tree += below
        found.update(below)
    return sum(_used(PROCESSES / str(each)) for each in found)


def own_cpu() -> float:
    """Seconds of processor time of this process alone."""
    return time.process_time()


def most_held(process: int) -> float:
    """Mebibytes of memory that it has held at once so far; 0 when it has ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in (PROCESSES / str(process) / "status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0


def _fields(process: Path) -> list[str]:
    """Those behind the name of the command, which may hold anything; empty once the process has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _parent(process: Path) -> int:
    fields = _fields(process)
    return int(fields[1]) if fields else 0


def _used(process: Path) -> float:
    """To the nanosecond for what runs, in ticks for the children it has waited for."""
    waited = sum(int(value) for value in _fields(process)[13:15]) / TICKS
    return waited + sum(_ran(thread) for thread in _threads(process))


def _threads(process: Path) -> list[Path]:
    try:
        return list((process / "task").iterdir())
    except (FileNotFoundError, ProcessLookupError):
        return []


def _ran(thread: Path) -> float:
    try:
        return int((thread / "schedstat").read_text().split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
