"""台账: a page of the province's ledger with all its licences beside one with a single licence (F072).

Of a million records every third is licensed, which are nearly eighty thousand licences in Liaoning. The statements of
the page must not grow with them at all; what it costs is printed beside.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from django.test import Client

from config.bench import demand
from config.bench.accepting import PROVINCE, browser, undone
from config.bench.asking import asked_by
from config.bench.measures import EVERY_SIZE, Measure, Reading, measure
from config.bench.stage import Stage
from config.generator.offices import open_offices
from config.generator.words import Draw
from licensing.models import Licence
from tenancy.actors import actor_of, system_actor
from tenancy.models import Province, User
from tenancy.roles import Role
from tenancy.services import memberships

LEDGER = "/licences/"
TIMES = 10


@contextmanager
def at_the_ledger() -> Iterator[tuple[Client, str, str]]:
    """An officer of the province, who leaves nothing, the ledger with everything and that with one licence."""
    logging.getLogger("config.requests").setLevel(logging.ERROR)
    demand.fill()
    with undone():
        by = system_actor(Province.objects.get(pk=PROVINCE))
        office = open_offices(by, Draw(Random(PROVINCE))).province  # noqa: S311 -- names, not secrets
        user = User.objects.create_user("ledger@example.cn", name="量测")
        visitor = browser(actor_of(memberships.begin(user, office, Role.PROVINCE_OFFICER, by=by)))
        one = f"{LEDGER}?q={Licence.objects.latest('pk').number}"
        for page in (LEDGER, one):
            visitor.get(page)  # reads the rules for the first time
        yield visitor, LEDGER, one


@measure("F072", "台账一页的语句：全省的许可，对照只有一份", unit="条", limit=1, growth=0, sizes=EVERY_SIZE)
def statements_of_the_ledger(stage: Stage) -> Reading:
    with at_the_ledger() as (visitor, everything, one):
        return Reading(len(asked_by(visitor, everything)), len(asked_by(visitor, one)))


@measure("F072", "台账一页（五十行，连同总数）", unit="CPU ms")
def page_of_the_ledger(stage: Stage) -> Reading:
    with at_the_ledger() as (visitor, everything, _one):
        return stage.alone(lambda: stage.cpu(lambda: visitor.get(everything), TIMES))


MEASURES: list[Measure] = [statements_of_the_ledger, page_of_the_ledger]
