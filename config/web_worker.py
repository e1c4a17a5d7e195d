"""A process of the web server that takes in whom it can serve, for one request, so that all processes share one queue.

gunicorn's own keeps a visitor's line with the process that first took it: of sixteen lines one process may hold eleven
and the other five, and the waits of the many are told as the server's. It also lingers at the end of a line in the one
thread that lets people in, for as long as a visitor far away needs to shut it.
"""

import select
import socket
import struct
import time
from concurrent.futures import Future
from contextlib import suppress
from types import FrameType
from typing import Any

from gunicorn import util
from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.workers.gthread import TConn, ThreadWorker

SILENCE_SECONDS = 1.0  # until the first word; the door has waited for it already (web_server)
PATIENCE_SECONDS = 30  # between two words of a request: a visitor whose line is dead gives the thread back
# What a visitor still sends after the answer, a file that is refused for one, is listened to for so long.
FAREWELL_SECONDS, FAREWELL_BYTES = 2.0, 1 << 26
LAST_CALL_SECONDS = 5.0  # after a farewell who waits at the door is still let in


class Line(TConn):  # type: ignore[misc]  # gunicorn is not typed
    """One visitor, one request."""

    def init(self) -> None:
        super().init()
        # Not Python's own timeout: that would limit a whole answer, however slowly it is read.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE_SECONDS, 0))

    def part(self) -> None:
        """End the line by the thread that served it; cut off over unread words, the last of the answer goes with it."""
        if not self.all_is_read():
            util.close_graceful(self.sock, timeout=FAREWELL_SECONDS, max_drain=FAREWELL_BYTES)
        self.close()

    def all_is_read(self) -> bool:
        """Whether nothing was said, or one request to its end and nothing after it."""
        if self.parser is None:
            return True
        if self.parser.mesg is None or not is_read_to_the_end(self.parser.mesg.body):
            return False
        ear = select.poll()
        ear.register(self.sock, select.POLLIN)
        return not ear.poll(0)

    def close(self, graceful: bool = False) -> None:
        """Never waits: the thread that lets people in calls it too."""
        util.close(self.sock)


def is_read_to_the_end(body: Any) -> bool:
    if body.failed:
        return False
    if isinstance(body.reader, LengthReader):
        return bool(body.reader.length == 0)
    return isinstance(body.reader, ChunkedReader) and body.reader.parser is None


class Worker(ThreadWorker):  # type: ignore[misc]
    """Run it with as many connections as threads and without keep-alive (decision 32)."""

    last_call = float("inf")

    def accept(self, listener: socket.socket) -> None:
        """Another process may have been faster."""
        with suppress(BlockingIOError, ConnectionAbortedError):
            sock, visitor = listener.accept()
            self.nr_conns += 1
            self.enqueue_req(Line(self.cfg, sock, visitor, listener.getsockname()))

    def handle(self, conn: Line) -> Any:
        kept = super().handle(conn) if conn.wait_for_data(SILENCE_SECONDS) else False
        if kept is False:
            conn.part()
        return kept

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.last_call = min(self.last_call, time.monotonic() + LAST_CALL_SECONDS)
        super().handle_exit(sig, frame)

    def finish_request(self, conn: Line, fs: "Future[Any]") -> None:
        """Whoever waits at the door when the house closes has a process that is still open to thank for his answer."""
        super().finish_request(conn, fs)
        if not self.alive and time.monotonic() < self.last_call:
            for listener in self.sockets:
                self.accept(listener)
