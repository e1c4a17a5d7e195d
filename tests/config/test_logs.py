"""Each line of the log is JSON and names its request or job; people's data stays out of it."""

import json
import logging

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from config.logs import JsonFormatter
from outbox.queue import enqueue
from outbox.registry import HANDLERS
from outbox.runner import work
from tenancy.scope import acting
from tests.factories.tenancy import UserFactory


@pytest.fixture
def lines():
    """The lines written during the test."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    keep = Keep()
    keep.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(keep)
    yield written
    logging.getLogger().removeHandler(keep)


def test_the_page_of_a_fault_names_the_number_of_its_line(client, settings, monkeypatch):
    """Whoever met it tells the number, and its line is found."""
    monkeypatch.setattr("config.start.page", lambda _province: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert f"<code>{answer['X-Request-ID']}</code>" in answer.content.decode()


def test_a_request_has_one_line_under_the_name_its_answer_carries(client, lines):
    answer = client.get("/healthz?phone=13800000000")
    line = next(line for line in lines if line["words"] == "request")
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["path"], line["status"]) == ("/healthz", 200)
    assert "13800000000" not in str(lines)


def test_the_name_given_by_the_proxy_is_kept(client):
    assert client.get("/healthz", headers={"X-Request-ID": "edge-20260305-17"})["X-Request-ID"] == "edge-20260305-17"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/accounts/invitation/21.s3cret-s3cret/", "/accounts/invitation/…/"),
        ("/accounts/confirm-email/s3cret-s3cret/", "/accounts/confirm-email/…/"),
        ("/accounts/password/reset/key/1-s3cret-s3cret/", "/accounts/password/reset/key/1-…/"),
        ("/declarations/consent/21.s3cret-s3cret/", "/declarations/consent/…/"),
        ("/ln/policy/min_term_months/", "/ln/policy/min_term_months/"),
    ],
)
def test_the_secret_of_a_link_stays_out_of_the_line_of_its_request(client, db, lines, address, told):
    client.get(address)
    assert [line["path"] for line in lines if line["words"] == "request"] == [told]


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/invitation/21.s3cret-s3cret",
        "/accounts/invitation/21.s3cret-s3cret/",
        "/declarations/consent/x.s3cret/",
    ],
)
def test_it_stays_out_of_the_lines_of_the_library_too(db, lines, address):
    Client(enforce_csrf_checks=True).post(address)  # refused: no token of the form
    Client().get(address)
    assert {line["logger"] for line in lines} >= {"config.requests"}
    assert "s3cret" not in str(lines)


def test_a_row_the_database_refused_stays_out_of_the_traceback(db, lines):
    one = {"email": "zhang@example.cn"}
    UserFactory(**one)
    try:
        with transaction.atomic():
            UserFactory(**one)
    except IntegrityError:
        logging.getLogger("tests").exception("没有办成")
    assert "tenancy_user_email_key" in lines[0]["error"]
    assert "zhang@example.cn" not in lines[0]["error"]


@pytest.mark.parametrize("bad", ["short", "x" * 65, "line\u2028break-of-a-kind", '{"level":"INFO"}'])
def test_a_name_that_could_forge_a_line_is_not(client, bad):
    assert client.get("/healthz", headers={"X-Request-ID": bad})["X-Request-ID"] != bad


def test_what_a_job_says_names_the_job(db, lines, monkeypatch):

    monkeypatch.setitem(HANDLERS, "tests.talk", lambda job: logging.getLogger("tests").info("核验"))
    with acting(province=21):
        job = enqueue("tests.talk", key="1")
        work(21)
    assert [line["job"] for line in lines if line["words"] in {"核验", "job done"}] == [job.pk, job.pk]


def test_a_fault_is_one_line_with_its_traceback(lines):
    try:
        raise ValueError("坏了")
    except ValueError:
        logging.getLogger("tests").exception("没有办成", extra={"what": {1, 2}})
    assert "ValueError: 坏了" in lines[0]["error"]
    assert lines[0]["what"] == "{1, 2}"
