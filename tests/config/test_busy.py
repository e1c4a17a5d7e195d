"""Waiting for what somebody else holds ends in words and saves nothing; schema changes give way to people (M-2)."""

import sys
from html.parser import HTMLParser
from types import SimpleNamespace

import psycopg
import pytest
from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from audit.models import Event
from config import env, processes
from config.busy import BusyMiddleware
from config.embedded.postgres import SUPERUSER
from licensing.models import Licence
from tenancy.management.commands import migrate
from tests.cast import LIAONING, client_of
from tests.factories.publication import RecordFactory
from tests.isolation.test_might import address
from tests.licensing.test_faults import page_of

HOLD_NUMBERS = """
    INSERT INTO publication_numbercounter (province_id, series, year, last)
    VALUES (%s, 'licence', extract(year FROM now() AT TIME ZONE 'Asia/Shanghai'), 0)
"""
TABLE = "LOCK TABLE tenancy_region IN ACCESS EXCLUSIVE MODE"


@pytest.fixture
def somebody(db):
    """Another connection in the middle of its transaction."""
    with psycopg.connect(address(SUPERUSER)) as other:
        yield other
        other.rollback()


@pytest.fixture
def impatient(db):
    """This connection as the web server's, but for the number."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 50")
    yield
    connection.close()


class Fields(HTMLParser):
    """What the button of a page sends."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.feed(page.split("<main", 1)[1])

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "input":
            self.sent[told["name"]] = told["value"]


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_is_told_that_nothing_was_saved_and_presses_again(impatient, somebody, sun):
    with transaction.atomic():
        record, browser = RecordFactory(), client_of(sun)
    address_of_button = reverse("licensing:accept", args=[record.number])
    somebody.execute(HOLD_NUMBERS, [LIAONING])
    answer = browser.post(address_of_button, page_of(record))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "没有保存任何内容，请再按一次" in answer.text
    with transaction.atomic():
        assert [Licence.objects.count(), Event.objects.filter(verb="licence.accept").count()] == [0, 0]
    somebody.rollback()
    assert browser.post(address_of_button, Fields(answer.text).sent).status_code == 302
    with transaction.atomic():
        assert Licence.objects.count() == 1


def take_too_long():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")
        cursor.execute("SELECT pg_sleep(60)")


@pytest.fixture
def too_long(db):
    with pytest.raises(OperationalError) as fault:
        take_too_long()
    return fault.value


def test_a_page_that_takes_too_long_offers_itself_again_and_a_program_gets_json(too_long, rf):
    tell = BusyMiddleware(lambda _request: None).process_exception
    page, program = rf.get("/records/?q=电机"), rf.get("/api/v1/records/")
    page.user = SimpleNamespace(is_authenticated=False)
    answer = tell(page, too_long)
    assert (answer.status_code, 'href="/records/?q=' in answer.text) == (503, True)
    answer = tell(program, too_long)
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
    assert tell(page, OperationalError("the server closed the connection")) is None


def test_a_form_with_a_password_is_not_written_into_the_page(too_long, rf):
    form = rf.post("/accounts/login/", {"login": "zhang@example.cn", "password": "geheim-geheim"})
    form.user = SimpleNamespace(is_authenticated=False)
    answer = BusyMiddleware(lambda _request: None).process_exception(form, too_long)
    assert "请返回上一页再按一次" in answer.text
    assert "zhang@example.cn" not in answer.text


def test_web_and_worker_have_limits_of_their_own_and_the_operator_may_set_others(monkeypatch):
    def beginning(command):
        return command[: command.index(sys.executable)]

    assert beginning(processes.web(":1"))[1:] == [
        *("DATABASE_LOCK_SECONDS=10", "DATABASE_STATEMENT_SECONDS=30", "DATABASE_IDLE_SECONDS=120", "DATABASE_KEPT=1"),
    ]
    assert beginning(processes.worker())[1:3] == ["DATABASE_LOCK_SECONDS=60", "DATABASE_STATEMENT_SECONDS=3600"]
    monkeypatch.setenv("DATABASE_LOCK_SECONDS", "7")
    assert "DATABASE_LOCK_SECONDS=7" in processes.web(":1")
    assert env.limits(lock=3) == "-c lock_timeout=7s"


def test_a_connection_keeps_the_limits_it_was_given(db, monkeypatch):
    for name in processes.LIMITS_OF_WEB:
        monkeypatch.setenv(name, "0")
    assert env.limits(lock=3) == ""  # the operator's word goes before ours
    monkeypatch.setenv("DATABASE_IDLE_SECONDS", "120")
    monkeypatch.setenv("DATABASE_LOCK_SECONDS", "10")
    with psycopg.connect(address("platform_app"), options=env.limits()) as limited:
        told = [limited.execute(f"SHOW {name}").fetchone()[0] for name in ("lock_timeout", "statement_timeout")]
        assert [*told, *limited.execute("SHOW idle_in_transaction_session_timeout").fetchone()] == ["10s", "0", "2min"]


def take_the_table():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 20")
        cursor.execute("LOCK TABLE tenancy_region IN ROW SHARE MODE")


def test_a_migration_gives_way_and_comes_back_when_the_table_is_free(somebody):
    said = []
    somebody.execute(TABLE)
    migrate.patiently(take_the_table, said.append, pause=lambda _seconds: somebody.rollback())
    assert said == [migrate.GIVES_WAY]


def test_a_migration_that_never_gets_its_table_says_so_in_words(somebody, monkeypatch):
    monkeypatch.setattr(migrate, "TRIES", 2)
    somebody.execute(TABLE)
    with pytest.raises(CommandError, match="已完成的部分有效"):
        migrate.patiently(take_the_table, lambda _words: None, pause=lambda _seconds: None)


def test_another_fault_of_a_migration_is_not_tried_again(db):
    with pytest.raises(OperationalError, match="statement timeout"):
        migrate.patiently(take_too_long, pytest.fail, pause=pytest.fail)
