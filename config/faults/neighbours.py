"""M-2: the programme before this one serves and works beside it, on the database as this one has brought it up."""

import http.client
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

from django.conf import settings
from django.urls import reverse

from config.demo import answers, free_port
from config.embedded.supervisor import Process, Supervisor
from config.faults import FOLDER
from config.faults.cells import reconnect, wait_for_jobs
from config.faults.clients import Request, send
from config.faults.people import PROVINCE, Person, Town
from declarations.materials import SEALED
from tenancy.scope import acting

SECONDS, RATE, PEOPLE = 60, 40, 8  # of each programme half the rate
DRAFTS = 60
PAGES = ("/records/", "/api/v1/records/", "/desk/", "/declarations/caseload/", "/licences/", "/returns/")
NO_ANSWER = 599


def side_by_side(town: Town, acts: dict[str, Any], before: str) -> Iterator[str]:
    """People accept, pay, import, hand in papers and read, half of them with each programme; nobody meets a fault."""
    source, guard, faults = asked(town, acts), threading.Lock(), list[str]()
    with served_by(before) as site:
        told = {site: Counter[int](), settings.SITE_URL: Counter[int]()}
        hands = [
            threading.Thread(target=work, args=(each, source, guard, told[each]))
            for each in told
            for _one in range(PEOPLE)
        ]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        reconnect()
        with acting(province=PROVINCE):
            settled = wait_for_jobs(faults)
    old, new = (said(told[each]) for each in (site, settings.SITE_URL))
    yield f"M2  前一版与本版同用本版的数据库结构 {SECONDS} 秒：前一版{old}；本版{new}；作业 {settled:.0f} 秒内做完"
    faults += [f"M2 有 {n} 个 {status}" for each in told.values() for status, n in each.items() if status >= 500]
    if faults:
        raise AssertionError("；".join(faults))


def said(told: Counter[int]) -> str:
    faults = sum(n for status, n in told.items() if status >= 500)
    return f"应答 {told.total()}（每秒 {told.total() / SECONDS:.0f}），5xx {faults}"


def asked(town: Town, acts: dict[str, Any]) -> Iterator[Request]:
    """By turns what both programmes write, and what they read."""
    readers = (town.officer, town.city_officers[0], town.owner)
    pages = (read(path, person) for person in cycle(readers) for path in PAGES)
    doing = [acts[name].requests for name in ("accept", "pay", "import")]
    for source in cycle([*doing, papers(town), pages]):
        yield next(source)


def read(path: str, person: Person) -> Request:
    return Request(path, person, path, None)


def papers(town: Town) -> Iterator[Request]:
    """Each another file, as a sealed form that came back."""
    for number, draft in enumerate(cycle(town.drafts[-DRAFTS:])):
        yield paper(town, draft, number)


def paper(town: Town, draft: int, number: int) -> Request:
    path = reverse("declarations:materials", args=[draft])
    return Request(f"paper-{number}", town.owner, path, {"kind": SEALED}, f"%PDF-1.7 {number}".encode())


def work(site: str, source: Iterator[Request], guard: threading.Lock, told: Counter[int]) -> None:
    """At a pace, not as fast as one is answered."""
    until, pause = time.monotonic() + SECONDS, PEOPLE * 2 / RATE
    while (began := time.monotonic()) < until:
        with guard:
            request = next(source)
        status = answered(request, site)
        with guard:
            told[status] += 1
        time.sleep(max(0.0, began + pause - time.monotonic()))


def answered(request: Request, site: str) -> int:
    try:
        return send(request, site)[0]
    except (OSError, http.client.HTTPException):
        return NO_ANSWER


@contextmanager
def served_by(before: str) -> Iterator[str]:
    """Web and worker of another checkout as its own `serve` begins them, with the same Python; their address."""
    supervisor, port = Supervisor(say=lambda _words: None), free_port("8079")
    site = f"http://127.0.0.1:{port}"
    serve = ["env", "-u", "DATABASE_ADMIN_URL", "-C", before, sys.executable, "-m", "django", "serve"]
    environment = {"SITE_URL": site, "PYTHONPATH": before}
    web, worker = [*serve, "web", "--bind", f"127.0.0.1:{port}"], [*serve, "worker"]
    try:
        supervisor.add("worker", Process(worker, FOLDER / "worker-before.log", environment))
        supervisor.add("web", Process(web, FOLDER / "web-before.log", environment, ready=lambda: answers(site)))
        yield site
    finally:
        supervisor.stop()
