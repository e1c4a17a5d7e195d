"""P11: an acceptance through HTTP, beside the raw transaction with the same rows and locks.

Ours is the press itself: a request to the address of the page, through every middleware, with all it asks the database
for session, person, place and rules. The raw transaction are those statements of one press that lock or write rows of
the matter, sent alone: the lock of the record; patent, two parties, step, record, three jobs, counter, licence, event.
What is compared is the processor time of PostgreSQL, of the one process that serves both: what a vacuum or a checkpoint
does meanwhile (more of it after a migration) is nobody's acceptance. Both begin with the scope of row-level security,
send what they send over a connection that stays, with plans that stay, and are committed, on a copy that is thrown
away. Between two statements of the raw transaction this process thinks as long as between two of the press: a server
that is asked without a pause keeps its caches, and is asked so by no web application. Each press and each raw
transaction is of a record that nobody has touched before: a row that is locked again and again lies in the cache,
while the pages of the next one are read for the first time, which a database just made or migrated makes dear.
"""

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client

from config.bench.house import on_a_copy
from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from licensing.models import Licence
from publication.choices import State
from publication.models import Record
from tenancy.actors import Actor, actor_of
from tenancy.credit_codes import complete
from tenancy.database.prepared import prepared
from tenancy.middleware import MEMBERSHIP_KEY
from tenancy.models import Membership, Organisation, Region, User
from tenancy.models.organisations import OwnerType, SizeClass, Standing
from tenancy.models.regions import Level
from tenancy.roles import Role
from tenancy.scope import acting

PROVINCE, TIMES, ROUNDS, FIRST_KEY = 21, 30, 7, 10**9
PASSES = 2 * (ROUNDS + 1) + 1  # ours and the raw ones with their warming, and one to see how long a press thinks
PRESSES = TIMES * PASSES + 2  # each of its own record: nobody gets a second licence of one
Statement = tuple[str, Any]
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


def times_for(records: int) -> int:
    """How often each round may press when there are so many records to be taken; among few it presses less often."""
    return min(TIMES, (records - 2) // PASSES)


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


@dataclass(frozen=True)
class Press:
    """The statements of one press, and what in them is its own."""

    statements: Sequence[Statement]
    record: Record
    licence: int
    number: str
    key: UUID

    def again(self, record: Record, licence: int) -> list[Statement]:
        """For another record and a licence of another key."""
        own: dict[Any, Any] = {self.record.pk: record.pk, self.record.number: record.number}
        own |= {self.licence: licence, self.number: f"B{licence}", self.key: uuid4()}
        own |= {str(self.licence): str(licence)}
        return [(sql, changed(params, own, f"{self.licence}:")) for sql, params in self.statements]


def changed(value: Any, own: dict[Any, Any], prefix: str) -> Any:
    """The same parameters with other keys, numbers and names, each of the type it had."""
    if isinstance(value, list | tuple):
        return type(value)(changed(part, own, prefix) for part in value)
    if isinstance(value, str) and value.startswith(prefix):
        return f"{own[prefix[:-1]]}:{value.removeprefix(prefix)}"
    if isinstance(value, int | str | UUID) and not isinstance(value, bool) and value in own:
        return type(value)(own[value]) if isinstance(value, int) else own[value]
    return value


def pressed(client: Client, record: Record, said: dict[str, Any]) -> Press:
    """One press through HTTP, taken down."""
    asked = statements_of(lambda: post(client, record, said))
    with acting(province=PROVINCE), transaction.atomic():
        made = Licence.objects.latest("pk")
        return Press(asked, record, made.pk, made.number, made.key)


def run(statements: Sequence[Statement], pause: float) -> None:
    """As a transaction of its own, with a scope, and with every reference checked at the commit."""
    with prepared(), acting(province=PROVINCE), transaction.atomic(), connection.cursor() as cursor:
        for sql, params in statements:
            think(pause)
            cursor.execute(sql, params)


def think(seconds: float) -> None:
    """What a web application does between two statements: it makes statements."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        str(Record.objects.filter(number="", current__number=1).query)


@measure(
    "P11", "网上接受一项许可（整个HTTP请求）：PostgreSQL用时，对照同样写入和加锁的裸事务", unit="CPU ms/次", limit=1.5
)
def accept(stage: Stage) -> Reading:
    logging.getLogger("config.requests").setLevel(logging.ERROR)
    with on_a_copy():
        with acting(province=PROVINCE), transaction.atomic():
            taker = licensee()
            open_now = [(each, stated(each)) for each in offers(PRESSES)]
            client, left, times = browser(taker), iter(open_now), times_for(len(open_now))
            record, said = next(left)
            client.get(f"/licences/accept/{record.number}/")  # the screens before the button
        post(client, record, said)  # reads the rules for the first time
        one, keys = pressed(client, *next(left)), count(FIRST_KEY)
        pause = stage.own(lambda: post(client, *next(left)), times) / 1000 / len(one.statements)
        raw = replace(one, statements=[each for each in one.statements if is_of_the_matter(each)])
        server = stage.served()
        return stage.alternate(
            ours=lambda: server.sql(lambda: post(client, *next(left)), times),
            raw=lambda: server.sql(lambda: run(raw.again(next(left)[0], next(keys)), pause), times),
            rounds=ROUNDS,
        )


MEASURES: list[Measure] = [accept]
