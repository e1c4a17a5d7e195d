"""B6: each text that somebody may fill holds each injection in turn; what is read of it anywhere runs nowhere."""

import csv
import io
import json
import logging
import zipfile

import pytest
from django.db import transaction
from django.http import HttpResponse
from openpyxl import Workbook, load_workbook

from config.logs import JsonFormatter
from config.plain_text import UNFIT
from tenancy.scope import acting
from tests.fuzz.fields import Text, fill, signs_in, texts
from tests.fuzz.injections import payloads
from tests.fuzz.places import PLACES, UNSHOWN
from tests.fuzz.rows import FURTHER
from tests.fuzz.tally import WHOLE, Tally, volume
from tests.fuzz.test_injections import ACTIVE, FORMULA, active_in, acts_in
from tests.isolation import world
from tests.isolation.browsers import browsers
from tests.isolation.kinds import sees
from tests.isolation.matrix import may
from tests.isolation.people import LN
from tests.isolation.wander import place, words_of
from tests.test_permissions import DOORS

PARTS = volume(whole=4, share=1)
PAYLOADS = [UNFIT.sub("", said) for said in payloads(every=1)]
PASSES = volume(whole=len(PAYLOADS), share=1) // PARTS
NO_WORKER = "readyz"  # says 503, because none runs here
ALL_PAGES = 100  # passes between two that read every page, drawn papers too


class Listener(logging.Handler):
    """Reads each line as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.bad: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if len(line.splitlines()) != 1 or not isinstance(json.loads(line), dict):
            self.bad.append(f"log: {line[:300]}")


@pytest.fixture
def listener(monkeypatch):
    one = Listener()
    monkeypatch.setattr(logging.getLogger(), "handlers", [one])
    return one


def pages(people, matters) -> list[tuple[str, str, str]]:
    """Each page of each matter by the first and by the last who may open it: door, person, address."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for name, door in DOORS.items():
        for person in (each for each in people if door.method == "GET" and name != NO_WORKER and may(door, each)):
            for address in addresses(name, door, [one for one in matters if one.kind == door.of and sees(person, one)]):
                found.setdefault(address, []).append((name, person, address))
    return [each for who in found.values() for each in dict.fromkeys((who[0], who[-1]))]


def addresses(name, door, matters) -> list[str]:
    return [place(name, door, matter) for matter in matters] if door.of else [door.address]


def running(answer, body: bytes, signs: set[str]) -> list[str]:
    """What in this answer would run, fetch or forge something, by the kind of reader that it is for."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code >= 500:
        return [str(answer.status_code)]
    if "html" in kind:
        return active_in(body)
    if "json" in kind:
        return [] if json.loads(body) is not None else ["no JSON"]
    if "csv" in kind:
        rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
        return [f"csv {cell[:40]!r}" for row in rows for cell in row if cell.startswith(FORMULA) and set(cell) & signs]
    return in_file(body, signs)


def in_file(body: bytes, signs: set[str]) -> list[str]:
    """Documents, workbooks, and archives of them."""
    if body.startswith(b"%PDF") and b"%%EOF" in body:
        return sorted(acts_in(body) & set(ACTIVE))
    if not body.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return [bad for name in archive.namelist() for bad in in_file(archive.read(name), signs)]
    cells = (cell for sheet in load_workbook(io.BytesIO(body)) for row in sheet.iter_rows() for cell in row)
    return [f"xlsx {cell.value!r}"[:90] for cell in cells if cell.data_type == "f" and set(str(cell.value)) & signs]


def read(wanted, visitors, tally: Tally, known: dict[str, Text]) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Look at these pages; by door and text the first page on which they met."""
    met = {}
    for page in wanted:
        door, person, address = page
        answer, body = tally.timed(lambda: visitors[person].visit("GET", address))  # noqa: B023
        tally.bad += [f"{person} {address}: {each}"[:400] for each in running(answer, body, set(known))]
        for name in signs_in(words_of(body), known):
            met.setdefault((door, name), page)
    return met


def places() -> dict[str, list[str]]:
    return {door: names.split() for door, names in PLACES.items()}


def test_each_text_has_a_place_in_the_list():
    """A new column is red until somebody has seen where its words come out, or says why nowhere."""
    shown, unshown = {name for names in places().values() for name in names}, " ".join(UNSHOWN.values()).split()
    assert {str(each) for each in texts()} == {*shown, *unshown}
    assert not shown & set(unshown)


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_any_text_holds_runs_nowhere(history_gives_way, db, settings, tmp_path, listener, part):
    settings.MEDIA_ROOT = tmp_path
    people, matters = world.build(world.HOMES[:1], (*world.MAKERS, *FURTHER))
    visitors, tally = browsers(people), Tally("B6 injections into every text, read everywhere")
    known, everything = {each.sign: each for each in texts()}, pages(visitors, matters)
    met, listed = {}, [page for page in everything if page[0] in PLACES]
    for number in range(part * PASSES, (part + 1) * PASSES):
        every = WHOLE and number % PASSES % ALL_PAGES == 0
        with acting(province=LN), transaction.atomic():
            for column, each in enumerate(known.values()):
                fill(each, PAYLOADS[(number + column) % len(PAYLOADS)])
            met = read(everything if every else listed, visitors, tally, known) | met
            transaction.set_rollback(True)
        listed = sorted({page for (door, _name), page in met.items() if door in PLACES})  # only where words were met
    pairs = [(door, name) for door, names in places().items() for name in names]
    tally.bad += [f"{name} is not read at {door}" for door, name in pairs if (door, name) not in met]
    tally.bad += listener.bad
    tally.close()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<img src=x onerror=alert(1)>"),
        ("application/json", b"null"),
        ("text/csv", "=1+1\u3500\r\n".encode()),
        ("application/zip", b""),
    ],
)
def test_control_what_would_run_is_found(kind, body):
    book = io.BytesIO()
    sheet = Workbook()
    sheet.active.append(["=1+1\u3500"])
    sheet.save(book)
    answer = HttpResponse(body, content_type=kind)
    assert running(answer, body or book.getvalue(), {"\u3500"})
