"""A server as our own direct child: started in the foreground, in its own session, stopped by signal."""

import signal
import subprocess
from pathlib import Path


class EngineError(Exception):
    """One sentence for the person at the keyboard."""


def start(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """A new session keeps the terminal's Ctrl-C away from it: the one who started it decides the order."""
    with log.open("ab") as sink:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True
        )


def stop(child: subprocess.Popen[bytes], by: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """Ask, wait, then insist."""
    if child.poll() is not None:
        return
    child.send_signal(by)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def tail(log: Path, lines: int = 3) -> str:
    """The last lines of a log, for the sentence that says why a server did not start."""
    return " / ".join(log.read_text(errors="replace").strip().splitlines()[-lines:])
