"""I4: everybody walks through all that they can reach, from their first page and from each matter of their own.

A page is left by every link on it. What is taken away (a workbook, a PDF, an archive, a feed, a list) is read to the
last part; the errors of forms sent empty, and of matters that are not one's own, are pages like any other.
"""

import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse
from pypdf import PdfReader

from tests.isolation import marks
from tests.isolation.browsers import Browser
from tests.isolation.kinds import Matter, sees
from tests.isolation.matrix import SAID, SENT, falls, may
from tests.visitors import Door

LISTS = ("", f"q={marks.BIRD}", "page=1", "state=all", "month=2026-10")
LINK = re.compile(rb"""(?:href|src|action|hx-get)=["']([^"'#]+)""")
LEAVING = frozenset({"account_logout"})
WAYS_TO_ASK = 4  # of one page: with no word, and with some of the words that links put behind it
OF_A_KIND = 12  # matters of one page beyond one's own: records of the public register look alike


@dataclass
class Wanderer:
    """One person on the way. `share` is one page in so many, the same ones each time."""

    person: str
    browser: Browser
    share: int
    ahead: deque[tuple[str, str]] = field(default_factory=deque)
    known: set[tuple[str, str]] = field(default_factory=set)
    asked: Counter[tuple] = field(default_factory=Counter)

    def go(self, method: str, address: str) -> None:
        """Remember to go there, once."""
        if (method, address) not in self.known and falls(f"{self.person} {method} {address}", self.share):
            self.ahead.append((method, address))
        self.known.add((method, address))

    def pages(self) -> Iterator[tuple[str, str, str]]:
        """Address, kind of content and words of each page, until there is nowhere left to go."""
        while self.ahead:
            method, address = self.ahead.popleft()
            answer, body = self.browser.visit(method, address, **SAID.get(method, {}))
            kind = answer.headers.get("Content-Type", "").partition(";")[0]
            yield f"{method} {address}", kind, f"{words_of(body)} {answer.headers} {answer.cookies}"
            self.follow(address, [answer.headers.get("Location", ""), *links(kind, body)])

    def follow(self, address: str, found: list[str]) -> None:
        for link in found:
            there = urljoin(address, link)
            if there.startswith("/") and self.is_new(there):
                self.go("GET", there)

    def is_new(self, address: str) -> bool:
        """A page of the platform that was not seen often enough, whatever stands behind its question mark."""
        try:
            place = resolve(urlsplit(address).path)
        except Resolver404:
            return False
        if place.view_name in LEAVING:
            return False
        here, kin = (place.view_name, *place.kwargs.items()), (place.view_name,)
        ways = self.asked[here] = self.asked[here] + 1
        self.asked[kin] += ways == 1
        return ways <= WAYS_TO_ASK and (not place.kwargs or self.asked[kin] <= OF_A_KIND)


def links(kind: str, body: bytes) -> list[str]:
    return [unescape(found.decode()) for found in LINK.findall(body)] if kind == "text/html" else []


def crawl(
    doors: dict[str, Door], browsers: dict[str, Browser], matters: list[Matter], share: int
) -> Iterator[tuple[str, str, str, str]]:
    """Person, address, kind and words of everything that anybody can reach."""
    for person, browser in browsers.items():
        walker = Wanderer(person, browser, share)
        for method, address in starts(person, doors, matters):
            walker.go(method, address)
        for page in walker.pages():
            yield person, *page


def starts(person: str, doors: dict[str, Door], matters: list[Matter]) -> Iterator[tuple[str, str]]:
    """The first page, each page as lists are asked, each matter of one's own, and one of each kind that is not."""
    yield "GET", "/"
    for name, door in doors.items():
        if not door.of:
            yield from (("GET", f"{door.address}?{asked}") for asked in LISTS if door.method == "GET")
            continue
        kin = [matter for matter in matters if matter.kind == door.of]
        mine = [matter for matter in kin if sees(person, matter) and may(door, person)]
        others = [matter for matter in kin if not sees(person, matter)]
        if door.method in SENT:
            yield from ((door.method, place(name, door, matter)) for matter in mine + others[:1])


def place(name: str, door: Door, matter: Matter) -> str:
    return reverse(name, kwargs=resolve(door.address).kwargs | matter.where)


def words_of(body: bytes) -> str:
    """The text of a PDF, of each part of an archive, or of anything else; a sample of a few bytes as it stands."""
    if body.startswith(b"%PDF") and b"%%EOF" in body:
        return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "".join(words_of(archive.read(name)) for name in archive.namelist())
    return body.decode("utf-8", "replace")
