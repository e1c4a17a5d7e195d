"""B1: every operation of the published description, by values made from its shapes, for each kind of caller."""

import hashlib
import itertools
import json
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from config.plain_text import UNFIT
from publication.models import Record
from tests.cast import client_of
from tests.factories.publication import FREE, ConsumerFactory, RecordFactory, VersionFactory
from tests.fuzz import shapes
from tests.fuzz.tally import WHOLE, Tally, volume
from tests.isolation.browsers import quietly

PARTS = volume(whole=4, share=1)
DRAWN = volume(whole=10_000, share=300) // PARTS
SLOWEST_SECONDS = 2.0
PLENTY = 10**6  # requests a minute, so that most answers are not "too many"
ACCEPTED = ("application/json", "*/*", "text/html", "application/json;q=0", "x", "application/json; indent=2")
TAGS = ("*", '"x"', 'W/"x"', "²", '"' * 500)
DAYS = ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday", "0")
UNNAMED_VERBS = ("POST", "PUT", "PATCH", "DELETE", "TRACE")


@dataclass
class Operation:
    """One of the description: its address, what it asks for and what it may answer."""

    name: str
    path: str
    asks: dict[str, dict]
    places: dict[str, dict]  # parts of the address
    answers: dict[str, dict]


@dataclass
class Asked:
    """One request; `broken` names the part whose rule it breaks."""

    operation: Operation
    said: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    broken: str = ""
    verb: str = "GET"

    @property
    def address(self) -> str:
        parts = {name: quote(value, safe="") for name, value in self.where.items()}
        return f"{self.operation.path.format(**parts)}?{urlencode(self.said)}"


def operations() -> list[Operation]:
    described = Client().get("/api/v1/schema/").json()
    pairs = [(path, verb, each) for path, verbs in described["paths"].items() for verb, each in verbs.items()]
    assert all(verb == "get" and "requestBody" not in each for _path, verb, each in pairs)  # a body would want values
    return [operation_of(path, each) for path, _verb, each in pairs]


def operation_of(path: str, described: dict) -> Operation:
    found: dict[str, dict] = {"query": {}, "path": {}}
    for each in described["parameters"]:
        found[each["in"]][each["name"]] = each["schema"]
    return Operation(described["operationId"], path, found["query"], found["path"], described["responses"])


def test_every_address_of_the_interface_is_described(liaoning):
    """A new one without a description would be asked by nobody here."""
    routes = {str(each.pattern) for each in get_resolver("publication.urls").url_patterns}
    served = {f"/{route}".replace("<slug:", "{").replace(">", "}") for route in routes if route.startswith("api/")}
    assert served - {"/api/v1/schema/", "/api/v1/docs/"} == {each.path for each in operations()}


@pytest.fixture
def callers(zhang, li, zhao, liaoning, monkeypatch):
    """By kind: a browser, and the key it shows."""
    monkeypatch.setattr("publication.api.allowance.PER_MINUTE", PLENTY)
    keys = {
        "platform of the nation": {"per_minute": PLENTY},
        "platform of a province": {"per_minute": PLENTY, "province": liaoning},
        "platform that has ended": {"per_minute": PLENTY, "ended_at": timezone.now()},
        "platform that asked too much": {"per_minute": 1},
    }
    for key, more in keys.items():
        ConsumerFactory(key_hash=hashlib.sha256(key.encode()).hexdigest(), **more)
    people = {"patentee": zhang, "city officer": li, "province officer": zhao}
    found = {name: (client_of(actor), "") for name, actor in people.items()}
    guesses = {"nobody": "", "who guesses": "guessed", "who injects": "'; DROP TABLE x", "who overflows": "x" * 9000}
    return found | {name: (Client(), key) for name, key in (guesses | {key: key for key in keys}).items()}


@pytest.fixture
def numbers(liaoning):
    """Of records that are there: on offer, free, changed, withdrawn."""
    made = [RecordFactory(), RecordFactory(terms=FREE), VersionFactory().record, RecordFactory(withdrawn=True)]
    return [Record.objects.get(pk=each.pk).number for each in made]


def listed(each: Operation, numbers: list[str]):
    """Each value that needs no chance, one at a time; then what the headers and the verbs may be."""
    where = dict.fromkeys(each.places, numbers[0])
    for name, shape in each.asks.items():
        yield from (Asked(each, {name: said}, where) for said in shapes.listed(shape))
    for name, shape in each.places.items():
        paths = [said for said in shapes.listed(shape) if said] + numbers
        yield from (
            Asked(each, where=where | {name: said}, broken="" if shapes.fits(shape, said) else name) for said in paths
        )
    heads = [{"Accept": said} for said in ACCEPTED] + [{"If-None-Match": said} for said in TAGS]
    heads += [{"If-Modified-Since": said} for said in DAYS]
    yield from (Asked(each, where=where, headers=said) for said in heads)
    yield from (Asked(each, {name: "1"}, where) for name in ("format", "province[]", "unheard_of"))
    yield from (Asked(each, where=where, verb=verb) for verb in ("HEAD", *UNNAMED_VERBS))


def faults(asked: Asked, answer) -> list[str]:
    """In what this answer is none that the description names for the operation."""
    if asked.verb in UNNAMED_VERBS:
        return [] if answer.status_code in (405, 429) else [f"{asked.verb} was taken"]
    named = asked.operation.answers.get(str(answer.status_code))
    if named is None:
        return ["a status that is not named"]
    if asked.broken in asked.operation.places or asked.verb == "HEAD":
        return [] if asked.verb == "HEAD" or answer.status_code == 404 else ["no such address"]
    shape = named.get("content", {}).get(answer.headers.get("Content-Type", "").split(";")[0], {}).get("schema")
    if shape is None:
        return ["a body of a kind that is not named"] if answer.content else []
    return [fault.message[:200] for fault in jsonschema.Draft202012Validator(shape).iter_errors(answer.json())]


def misunderstood(asked: Asked, answer) -> list[str]:
    """What is right is understood, and what breaks a rule is told; a part with a default falls back to it."""
    told = answer.json() if answer.status_code == 200 and asked.verb == "GET" else {}
    if "notes" not in told:
        return []
    arrived = {name: UNFIT.sub("", each).strip() for name, each in asked.said.items() if name in asked.operation.asks}
    said = {name: each for name, each in arrived.items() if each}  # what is blank was not asked
    rules = {name: asked.operation.asks[name] for name in said}
    fit = {name: shapes.fits(rule, said[name]) for name, rule in rules.items()}
    bad = [
        f"{name} breaks its rule and nobody says so"
        for name, rule in rules.items()
        if not fit[name] and "default" not in rule and not told["notes"]
    ]
    known = all(fit[name] and shapes.is_closed(rule) for name, rule in rules.items())
    return bad + ["not understood"] * (known and bool(told["notes"]))


def ask(asked: Asked, callers: dict, name: str, tally: Tally) -> None:
    client, key = callers[name]
    client.raise_request_exception = False
    headers = asked.headers | ({"X-Api-Key": key} if key else {})
    began = time.process_time()
    answer = tally.timed(lambda: client.generic(asked.verb, asked.address, headers=headers))
    bad = faults(asked, answer) + misunderstood(asked, answer)
    bad += ["slow"] * (time.process_time() - began > SLOWEST_SECONDS)
    tally.bad += [
        f"{answer.status_code} {name}: {fault}: {asked.verb} {asked.address[:300]} {asked.headers}" for fault in bad
    ]


def test_each_listed_value_gets_an_answer_that_is_named(callers, numbers):
    """In the whole every caller asks all; in the suite they take turns."""
    tally = Tally("B1 operations by schema, listed values")
    asked = [each for one in operations() for each in listed(one, numbers)]
    turns = itertools.cycle(callers)
    with quietly():
        for each in asked:
            for name in callers if WHOLE else [next(turns)]:
                ask(each, callers, name, tally)
    tally.close()


@st.composite
def requests(draw, known: list[Operation], numbers: list[str]):
    """Some parts of one operation, at most one of which breaks its rule."""
    one = draw(st.sampled_from(known))
    names = draw(st.lists(st.sampled_from(sorted(one.asks)), max_size=4, unique=True)) if one.asks else []
    broken = draw(st.sampled_from(["", *names, *one.places]))
    said = {name: draw((shapes.wrong if name == broken else shapes.right)(one.asks[name])) for name in names}
    where = {
        name: draw(shapes.wrong(shape) if name == broken else st.sampled_from(numbers) | shapes.right(shape))
        for name, shape in one.places.items()
    }
    accept = draw(st.sampled_from(["", "", "", *ACCEPTED]))
    return Asked(one, said, where, {"Accept": accept} if accept else {}, broken)


@pytest.mark.parametrize("part", range(PARTS))
def test_each_drawn_value_gets_an_answer_that_is_named(callers, numbers, part):
    tally, known = Tally("B1 operations by schema, drawn values"), operations()

    @seed(part)
    @settings(max_examples=DRAWN, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(requests(known, numbers), st.sampled_from(sorted(callers)))
    def asked_by_anybody(asked, name):
        ask(asked, callers, name, tally)

    with quietly():
        asked_by_anybody()
    tally.close()


def test_control_an_answer_that_is_not_named_is_found(liaoning):
    records = next(each for each in operations() if each.name == "records")
    for status, content in ((418, {}), (200, {"results": []}), (400, {"wrong": 1})):
        answer = Client().get("/api/v1/records/")
        answer.status_code, answer.content = status, json.dumps(content).encode()
        answer.json = lambda content=content: content
        assert faults(Asked(records), answer)
