"""The open interface: what other platforms may take, and that they miss nothing."""

import hashlib
import io
import json
import threading
from datetime import date, datetime, timedelta

import jsonschema
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from publication import announce, standard
from publication.api import described
from publication.choices import Op, Outcome
from publication.models import Change, Record
from tenancy.actors import system_actor
from tenancy.models import Province
from tenancy.scope import acting
from tests.factories.days import FIRST
from tests.factories.publication import (
    FREE,
    AnnouncementFactory,
    ChannelFactory,
    ConsumerFactory,
    ContactFactory,
    OfferFactory,
    RecordFactory,
    VersionFactory,
    offers,
)

RECORDS, CHANGES = "/api/v1/records/", "/api/v1/changes/"


@pytest.fixture
def platform_client(liaoning):
    return Client()


def told(client, address, **params):
    answer = client.get(address, params)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.requirement("LN-44", "CN-28", "LN-06", "CN-06", "CN-29", "HB-14", "A3")
@pytest.mark.django_db
def test_a_record_carries_the_whole_standard(platform_client):
    record = RecordFactory()
    [item] = told(platform_client, RECORDS)["results"]
    jsonschema.validate(item, standard.schema(), format_checker=jsonschema.FormatChecker())
    assert (item["number"], item["scheme"], item["origin"]) == (record.number, "pilot", "ln")
    assert item["publisher"] == record.publisher
    assert item["terms"] == record.current.terms


@pytest.mark.django_db
def test_one_record_says_what_the_list_says_of_it(platform_client):
    """The list is asked anew each time, the one record by a question put into SQL once."""
    RecordFactory(terms=FREE)
    RecordFactory(withdrawn=True)
    for item in told(platform_client, RECORDS, state="all")["results"]:
        alone = told(platform_client, f"{RECORDS}{item['number']}/")
        assert {name: alone[name] for name in item} == item
        assert [version["terms"] for version in alone["versions"]] == [item["terms"]]


@pytest.mark.django_db
def test_nobody_is_told_of_a_number_that_was_never_given(platform_client):
    answer = platform_client.get(f"{RECORDS}LN2026999999/")
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


@pytest.mark.parametrize("item", standard.ITEMS, ids=lambda item: item.name)
def test_the_standard_refuses_a_record_that_lacks_an_item(item):
    lacking = {name: value for name, value in described.EXAMPLE.items() if name != item.name}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(lacking, standard.schema())


def test_the_example_keeps_the_standard():
    jsonschema.validate(described.EXAMPLE, standard.schema())
    jsonschema.validate(described.WITHDRAWN, described.change())


@pytest.mark.requirement("HB-14")
@pytest.mark.django_db
def test_workbook_rows_keep_the_same_standard(platform_client):
    RecordFactory()
    RecordFactory(terms=FREE)
    sheet = openpyxl.load_workbook(io.BytesIO(platform_client.get("/records/export.xlsx").content)).active
    for row in sheet.iter_rows(min_row=2, max_row=3, values_only=True):
        jsonschema.validate(from_cells(row), standard.schema())


def from_cells(row):
    """A row of the workbook as the standard has it."""
    return {item.name: from_cell(item, value) for item, value in zip(standard.ITEMS, row, strict=True)}


def from_cell(item, value):
    if item.type == "amount" and value is not None:
        return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if item.type == "date" else f"{value.isoformat()}+08:00"
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.django_db
def test_the_filters_are_those_of_the_page(platform_client):
    free = RecordFactory(terms=FREE, title="稀土发光材料")
    RecordFactory()
    for params in ({"fee_kind": "free"}, {"q": "稀土"}, {"q": free.patent_number}):
        assert [each["number"] for each in told(platform_client, RECORDS, **params)["results"]] == [free.number]
    assert told(platform_client, RECORDS, province="atlantis")["notes"]


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["newest", "fee", "term"])
@pytest.mark.parametrize("q", ["", "电机"])
def test_pages_follow_the_cursor_to_the_end(platform_client, sort, q):
    kinds = [FREE, {"kind": "lump_sum", "amount": "100"}, {"kind": "royalty", "rate": "2"}]
    AnnouncementFactory(offers=[OfferFactory(terms=kinds[n % 3]) for n in range(9)])
    page, seen = told(platform_client, RECORDS, limit=2, sort=sort, q=q), []
    while True:
        seen += [each["number"] for each in page["results"]]
        if not page["next"]:
            break
        page = platform_client.get(page["next"]).json()
    assert len(seen) == len(set(seen)) == 9


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "AAAA", "bmV3ZXN0fHh8MQ", "é" * 10, "bmV3ZXN0fDIwMjYtMDEtMDF8MQ", "A" * 9999])
def test_a_wrong_cursor_is_refused_in_words(platform_client, cursor):
    answer = platform_client.get(RECORDS, {"cursor": cursor})
    assert answer.status_code == 400
    assert "cursor" in answer.json()
    assert platform_client.get(CHANGES, {"since": cursor}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(("limit", "size"), [("1", 1), ("500", 200), ("0", 1), ("x", 50), ("-1", 50)])
def test_a_page_holds_two_hundred_at_most(platform_client, limit, size):
    AnnouncementFactory(offers=offers(3))
    assert len(told(platform_client, RECORDS, limit=limit)["results"]) == min(3, size)


@pytest.mark.django_db
def test_a_list_costs_a_fixed_number_of_queries(platform_client, django_assert_max_num_queries):
    AnnouncementFactory(offers=offers(30))
    scope = 2  # told to the transaction of this test and back; a real request has none
    with django_assert_max_num_queries(scope + 3):  # keys, rows and total
        told(platform_client, RECORDS, limit=30)
    with django_assert_max_num_queries(scope + 1):
        told(platform_client, CHANGES)


@pytest.mark.django_db
def test_one_record_tells_versions_and_changes(platform_client):
    record = VersionFactory().record
    item = told(platform_client, f"{RECORDS}{record.number}/")
    assert [version["number"] for version in item["versions"]] == [1, 2]
    assert [change["op"] for change in item["changes"]] == ["published", "changed"]
    assert platform_client.get(f"{RECORDS}LN1/").status_code == 404


@pytest.mark.requirement("LN-45", "HB-22", "CN-29")
@pytest.mark.django_db
def test_changes_tell_the_whole_life_in_order(platform_client, zhao):
    record = RecordFactory()
    start = told(platform_client, CHANGES)["next_since"]
    announce.suspend(record.number, by=zhao, ground="gazette", sentence="待核实")
    announce.resume(record.number, by=zhao, sentence="有效")
    announce.supersede(
        record.number, OfferFactory(patent_number=record.patent_number, terms=FREE), by=zhao, reason="降价"
    )
    announce.withdraw(record.number, by=zhao, ground="own_wish", sentence="自愿撤回")
    page = told(platform_client, CHANGES, since=start)
    assert [row["op"] for row in page["results"]] == ["suspended", "resumed", "changed", "withdrawn"]
    assert [row["recorded_at"] for row in page["results"]] == sorted(row["recorded_at"] for row in page["results"])
    assert platform_client.get(page["results"][-1]["url"].split("8000")[-1]).status_code == 200
    again = told(platform_client, CHANGES, since=page["next_since"])
    assert (again["results"], again["next_since"], again["more"]) == ([], page["next_since"], False)


@pytest.mark.django_db(transaction=True)
def test_a_cursor_skips_nothing_while_many_write_at_once():
    with acting(province=21):
        batches = {key: [[OfferFactory()] for _ in range(6)] for key in (21, 33)}
    channels = {key: channel_of(key) for key in (21, 33)}
    writers = [threading.Thread(target=write_all, args=(key, batches[key], channels[key])) for key in (21, 33)]
    for writer in writers:
        writer.start()
    seen, since = [], 0
    while any(writer.is_alive() for writer in writers) or Change.objects.filter(id__gt=since).exists():
        for change in Change.objects.filter(id__gt=since).order_by("id"):
            seen.append(change.pk)
            since = change.pk
    assert seen == list(Change.objects.order_by("id").values_list("pk", flat=True))
    assert len(seen) == Record.objects.count() == 12


def channel_of(key):
    with acting(province=key):
        return ChannelFactory()


def write_all(key, batches, channel):
    with acting(province=key):
        for batch in batches:
            announce.publish(batch, by=system_actor(Province.objects.get(pk=key)), channels=[channel])
    connection.close()


@pytest.mark.django_db
def test_who_has_the_answer_is_spared_it(platform_client):
    record = RecordFactory()
    for address in (RECORDS, CHANGES, f"{RECORDS}{record.number}/"):
        first = platform_client.get(address)
        again = platform_client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    since = platform_client.get(f"{RECORDS}{record.number}/")["Last-Modified"]
    assert platform_client.get(f"{RECORDS}{record.number}/", headers={"If-Modified-Since": since}).status_code == 304


def test_a_look_at_the_registers_is_news_to_who_has_the_record_already(platform_client):
    record = RecordFactory()
    Record.objects.filter(pk=record.pk).update(changed_at=timezone.now() - timedelta(days=3))
    since = platform_client.get(f"{RECORDS}{record.number}/")["Last-Modified"]
    announce.note_check([record], outcome=Outcome.FINE, source="登记簿")
    again = platform_client.get(f"{RECORDS}{record.number}/", headers={"If-Modified-Since": since})
    assert again.json()["checked_at"]


@pytest.mark.requirement("LN-44")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ended", "state", "word"),
    [
        ({"withdrawn_from": timezone.now()}, "withdrawn", "已撤回"),
        ({"term_from": FIRST - timedelta(days=9), "term_to": FIRST - timedelta(days=1)}, "expired", "期限届满"),
    ],
)
def test_interface_list_and_file_say_as_the_page_does_that_it_is_over(platform_client, ended, state, word):
    """In the minutes between the effect and the clock too, which alone moves the column."""
    record = RecordFactory()
    address = f"{RECORDS}{record.number}/"
    since = {"If-Modified-Since": platform_client.get(address)["Last-Modified"]}
    Record.objects.update(**ended)
    assert word in platform_client.get(record.get_absolute_url()).content.decode()
    assert told(platform_client, address)["state"] == state
    assert platform_client.get(address, headers=since).status_code == 200
    assert [item["state"] for item in told(platform_client, RECORDS)["results"]] == [state]
    line = platform_client.get("/records/").content.decode().partition(f'<li id="{record.number}">')[2]
    assert word in line.partition("</li>")[0]
    assert f",{state}," in platform_client.get("/records/export.csv").content.decode()


@pytest.mark.django_db
def test_the_allowance_is_told_and_kept(platform_client, monkeypatch):
    monkeypatch.setattr("publication.api.allowance.PER_MINUTE", 2)
    answers = [platform_client.get(CHANGES) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert int(answers[-1]["Retry-After"]) <= 60


@pytest.mark.django_db
def test_a_registered_platform_has_an_allowance_of_its_own(platform_client, monkeypatch):
    monkeypatch.setattr("publication.api.allowance.PER_MINUTE", 1)
    ConsumerFactory(key_hash=hashlib.sha256(b"secret").hexdigest(), per_minute=600)
    for _ in range(3):
        answer = platform_client.get(CHANGES, headers={"X-Api-Key": "secret"})
    assert answer["RateLimit-Limit"] == "600"
    assert platform_client.get(CHANGES, headers={"X-Api-Key": "guess"})["RateLimit-Limit"] == "1"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_through_the_interface(platform_client, method):
    record = RecordFactory()
    for address in (RECORDS, CHANGES, f"{RECORDS}{record.number}/"):
        assert getattr(platform_client, method)(address).status_code == 405


@pytest.mark.django_db
def test_no_answer_has_a_persons_number(platform_client):
    record = ContactFactory().record
    for address in (RECORDS, CHANGES, f"{RECORDS}{record.number}/"):
        assert b"13812345678" not in platform_client.get(address).content


@pytest.mark.requirement("F028")
@pytest.mark.django_db
def test_the_description_is_openapi_three_one_with_examples(platform_client):
    schema = platform_client.get("/api/v1/schema/").json()
    assert schema["openapi"] == "3.1.0"
    assert set(schema["paths"]) == {
        "/api/v1/records/",
        "/api/v1/records/{number}/",
        "/api/v1/changes/",
    }
    for path in schema["paths"].values():
        assert path["get"]["responses"]["200"]["content"]["application/json"]["examples"]
    assert {op.value for op in Op} <= set(json.dumps(schema).replace('"', " ").split())


@pytest.mark.django_db
def test_the_description_has_a_page_under_the_policy(platform_client):
    answer = platform_client.get("/api/v1/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "style=" not in page
    assert all("src=" in tag for tag in page.split("<script")[1:])
    assert platform_client.get("/api/v1/docs/?script=").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["newest", "fee", "term"])
def test_a_cursor_loses_and_doubles_nothing_while_records_come_and_go(platform_client, zhao, sort):
    AnnouncementFactory(offers=offers(9))
    there = set(Record.objects.values_list("number", flat=True))
    page, seen, gone = told(platform_client, RECORDS, limit=3, sort=sort), [], set()
    while True:
        seen += [each["number"] for each in page["results"]]
        if not page["next"]:
            break
        AnnouncementFactory(offers=offers(2))
        leaving = min(there - set(seen) - gone)
        announce.withdraw(leaving, by=zhao, ground="own_wish", sentence="自愿撤回")
        gone.add(leaving)
        page = platform_client.get(page["next"]).json()
    assert len(seen) == len(set(seen))
    assert there - gone <= set(seen) <= set(Record.objects.values_list("number", flat=True))
