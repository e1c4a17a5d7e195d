"""A board that was just shown is not counted again for its next page, and never shows what is no longer so."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publication import announce
from reporting.boards import shelf
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import platform

READS_RECORDS = "publication_change"


@pytest.fixture(autouse=True)
def empty_shelf(monkeypatch):
    monkeypatch.setattr(shelf, "KEPT", {})


@pytest.fixture
def record(liaoning):
    DeclarationFactory(status="checking")
    return RecordFactory()


def shown(actor, name="board", **query):
    return unescape(client_of(actor).get(reverse(f"boards:{name}"), query).content.decode())


def moment_of(page):
    return re.search(r"at=([^&\"]+)", page).group(1)


def test_the_next_page_of_a_wall_is_of_the_same_moment_and_reads_nothing_again(record, zhao):
    first = shown(zhao)
    with CaptureQueriesContext(connection) as asked:
        again = shown(zhao)
    assert moment_of(first) == moment_of(again)
    assert not [query for query in asked.captured_queries if READS_RECORDS in query["sql"]]


def test_the_rows_behind_a_number_that_was_just_shown_are_those_that_were_counted(record, zhao):
    link = re.search(r'href="(/boards/rows/patents_opened/[^"]*)"', shown(zhao)).group(1)
    with CaptureQueriesContext(connection) as asked:
        rows = unescape(client_of(zhao).get(link).content.decode())
    assert record.number in rows
    assert not [query for query in asked.captured_queries if READS_RECORDS in query["sql"]]


def test_as_soon_as_anything_happens_the_board_shows_it(record, zhao):
    before = moment_of(shown(zhao))
    announce.withdraw(record.number, by=platform(), ground="transfer", sentence="已转移")
    assert moment_of(shown(zhao)) != before


def test_a_minute_later_it_is_counted_again(record, zhao, monkeypatch):
    before = moment_of(shown(zhao))
    monkeypatch.setattr(shelf, "KEPT_FOR", shelf.KEPT_FOR * 0)
    assert moment_of(shown(zhao)) != before


def test_a_city_that_looks_after_its_province_sees_its_own_rows_only(record, zhao, wang):
    """What lies there is cut and guarded for each who looks."""
    shown(zhao)
    assert "210000" not in re.findall(r"region=(\d+)", shown(wang))


def test_nobody_keeps_more_than_a_few_provinces(record, zhao, monkeypatch):
    monkeypatch.setattr(shelf, "MOST_PROVINCES", 1)
    shelf.KEPT[1] = object()
    shown(zhao)
    assert set(shelf.KEPT) == {zhao.province.pk}
