"""B8: what no browser sends, to the real web server: a refusal or a closed line, never two answers, flat memory."""

import os
import re
import select
import signal
import socket
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from config import processes
from config.embedded.supervisor import Process
from config.faults.victims import children_of, descendants_of
from tests.fuzz.tally import Tally
from tests.isolation.test_might import address

HOST = "Host: localhost\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
GIGABYTE = 1 << 30
GROWN_MEGABYTES = 100
REFUSED = range(400, 500)
SMUGGLED = b"GET /accounts/login/?smuggled=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"


def ask(head: str, *headers: str, body: bytes = b"") -> bytes:
    return "".join([head, " HTTP/1.1\r\n", HOST, *headers, "Connection: close\r\n\r\n"]).encode() + body


ONCE = {  # each must be refused, or be answered once and as nothing but itself
    "length and chunks": ask(
        "POST /verify/", "Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n", body=b"0\r\n\r\n"
    ),
    "two lengths": ask("POST /verify/", "Content-Length: 0\r\nContent-Length: 60\r\n", body=SMUGGLED),
    "a length with a sign": ask("POST /verify/", "Content-Length: +4\r\n", body=b"abcd"),
    "a length below nothing": ask("POST /verify/", "Content-Length: -1\r\n"),
    "a length that is no number": ask("POST /verify/", "Content-Length: 4_0\r\n", body=b"abcd"),
    "chunks of another kind": ask("POST /verify/", "Transfer-Encoding: xchunked\r\n", body=SMUGGLED),
    "chunks twice": ask("POST /verify/", "Transfer-Encoding: chunked, chunked\r\n", body=b"0\r\n\r\n"),
    "chunks behind a tab": ask("POST /verify/", CHUNKED.replace(" ", "\t"), "Content-Length: 5\r\n", body=b"0\r\n\r\n"),
    "a blank before the colon": ask("POST /verify/", "Transfer-Encoding : chunked\r\n", body=b"0\r\n\r\n"),
    "a size of a chunk that is none": ask("POST /verify/", FORM, CHUNKED, body=b"ZZ\r\nabc\r\n"),
    "a chunk below nothing": ask("POST /verify/", FORM, CHUNKED, body=b"-1\r\nabc\r\n"),
    "a folded header": ask("GET /verify/", "X-A: 1\r\n folded: 2\r\n"),
    "a header without a name": ask("GET /verify/", ": nobody\r\n"),
    "a line alone": b"GET /verify/ HTTP/1.1\nHost: localhost\n\n",
    "no host": b"GET /verify/ HTTP/1.1\r\n\r\n",
    "two hosts": ask("GET /verify/", "Host: evil.example\r\n"),
    "another host": b"GET /verify/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a version of tomorrow": b"GET /verify/ HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "no version": b"GET /verify/\r\n\r\n",
    "a method of blanks": b" GET /verify/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "bytes of nothing": b"\x00" * 500 + b"\r\n\r\n",
    "a handshake": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100 + b"\r\n\r\n",
    "a hundred thousand headers": ask("GET /verify/", *(f"X-{n}: 1\r\n" for n in range(100_000))),
    "one long header": ask("GET /verify/", f"X-A: {'a' * 1_000_000}\r\n"),
    "a long address": ask(f"GET /verify/?q={'a' * 1_000_000}"),
    "a hundred thousand answers": ask(
        "POST /verify/", FORM, f"Content-Length: {100_000 * 4 - 1}\r\n", body=b"&".join([b"a=1"] * 100_000)
    ),
}
OVERRIDES = ("X-HTTP-Method-Override: DELETE\r\n", "X-Method-Override: DELETE\r\n", "X-HTTP-Method: DELETE\r\n")
TOO_LARGE = {
    "form": FORM,
    "parts": "Content-Type: multipart/form-data; boundary=x\r\n",
    "json": "Content-Type: application/json\r\n",
}


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory):
    """The command line of production, once for this file; a real one takes some seconds to start."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    served = {"DATABASE_URL": address("platform_app"), "WEB_WORKERS": "1", "SITE_URL": f"http://localhost:{port}"}
    log = tmp_path_factory.mktemp("web") / "web.log"
    ready = lambda: b" 200 " in said(port, ask("GET /healthz"))  # noqa: E731
    process = Process(processes.web(f"127.0.0.1:{port}"), log, os.environ | served, ready=ready, patience=1)
    process.spawn()
    yield port, process.child.pid
    process.stop()


def said(port: int, request: bytes, more: int = 0) -> bytes:
    """All that comes back; `more` bytes follow the request as long as the line is open."""
    heard = b""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        with suppress(OSError):
            line.sendall(request)
            while more > 0:
                more -= line.send(b"a" * min(more, 1 << 16))
        with suppress(OSError):
            while part := line.recv(1 << 16):
                heard += part
    return heard


def statuses(heard: bytes) -> list[int]:
    return [int(part[:3]) for part in heard.split(b"HTTP/1.1 ")[1:]]


def megabytes(master: int) -> float:
    """What all its processes hold together; a page that several share counts once."""
    told = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in (master, *descendants_of(master)))
    return sum(int(re.search(r"^Pss: +(\d+) kB", one, re.MULTILINE)[1]) for one in told) / 1024


def test_whoever_comes_when_the_whole_server_was_killed_waits_at_the_door_and_is_served(server):
    port, keeper = server
    [master] = children_of(keeper)
    with ExitStack() as dying:
        ends = [dying.enter_context(os.fdopen(os.pidfd_open(each))) for each in (master, *children_of(master))]
        for process in ends:
            signal.pidfd_send_signal(process.fileno(), signal.SIGKILL)
        for process in ends:
            select.select([process], [], [])  # it has ended
    assert statuses(said(port, ask("GET /healthz"))) == [200]
    assert children_of(keeper) != [master]


def test_what_no_browser_sends_is_refused_or_answered_once(server):
    port, _master = server
    tally = Tally("B8 requests that no browser sends")
    for name, request in ONCE.items():
        told = statuses(tally.timed(lambda: said(port, request)))  # noqa: B023
        if len(told) > 1 or any(status >= 500 and status not in (501, 505) for status in told):
            tally.bad.append(f"{name}: {told}")
    tally.close()
    assert statuses(said(port, ask("GET /healthz"))) == [200]


@pytest.mark.parametrize("header", OVERRIDES)
def test_no_header_makes_another_verb_of_it(server, header):
    assert statuses(said(server[0], ask("GET /healthz", header))) == [200]


@pytest.mark.parametrize("kind", TOO_LARGE)
def test_a_body_of_a_gigabyte_is_refused_before_it_is_read(server, kind):
    port, master = server
    said(port, ask("POST /accounts/login/", TOO_LARGE[kind], "Content-Length: 3\r\n", body=b"a=b"))  # a warm child
    before = megabytes(master)
    request = ask("POST /accounts/login/", TOO_LARGE[kind], f"Content-Length: {GIGABYTE}\r\n")
    told = statuses(said(port, request, more=GIGABYTE // 16))
    assert all(status in REFUSED for status in told)
    assert megabytes(master) - before < GROWN_MEGABYTES
    assert statuses(said(port, ask("GET /healthz"))) == [200]
