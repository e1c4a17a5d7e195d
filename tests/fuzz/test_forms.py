"""B2: every form that the platform shows, sent back with anything in it, as a form and in parts with files."""

import random
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.cast import client_of
from tests.fuzz import nasty
from tests.fuzz.halves import Halves, half_there
from tests.fuzz.tally import Tally, volume
from tests.isolation import world
from tests.isolation.browsers import browsers, quietly
from tests.isolation.kinds import sees
from tests.isolation.matrix import may
from tests.isolation.people import NOBODY
from tests.isolation.wander import place
from tests.test_permissions import DOORS

PARTS = volume(whole=4, share=1)
TRIES = volume(whole=50_000, share=150) // PARTS
DOORS_TRIED = volume(whole=1, share=5)  # one in so many
SLOWEST_SECONDS = 2.0
PEOPLE = (
    NOBODY,
    "owner's administrator",
    "licensee's administrator",
    "city officer",
    "county officer",
    "centre",
    "province officer",
    "province administrator",
    "national staff",
)
FILES = [b"", b"%PDF-1.7", b"PK\x03\x04", b"<html>", b"\x00" * 5000, "专利号,名称\n".encode("gbk"), b"[" * 9000]


@dataclass
class Form:
    """One form of a page: where it goes, and what stands in it."""

    action: str
    said: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Finder(HTMLParser):
    """The forms of a page that are sent by POST."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.now, self.select = address, [], None, ""

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        name, value = told.get("name"), told.get("value") or ""
        if tag == "form" and (told.get("method") or "").lower() == "post":
            self.now = Form(told.get("action") or self.address)
            self.forms.append(self.now)
        elif self.now is None:
            return
        elif name and told.get("type") == "file":
            self.now.files.append(name)
        elif name and tag in ("input", "textarea", "button"):
            self.now.said.setdefault(name, value)
        elif name and tag == "select":
            self.select = name
        elif tag == "option" and self.select and value:
            self.now.said.setdefault(self.select, value)

    def handle_endtag(self, tag):
        self.now = None if tag == "form" else self.now
        self.select = "" if tag == "select" else self.select


def addresses(matters, person):
    """Every page that this person may open, with the real matters that are theirs."""
    own = {matter.kind: matter for matter in matters if sees(person, matter)}
    for number, (name, door) in enumerate(DOORS.items()):
        if door.method != "GET" or number % DOORS_TRIED or not may(door, person):
            continue
        if not door.of:
            yield door.address
        elif door.of in own:
            yield place(name, door, own[door.of])


def forms_of(visitor, matters, person):
    for address in addresses(matters, person):
        answer, body = visitor.visit("GET", address)
        if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
            finder = Finder(address)
            finder.feed(body.decode())
            yield from finder.forms


def sent(form: Form, chance: random.Random) -> dict:
    """What goes out: some answers replaced, now and then one left out or a file added."""
    said = dict(form.said)
    for name in chance.sample(sorted(said), min(len(said), chance.randrange(1, 4))):
        said[name] = nasty.pick(chance)
    if said and chance.random() < 0.2:
        said.pop(chance.choice(sorted(said)))
    if form.files or chance.random() < 0.2:
        said |= {name: a_file(chance) for name in form.files or ["file"]}
    if chance.random() < 0.5 and not form.files:
        return {"data": urlencode(told(said)), "content_type": "application/x-www-form-urlencoded"}
    return {"data": encode_multipart(BOUNDARY, told(said)), "content_type": MULTIPART_CONTENT}


def told(said: dict) -> dict:
    """What a browser can send: halves of signs cannot be."""
    return {
        name: each.encode("utf-8", "replace").decode() if isinstance(each, str) else each for name, each in said.items()
    }


def a_file(chance: random.Random) -> SimpleUploadedFile:
    name = chance.choice(["报告.pdf", "a.xlsx", "../../x.png", "\u202efdp.exe", "长" * 200 + ".docx"])
    return SimpleUploadedFile(name, chance.choice(FILES))


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_filled_in_a_form_is_taken_or_told_and_breaks_nothing(db, settings, tmp_path, part):
    settings.MEDIA_ROOT = tmp_path
    people, matters = world.build(world.HOMES[:1], world.WITHOUT_PAPERS)
    halves = Halves()
    visitors, tally = browsers(people, halves.look), Tally("B2 forms sent back with anything")
    chance = random.Random(2 + part)
    with quietly():
        shown = [(person, form) for person in PEOPLE for form in forms_of(visitors[person], matters, person)]
        assert len(shown) > 30
        for person, form in chance.choices(shown, k=TRIES):
            asked, began = sent(form, chance), time.process_time()
            answer, _body = tally.timed(lambda: visitors[person].visit("POST", form.action, **asked))  # noqa: B023
            left = halves.told()
            if answer.status_code >= 500 or left or time.process_time() - began > SLOWEST_SECONDS:
                tally.bad.append(f"{answer.status_code} {person} {form.action}: {left} {asked['data'][:400]!r}")
    tally.bad += half_there()
    tally.close()


@pytest.mark.parametrize("page", ["{}", "2147483648", "[[", "叠" * 300, "{% debug %}"])
def test_what_is_no_address_leads_to_the_desk_when_a_place_is_chosen(zhang, page):
    answer = client_of(zhang).post("/accounts/places/choose/", {"place": zhang.membership_id, "next": page})
    assert (answer.status_code, answer.url) == (302, "/desk/")
