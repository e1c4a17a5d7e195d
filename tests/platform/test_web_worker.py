"""Processes of the web server share one queue: real ones, with a small site behind them."""

import os
import signal
import socket
import sys
from contextlib import ExitStack, closing

import pytest

from config import processes
from config.embedded.supervisor import Process
from config.faults.victims import children_of

VISITORS = 12
IMPATIENCE = 5  # seconds until a visitor gives up; a server that lingers two at the end of each line loses most
FILE = b"a" * 3_000_000


@pytest.fixture
def ring(tmp_path):
    """Lets so many of those who wait at /waits go on, also those who will come."""
    os.mkfifo(tmp_path / "bell")
    bell = os.open(tmp_path / "bell", os.O_RDWR)
    yield lambda times: os.write(bell, b"." * times)
    os.close(bell)


@pytest.fixture
def master(tmp_path, monkeypatch, ring):
    """Two processes of one thread each with the options of production; told at the end that all may go on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    monkeypatch.setenv("WEB_WORKERS", "2")
    monkeypatch.setenv("WEB_THREADS", "1")
    web = processes.web("")
    options = [each for each in web[web.index("config.web_server") + 2 :] if each != "--preload"]
    command = [sys.executable, "-m", "gunicorn", "tests.platform.small_site", "--bind", f"127.0.0.1:{port}", *options]
    surroundings = os.environ | {"BELL": str(tmp_path / "bell"), "PORT": str(port)}
    ready = lambda: b"200 OK" in said(port, "/")  # noqa: E731
    process = Process(command, tmp_path / "web.log", surroundings, ready=ready, patience=IMPATIENCE)
    process.spawn()
    yield process
    ring(VISITORS)
    process.stop()


@pytest.fixture
def port(master):
    return int(master.environment["PORT"])


def line_to(port, page, body=b"", after=b""):
    line = socket.create_connection(("127.0.0.1", port), timeout=IMPATIENCE)
    head = f"POST {page} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    line.sendall(head.encode() + body + after)
    return line


def rest_of(line):
    """To the end, as the server ended it: a line that was cut off raises."""
    return b"".join(iter(lambda: line.recv(1 << 16), b""))


def said(port, page, body=b""):
    try:
        with closing(line_to(port, page, body)) as line:
            return rest_of(line)
    except ConnectionRefusedError:
        return b""


def test_nobody_stands_behind_a_slow_visitor_while_another_process_is_free(port, ring):
    with closing(line_to(port, "/waits")) as slow:
        assert [said(port, "/")[-2:] for _each in range(VISITORS)] == [b"ok"] * VISITORS
        ring(1)
        assert rest_of(slow)[-2:] == b"ok"


def test_a_line_is_for_one_request(port):
    assert b"Connection: close" in said(port, "/")


def test_visitors_who_leave_their_line_open_after_the_answer_keep_nobody_out(port):
    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(closing(line_to(port, "/"))) for _each in range(VISITORS)]
        assert said(port, "/")[-2:] == b"ok"
        assert [rest_of(line)[-2:] for line in lines] == [b"ok"] * VISITORS


def test_visitors_who_open_a_line_and_say_nothing_keep_nobody_out(port):
    with ExitStack() as open_lines:
        for _each in range(VISITORS // 2):
            open_lines.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert said(port, "/")[-2:] == b"ok"


def test_whoever_still_sends_a_file_reads_why_it_is_refused(port):
    assert [b"413 Too Large" in said(port, "/refuses", FILE) for _each in range(VISITORS)] == [True] * VISITORS


@pytest.mark.parametrize("word", [b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\n\r\n", b"\0" * 60_000])
def test_what_is_no_request_is_answered_to_the_end_too(port, word):
    with closing(socket.create_connection(("127.0.0.1", port), timeout=IMPATIENCE)) as line:
        line.sendall(word)
        assert rest_of(line).startswith(b"HTTP/1.1 4")


@pytest.mark.parametrize("after", [b"\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_a_long_answer_is_whole_though_more_was_said_than_one_request(port, after):
    with closing(line_to(port, "/reads", FILE, after)) as line:
        assert len(rest_of(line).partition(b"\r\n\r\n")[2]) == 3_000_000


@pytest.mark.parametrize("half", [b"G", b"POST /reads HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"])
def test_visitors_whose_line_dies_amid_a_request_give_the_thread_back(port, half):
    with ExitStack() as open_lines:
        for _each in range(2):
            line = open_lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(half)
        assert said(port, "/")[-2:] == b"ok"


def test_whoever_waits_at_the_door_when_the_server_is_told_to_end_is_still_served(port, master, ring):
    with ExitStack() as open_lines:
        inside, waiting = (
            [open_lines.enter_context(closing(line_to(port, page))) for _each in range(2)] for page in ("/waits", "/")
        )
        for process in (*children_of(master.child.pid), master.child.pid):
            os.kill(process, signal.SIGTERM)
        ring(2)
        assert [rest_of(line)[-2:] for line in (*inside, *waiting)] == [b"ok"] * 4
