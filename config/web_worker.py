"""A process of the web server that takes in whom it can serve, for one request, so that all processes share one queue.

gunicorn's own keeps a visitor's line with the process that first took it: of sixteen lines one process may hold eleven
and the other five, and the waits of the many are told as the server's. It also lingers at the end of a line in the one
thread that lets people in, for as long as a visitor far away needs to shut it.
"""

import time
from contextlib import suppress
from socket import socket
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

# What a visitor still sends after the answer, a file that is refused for one, is listened to for so long.
FAREWELL_SECONDS, FAREWELL_BYTES = 2.0, 1 << 26
SILENCE_SECONDS = 0.2


class Line(TConn):  # type: ignore[misc]  # gunicorn is not typed
    """One visitor, one request."""

    def part(self) -> None:
        """End the line by the thread that served it; cut off at once it could take the last of the answer with it."""
        if not self.all_is_read():
            util.close_graceful(self.sock, timeout=FAREWELL_SECONDS)
        self.close()

    def all_is_read(self) -> bool:
        with suppress(Exception):  # of a request that was none nobody knows where it ends
            until = time.monotonic() + FAREWELL_SECONDS
            return self.parser is None or bool(self.parser.finish_body(deadline=until, max_bytes=FAREWELL_BYTES))
        return False

    def close(self, graceful: bool = False) -> None:
        """Never waits: the thread that lets people in calls it too."""
        util.close(self.sock)


class Worker(ThreadWorker):  # type: ignore[misc]
    """Run it with as many connections as threads and without keep-alive (decision 32)."""

    def accept(self, listener: socket) -> None:
        """Another process may have been faster."""
        with suppress(BlockingIOError, ConnectionAbortedError):
            sock, visitor = listener.accept()
            self.nr_conns += 1
            self.enqueue_req(Line(self.cfg, sock, visitor, listener.getsockname()))

    def handle(self, conn: Line) -> Any:
        """Who was let in and says nothing was waited for at the door already (web_server)."""
        kept = super().handle(conn) if conn.wait_for_data(SILENCE_SECONDS) else False
        if kept is False:
            conn.part()
        return kept
