"""Processes of the web server share one queue: real ones, with a small site behind them."""

import os
import socket
import sys
from contextlib import ExitStack, closing

import pytest

from config import processes
from config.embedded.supervisor import Process

VISITORS = 12
IMPATIENCE = 5  # seconds until a visitor gives up; a server that lingers two at the end of each line loses most
FILE = b"a" * 3_000_000


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Two processes of one thread each, with the options of production; gives the address and the bell of /waits."""
    bell = tmp_path / "bell"
    os.mkfifo(bell)
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    monkeypatch.setenv("WEB_WORKERS", "2")
    monkeypatch.setenv("WEB_THREADS", "1")
    web = processes.web("")
    options = [each for each in web[web.index("config.web_server") + 2 :] if each != "--preload"]
    command = [sys.executable, "-m", "gunicorn", "tests.platform.small_site", "--bind", f"127.0.0.1:{port}", *options]
    ready = lambda: b"200 OK" in said(port, "/")  # noqa: E731
    process = Process(command, tmp_path / "web.log", os.environ | {"BELL": str(bell)}, ready=ready, patience=1)
    process.spawn()
    yield port, bell
    process.stop()


def line_to(port, page, body=b""):
    line = socket.create_connection(("127.0.0.1", port), timeout=IMPATIENCE)
    head = f"POST {page} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    line.sendall(head.encode() + body)
    return line


def rest_of(line):
    return b"".join(iter(lambda: line.recv(1 << 16), b""))


def said(port, page, body=b""):
    try:
        with closing(line_to(port, page, body)) as line:
            return rest_of(line)
    except ConnectionRefusedError:
        return b""


def test_nobody_stands_behind_a_slow_visitor_while_another_process_is_free(site):
    port, bell = site
    with closing(line_to(port, "/waits")) as slow:
        assert [said(port, "/")[-2:] for _each in range(VISITORS)] == [b"ok"] * VISITORS
        bell.write_bytes(b"")
        assert rest_of(slow)[-2:] == b"ok"


def test_a_line_is_for_one_request(site):
    port, _bell = site
    assert b"Connection: close" in said(port, "/")


def test_visitors_who_leave_their_line_open_after_the_answer_keep_nobody_out(site):
    port, _bell = site
    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(closing(line_to(port, "/"))) for _each in range(VISITORS)]
        assert said(port, "/")[-2:] == b"ok"
        assert [rest_of(line)[-2:] for line in lines] == [b"ok"] * VISITORS


def test_visitors_who_open_a_line_and_say_nothing_keep_nobody_out(site):
    port, _bell = site
    with ExitStack() as open_lines:
        for _each in range(VISITORS):
            open_lines.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert said(port, "/")[-2:] == b"ok"


def test_whoever_still_sends_a_file_reads_why_it_is_refused(site):
    port, _bell = site
    assert [b"413 Too Large" in said(port, "/refuses", FILE) for _each in range(VISITORS)] == [True] * VISITORS
