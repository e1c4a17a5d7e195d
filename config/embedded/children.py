"""A server as our own direct child: in the foreground, in its own session, stopped by signal, gone when we are gone."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path


class EngineError(Exception):
    """One sentence for the person at the keyboard."""


def start(
    command: Sequence[str],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    identity: Sequence[str] = (),
    farewell: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """A new session keeps the terminal's Ctrl-C away from it: the one who started it decides the order.

    `identity` are options of setpriv (another user); `farewell` is the signal that the kernel sends it when we
    are killed without a chance to stop it.
    """
    wrapped = ["setpriv", "--pdeathsig", farewell.name.removeprefix("SIG"), *identity, *command]
    with log.open("ab") as sink:
        return subprocess.Popen(
            wrapped,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
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
    told = log.read_text(errors="replace") if log.exists() else ""
    return " / ".join(told.strip().splitlines()[-lines:])


def sockets_folder(note: Path) -> Path:
    """A private folder with a short path (a socket's may have 107 bytes); the note remembers it."""
    forget_sockets(note)
    folder = tempfile.mkdtemp(prefix="open-licensing-")
    note.write_text(folder)
    return Path(folder)


def forget_sockets(note: Path) -> None:
    """Also those of a server whose owner was killed."""
    if note.exists():
        shutil.rmtree(note.read_text(), ignore_errors=True)
        note.unlink()
