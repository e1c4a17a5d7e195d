"""A process killed at each statement of an acceptance and after the last, a database connection cut, a button pressed
by many at once: what was acknowledged is there exactly once, and what was not can be sent again (F1, F2)."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.urls import reverse

from audit.models import Event
from licensing.forms.acceptance import seen
from licensing.models import Licence, Turn
from licensing.services import acceptance
from outbox.models import Job
from tenancy.scope import acting
from tests.cast import LIAONING, client_of
from tests.factories.licensing import acceptance_of, member_of
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STATEMENTS = 80


@pytest.fixture
def firm(liaoning):
    with transaction.atomic():
        return member_of(OrganisationFactory())


def killed_at(number, stated, firm) -> bool:
    """Accept in a process of its own that is killed before its n-th statement; whether it came that far."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            asked = 0

            def count(execute, sql, params, many, context):
                nonlocal asked
                asked += 1
                if asked == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return execute(sql, params, many, context)

            with acting(province=LIAONING), connection.execute_wrapper(count):
                acceptance.accept(stated, by=firm)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def counts():
    with acting(province=LIAONING), transaction.atomic():
        events = Event.objects.filter(verb="licence.accept")
        jobs = Job.objects.filter(kind=acceptance.DRAW)
        return [rows.count() for rows in (Licence.objects, Turn.objects, events, jobs)]


def test_a_process_killed_at_any_statement_leaves_nothing_half_done(firm):
    with acting(province=LIAONING), transaction.atomic():
        stated = acceptance_of(RecordFactory())
    reached = 0
    for number in range(1, MOST_STATEMENTS):
        if not killed_at(number, stated, firm):
            break
        reached = number
        assert counts() == [0, 0, 0, 0], f"killed at statement {number}"
    assert reached > 12
    assert counts() == [1, 1, 1, 1]  # the run that was not killed
    with acting(province=LIAONING):
        acceptance.accept(stated, by=firm)  # the answer was lost on its way: pressed again
    assert counts() == [1, 1, 1, 1]


@pytest.mark.parametrize("number", [3, 8, 12])
def test_a_database_that_drops_the_connection_leaves_nothing_and_the_same_page_works_again(firm, number):
    with acting(province=LIAONING), transaction.atomic():
        stated, asked = acceptance_of(RecordFactory()), 0

    def cut(execute, sql, params, many, context):
        nonlocal asked
        asked += 1
        if asked == number:
            context["connection"].connection.close()
        return execute(sql, params, many, context)

    lost = pytest.raises((OperationalError, InterfaceError, psycopg.OperationalError), match="closed")
    with lost, acting(province=LIAONING), connection.execute_wrapper(cut):
        acceptance.accept(stated, by=firm)
    connections.close_all()
    assert counts() == [0, 0, 0, 0]
    with acting(province=LIAONING):
        acceptance.accept(stated, by=firm)
    assert counts() == [1, 1, 1, 1]


def page_of(record):
    last = record.term_to.isoformat()
    stated = {"use_place": "沈阳市", "scope": "电机", "starts_on": last, "ends_on": last, "accept": "1"}
    return stated | {"key": str(uuid4()), "main": seen(record)}


def pressed_in_a_process_that_dies(browser, address, page) -> bool:
    """A web process that is killed after the commit and before a byte of the answer; whether it came that far."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            written, commit = [], connection._commit

            def look(execute, sql, params, many, context):
                written.extend([sql] if 'INSERT INTO "licensing_licence"' in sql else [])
                return execute(sql, params, many, context)

            def die():
                commit()
                if written:
                    os.kill(os.getpid(), signal.SIGKILL)

            connection._commit = die
            with connection.execute_wrapper(look):
                browser.post(address, page)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_web_process_killed_between_commit_and_answer_has_made_one_licence_that_the_same_page_finds(sun):
    with transaction.atomic():
        record, browser = RecordFactory(), client_of(sun)
    address, page = reverse("licensing:accept", args=[record.number]), page_of(record)
    assert pressed_in_a_process_that_dies(browser, address, page)
    assert counts() == [1, 1, 1, 1]
    with transaction.atomic():
        licence = Licence.objects.get()
    assert browser.post(address, page).headers["Location"] == licence.get_absolute_url()
    told = browser.post(address, page_of(record), headers={"referer": address}, follow=True).content.decode()
    assert f"许可编号{licence.number}，无需重复办理" in told
    assert counts() == [1, 1, 1, 1]


def test_a_double_click_and_two_tabs_are_one_licence(sun):
    """Two tabs have two keys: the second is told that the licence is there already."""
    with transaction.atomic():
        record = RecordFactory()
        browsers = [client_of(sun) for _ in range(4)]
    first, second = page_of(record), page_of(record)
    address, start = reverse("licensing:accept", args=[record.number]), threading.Barrier(4)

    def press(browser, page):
        start.wait()
        try:
            return browser.post(address, page, headers={"referer": address}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, browsers, [first, first, second, second]))
    assert set(answers) == {302}
    with transaction.atomic():
        assert Licence.objects.count() == 1


def test_back_after_the_licence_and_an_expired_session_change_nothing(sun, client):
    with transaction.atomic():
        record, browser = RecordFactory(), client_of(sun)
    address, page = reverse("licensing:accept", args=[record.number]), page_of(record)
    licence = browser.post(address, page).headers["Location"]
    assert browser.post(address, page).headers["Location"] == licence
    asked = client.post(address, page_of(record))
    assert asked.headers["Location"].startswith(reverse("account_login"))
    with transaction.atomic():
        assert Licence.objects.count() == 1
