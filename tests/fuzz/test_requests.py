"""B1: any address with anything behind it, by anybody, by any verb: an answer, in time, and never a breakdown."""

import random
import time
from urllib.parse import quote, urlencode

from django.urls import resolve

from publication.query import FILTERS
from tests.fuzz import nasty
from tests.fuzz.halves import Halves, half_there
from tests.fuzz.tally import Tally, volume
from tests.isolation import world
from tests.isolation.browsers import browsers, quietly
from tests.isolation.kinds import Matter
from tests.test_permissions import DOORS

TRIES = volume(whole=20_000, share=400)
SLOWEST_SECONDS = 2.0
VERBS = ("GET",) * 8 + ("POST",) * 8 + ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
WORDS = """
    q sort page cursor limit since until month unit version number code next before after known question show pick all
    download name title text reason words amount day on ground region kind file email role place answer action key value
    window seen seen_version terms fee starts_on ends_on starts_at channels at note document clause contact phone stars
    shared promise part csrfmiddlewaretoken
"""
NAMES = [*FILTERS, *WORDS.split()]
TYPES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/xml",
    "a/b; charset=utf-99",
)
PATHS = ["²", "%00", "-1", "9" * 19, "9" * 25, "a%2Fb", "..%2f..%2f", "%F0%A0%AE%B7", "%ff", "<script>", "0"]


class Asker:
    """Makes requests by chance, the same ones each time."""

    def __init__(self, seed: int, matters: list[Matter]) -> None:
        self.chance = random.Random(seed)
        self.matters = {matter.kind: matter for matter in matters}

    def address(self) -> str:
        door = self.chance.choice(list(DOORS.values()))
        address, where = door.address, resolve(door.address).kwargs
        matter = self.matters.get(door.of)
        for part, value in where.items():
            real = matter.where.get(part) if matter else None
            wanted = real if real is not None and self.chance.random() < 0.8 else self.chance.choice(PATHS)
            if real is not None or self.chance.random() < 0.2:
                address = address.replace(f"/{value}", f"/{wanted}", 1)
        return f"{address}?{self.fields()}" if self.chance.random() < 0.6 else address

    def fields(self) -> str:
        names = self.chance.sample(NAMES, self.chance.randrange(1, 6))
        said = {name: nasty.pick(self.chance) for name in names}
        return urlencode(said, errors="surrogatepass", quote_via=quote)

    def request(self) -> dict:
        verb = self.chance.choice(VERBS)
        body = self.fields().encode() if verb in ("POST", "PUT", "PATCH") else b""
        kind = self.chance.choice(TYPES) if self.chance.random() < 0.2 else TYPES[0]
        headers = {"Accept-Language": self.chance.choice(["zh", "en", "x" * 200])}
        if self.chance.random() < 0.2:
            headers["HX-Request"] = "true"
        return {"method": verb, "path": self.address(), "data": body, "content_type": kind, "headers": headers}


def test_nothing_that_is_asked_for_breaks_the_platform_or_holds_it_up(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    people, matters = world.build(world.HOMES[:1], world.WITHOUT_PAPERS)
    halves = Halves()
    visitors, tally = browsers(people, halves.look), Tally("B1 requests by anybody to any address")
    asker = Asker(volume(whole=7, share=11), matters)
    with quietly():
        for person in asker.chance.choices(list(visitors), k=TRIES):
            asked = asker.request()
            began = time.process_time()
            answer, _body = tally.timed(lambda: visitors[person].visit(**asked))  # noqa: B023
            broke = answer.status_code >= 500 and not asked["path"].startswith("/readyz")  # no worker runs here
            left = halves.told()
            if broke or left or time.process_time() - began > SLOWEST_SECONDS:
                tally.bad.append(f"{answer.status_code} {person}: {left} {asked}"[:600])
    tally.bad += half_there()
    tally.close()
