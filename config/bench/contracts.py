"""P11: an acceptance through HTTP, beside the raw transaction with the same rows and locks. P13: a contract as PDF.

Every acceptance is undone; the raw transaction repeats the statements that lock and write, word for word.
"""

import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import uuid4

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.db import connection, connections, transaction
from django.http import HttpRequest
from django.test import Client
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from licensing import contract as contracts
from licensing import pdf
from licensing.models import Licence
from licensing.services import acceptance
from licensing.services.acceptance import Acceptance
from publication.choices import State
from publication.models import Record
from tenancy.actors import Actor, actor_of
from tenancy.credit_codes import complete
from tenancy.middleware import MEMBERSHIP_KEY
from tenancy.models import Membership, Organisation, Region, User
from tenancy.models.organisations import OwnerType, SizeClass, Standing
from tenancy.models.regions import Level
from tenancy.roles import Role
from tenancy.scope import acting

PROVINCE, TIMES, CONTRACTS = 21, 20, 100
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
    code = complete("91", "210100", "BENCH002")
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


def offered() -> Record:
    open_now = Record.objects.filter(province=PROVINCE, state=State.ACTIVE, fee_kind="lump_sum")
    return open_now.select_related("current", "province").order_by("-pk")[0]


def stated(record: Record) -> dict[str, str]:
    """What the page of an acceptance sends."""
    last = record.term_to.isoformat()
    place = {"use_place": "沈阳市浑南区", "scope": "永磁电机控制器", "starts_on": last, "ends_on": last}
    return place | {"key": str(uuid4()), "main": f"{record.number}:{record.current.number}", "accept": "1"}


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


def post(client: Client, record: Record) -> None:
    """One acceptance as a browser sends it; its answer leads to the licence."""
    answer = client.post(f"/licences/accept/{record.number}/", stated(record))
    if answer.status_code != 302 or not LICENCE.fullmatch(answer.headers["Location"]):
        raise AssertionError(f"the measure was not let through: {answer.status_code}")


def once(work: Callable[[], object]) -> None:
    """Do it and take it back, inside the transaction of the measure."""
    point = transaction.savepoint()
    work()
    transaction.savepoint_rollback(point)


def statements_of(work: Callable[[], object]) -> list[Statement]:
    """Those that lock or write rows of the matter, in their order; sessions and limits are not part of it."""
    found: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (sql.startswith(WRITES) or "FOR UPDATE" in sql) and "django_session" not in sql:
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        once(work)
    return found


def run(statements: list[Statement]) -> None:
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)


@measure("P11", "网上接受一项许可：PostgreSQL用时，对照同样写入和加锁的裸事务", unit="CPU ms/次", limit=1.5)
def accept(stage: Stage) -> Reading:
    logging.getLogger("config.requests").setLevel(logging.ERROR)
    with undone():
        actor, record = licensee(), offered()
        client = browser(actor)
        raw = statements_of(lambda: post(client, record))
        return stage.alternate(
            ours=lambda: stage.sql(lambda: once(lambda: post(client, record)), TIMES),
            raw=lambda: stage.sql(lambda: once(lambda: run(raw)), TIMES),
        )


@cache
def floor() -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    return fonts, CSS(string=pdf.STYLE.read_text(), font_config=fonts, url_fetcher=pdf.FontsOnly(), base_url="font:")


def bare(html: str) -> bytes:
    """WeasyPrint alone, warm, with fonts and style read once."""
    fonts, style = floor()
    drawn: bytes = HTML(string=html, url_fetcher=pdf.FontsOnly(), base_url="font:").write_pdf(
        stylesheets=[style], font_config=fonts
    )
    return drawn


def a_licence() -> Licence:
    record = offered()
    said = Acceptance(
        seen={record.number: record.current.number},
        key=uuid4(),
        use_place="沈阳市浑南区",
        scope="永磁电机控制器",
        starts_on=record.term_to,
        ends_on=record.term_to,
    )
    return acceptance.accept(said, by=licensee())


@measure("P13", "一份许可合同的PDF（连同取数），对照预热的 WeasyPrint 画同一HTML", unit="CPU ms/份", limit=1.1)
def contract(stage: Stage) -> Reading:
    with undone():
        key = a_licence().pk
        html = pdf.as_html(contracts.contract_of(Licence.objects.get(pk=key)))

        def ours() -> bytes:
            return pdf.as_pdf(contracts.contract_of(Licence.objects.get(pk=key)))

        return stage.alternate(ours=lambda: stage.cpu(ours, 5), raw=lambda: stage.cpu(lambda: bare(html), 5), rounds=5)


@measure("P13", "合同PDF的字节数，对照 WeasyPrint 画同一HTML", unit="kB", limit=1.1)
def size_of_contract(stage: Stage) -> Reading:
    with undone():
        made = contracts.contract_of(a_licence())
        ours, raw = len(pdf.as_pdf(made)) / 1000, len(bare(pdf.as_html(made))) / 1000
        return Reading(ours, raw)


@measure("P13", "100份合同：两个作业进程对照一个", unit="份/秒", least=1.7)
def two_workers(stage: Stage) -> Reading:
    with undone():
        html = pdf.as_html(contracts.contract_of(a_licence()))
    connections.close_all()
    return stage.alternate(ours=lambda: speed(html, 2), raw=lambda: speed(html, 1), rounds=1)


def speed(html: str, workers: int) -> float:
    """Contracts a second, drawn by so many processes that share the work."""
    started = time.perf_counter()
    children = [_draw(html, CONTRACTS // workers) for _ in range(workers)]
    for child in children:
        os.waitpid(child, 0)
    return CONTRACTS / (time.perf_counter() - started)


def _draw(html: str, times: int) -> int:
    child = os.fork()
    if child == 0:
        for _ in range(times):
            pdf.draw(html, identifier="0" * 32)
        os._exit(0)
    return child


MEASURES: list[Measure] = [accept, contract, size_of_contract, two_workers]
