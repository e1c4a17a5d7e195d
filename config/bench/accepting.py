"""P11: an acceptance through HTTP, beside the raw transaction with the same rows and locks.

Ours is the press itself: a request to the address of the page, through every middleware, with all it asks the database
for session, person, place and rules. The raw transaction are those statements of one press that lock or write rows of
the matter, sent alone: the lock of the record; patent, two parties, step, record, three jobs, counter, licence, event.
What is compared is the processor time of PostgreSQL. Both begin with the scope of row-level security, end with the
check of every reference, and are undone: a savepoint stands for the transaction, nobody waits for the disk. Between two
statements of the raw transaction this process thinks as long as between two of the press: a server that is asked
without a pause keeps its caches, and is asked so by no web application.
"""

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import uuid4

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client

from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from publication.choices import State
from publication.models import Record
from tenancy.actors import Actor, actor_of
from tenancy.credit_codes import complete
from tenancy.middleware import MEMBERSHIP_KEY
from tenancy.models import Membership, Organisation, Region, User
from tenancy.models.organisations import OwnerType, SizeClass, Standing
from tenancy.models.regions import Level
from tenancy.roles import Role
from tenancy.scope import SET_SCOPE, acting

PROVINCE, TIMES, ROUNDS = 21, 30, 7
Statement = tuple[str, Any]
Told = TypeVar("Told")
LICENCE = re.compile(r"/licences/\d+/")
WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def undone() -> Iterator[None]:
    """A transaction in the province that leaves nothing."""
    with acting(province=PROVINCE), transaction.atomic():
        yield
        transaction.set_rollback(True)


def licensee() -> Actor:
    """The administrator of a small firm whose registration is confirmed."""
    region = Region.objects.filter(province=PROVINCE, level=Level.CITY).order_by("position")[0]
    code = complete("91", "210100", "ACCEPT01")
    firm = Organisation.objects.create(
        name="量测精密制造有限公司",
        region=region,
        owner_type=OwnerType.PRIVATE_ENTERPRISE,
        size=SizeClass.SMALL,
        credit_code=code,
        standing=Standing.CONFIRMED,
    )
    user = User.objects.create_user("bench@example.cn", name="量测")
    return actor_of(Membership.objects.create(user=user, organisation=firm, role=Role.ORGANISATION_ADMIN))


def offers(wanted: int) -> list[Record]:
    open_now = Record.objects.filter(province=PROVINCE, state=State.ACTIVE, fee_kind="lump_sum")
    return list(open_now.select_related("current", "province").order_by("-pk")[:wanted])


def offered() -> Record:
    return offers(1)[0]


def stated(record: Record) -> dict[str, Any]:
    """What the page of an acceptance sends."""
    last = record.term_to.isoformat()
    region = Region.objects.filter(province=PROVINCE, level=Level.CITY).order_by("position")[0]
    place = {"use_region": region.pk, "use_place": "沈阳市浑南区", "scope": "永磁电机控制器"}
    seen = {"main": f"{record.number}:{record.current.number}", "accept": "1"}
    return place | seen | {"starts_on": last, "ends_on": last}


def browser(actor: Actor) -> Client:
    """Signed in with both factors, acting for the firm."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(actor.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request = HttpRequest()
    request.session = client.session
    request.session[MEMBERSHIP_KEY] = actor.membership_id
    record_authentication(request, actor.person, "mfa")
    request.session.save()
    return client


def post(client: Client, record: Record, said: dict[str, Any]) -> None:
    """One acceptance as a browser sends it; its answer leads to the licence."""
    answer = client.post(f"/licences/accept/{record.number}/", said | {"key": str(uuid4())})
    if answer.status_code != 302 or not LICENCE.fullmatch(answer.headers["Location"]):
        raise AssertionError(f"the measure was not let through: {answer.status_code}")


def once(work: Callable[[], Told]) -> Told:
    """Do it and take it back, inside the transaction of the measure."""
    point = transaction.savepoint()
    told = work()
    transaction.savepoint_rollback(point)
    return told


def statements_of(work: Callable[[], object]) -> list[Statement]:
    """All of them in their order."""
    found: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        work()
    return found


def is_of_the_matter(statement: Statement) -> bool:
    """It locks or writes; sessions and limits are not part of it."""
    sql = statement[0].lstrip()
    return (sql.startswith(WRITES) or "FOR UPDATE" in sql) and "django_session" not in sql


def run(statements: list[Statement], pause: float) -> None:
    """As a transaction of its own would: with a scope, and with every reference checked at the end."""
    with connection.cursor() as cursor:
        cursor.execute(SET_SCOPE, [str(PROVINCE), ""])
        for sql, params in statements:
            think(pause)
            cursor.execute(sql, params)
    check_references()


def think(seconds: float) -> None:
    """What a web application does between two statements: it makes statements."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        str(Record.objects.filter(number="", current__number=1).query)


def check_references() -> None:
    """What a commit does before all else."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def press(client: Client, record: Record, said: dict[str, Any]) -> None:
    """The two transactions of the request begin with the scope; inside that of the measure it is told beforehand."""
    with connection.cursor() as cursor:
        for _transaction in range(2):
            cursor.execute(SET_SCOPE, [str(PROVINCE), ""])
    post(client, record, said)
    check_references()


@measure(
    "P11", "网上接受一项许可（整个HTTP请求）：PostgreSQL用时，对照同样写入和加锁的裸事务", unit="CPU ms/次", limit=1.5
)
def accept(stage: Stage) -> Reading:
    logging.getLogger("config.requests").setLevel(logging.ERROR)
    with undone():
        taker, record = licensee(), offered()
        client, said = browser(taker), stated(record)
        client.get(f"/licences/accept/{record.number}/")  # the screens before the button
        once(lambda: post(client, record, said))  # reads the rules for the first time
        asked = once(lambda: statements_of(lambda: post(client, record, said)))
        pause = stage.own(lambda: once(lambda: press(client, record, said)), TIMES) / 1000 / len(asked)
        raw = [("SAVEPOINT raw", None), *filter(is_of_the_matter, asked), ("RELEASE SAVEPOINT raw", None)]
        with acting(province=PROVINCE, user=taker.person.pk):
            return stage.alternate(
                ours=lambda: stage.sql(lambda: once(lambda: press(client, record, said)), TIMES),
                raw=lambda: stage.sql(lambda: once(lambda: run(raw, pause)), TIMES),
                rounds=ROUNDS,
            )


MEASURES: list[Measure] = [accept]
