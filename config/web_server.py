"""The web server, back at once: `python -m config.web_server HOST:PORT …`, the rest being options of gunicorn.

To read the whole programme takes seconds, on a busy machine many. This process has read it, holds the door open and
does nothing else; gunicorn's master parts from it. When the master dies with all its children, the next one is there
within a blink, and whoever came meanwhile waits at the door instead of being turned away.
"""

import ctypes
import gc
import os
import signal
import socket
import sys
import time
from contextlib import suppress

from gunicorn.app.wsgiapp import WSGIApplication

import config.wsgi  # noqa: F401 -- read once, for every master

FAREWELLS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
WHEN_PARENT_DIES = 1  # PR_SET_PDEATHSIG
WAITING_AT_THE_DOOR = 2048
BREATH_SECONDS = 0.1  # between two masters, should they die one after the other
SILENCE_SECONDS = 30  # whoever says nothing waits outside and holds nobody up
TRIES, PAUSE_SECONDS = 20, 0.5  # who held the door before may still be leaving


class Keeper:
    """Keeps one master of gunicorn alive behind a door that stays open."""

    def __init__(self, door: socket.socket, options: list[str]) -> None:
        self.door, self.options = door, options
        self.master, self.ending = 0, False

    def keep(self) -> int:
        """Until it is asked to end, or the master ends by itself: a fault that a new one would have too."""
        gc.freeze()  # half a million objects that stay: to walk through them took a sixth of the time of all pages
        for number in FAREWELLS:
            signal.signal(number, self.say_farewell)
        while self.part():
            status = self.wait()
            if self.ending or not os.WIFSIGNALED(status):
                return os.waitstatus_to_exitcode(status)
            time.sleep(BREATH_SECONDS)
        return 0

    def say_farewell(self, number: int, _frame: object) -> None:
        """Nobody new comes in; the master lets everybody inside finish."""
        self.ending = True
        self.door.close()
        if self.master:
            with suppress(ProcessLookupError):
                os.kill(self.master, number)

    def part(self) -> bool:
        """Begin a master, unless all is to end. A farewell waits until it is known whom to tell."""
        signal.pthread_sigmask(signal.SIG_BLOCK, FAREWELLS)
        keeper, self.master = os.getpid(), 0 if self.ending else os.fork()
        if not self.ending and self.master == 0:
            self.serve(keeper)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, FAREWELLS)
        return not self.ending

    def serve(self, keeper: int) -> None:
        """Become the master; never returns."""
        ctypes.CDLL(None).prctl(WHEN_PARENT_DIES, signal.SIGTERM)
        if os.getppid() != keeper:
            sys.exit()
        for number in FAREWELLS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, FAREWELLS)
        become_gunicorn(self.door.detach(), self.options)
        sys.exit()

    def wait(self) -> int:
        """How the master ended; the first process of a container buries others' orphans too."""
        while True:
            number, status = os.wait()
            if number == self.master:
                return status


def become_gunicorn(door: int, options: list[str]) -> None:
    sys.argv = ["gunicorn", "config.wsgi:application", "--bind", f"fd://{door}", *options]
    WSGIApplication(prog="gunicorn").run()  # type: ignore[no-untyped-call]


def open_door(bind: str) -> socket.socket:
    """Raises OSError when somebody else keeps the address."""
    host, _colon, port = bind.rpartition(":")
    for _try in range(TRIES):
        with suppress(OSError):
            return listen(host, int(port))
        time.sleep(PAUSE_SECONDS)
    return listen(host, int(port))


def listen(host: str, port: int) -> socket.socket:
    """Visitors are let in when they have said something: a line that a browser opens ahead takes no thread."""
    door = socket.create_server((host, port), backlog=WAITING_AT_THE_DOOR)
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SILENCE_SECONDS)
    return door


if __name__ == "__main__":
    sys.exit(Keeper(open_door(sys.argv[1]), sys.argv[2:]).keep())
