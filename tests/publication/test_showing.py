"""The page of a record is drawn once for many readers, and never shows what is no longer so."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publication import announce
from publication.choices import Mode, Outcome
from publication.models import Channel, Record
from tests.cast import client_of
from tests.factories.publication import (
    FREE,
    ChannelFactory,
    ContactFactory,
    OfferFactory,
    RecordFactory,
    VersionFactory,
)
from tests.factories.tenancy import platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]
HOSTILE = '<script>alert("1")</script> %s %(title)s {x} 100% &amp;'
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def main_of(answer) -> str:
    """The middle of the page; in whose name a form was opened stands only where somebody is signed in."""
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL).group()
    return re.sub(r'<input type="hidden" name="(csrfmiddlewaretoken|acting_as)"[^>]*>', "", main)


def read(record, query="") -> str:
    return main_of(Client().get(record.get_absolute_url() + query))


def with_two_versions():
    record = RecordFactory()
    VersionFactory(record=record, terms=FREE)
    return record


def in_notice(record, **later):
    day = timezone.now() + timedelta(**later)
    announce.withdraw(record.number, by=platform(), ground="own_wish", sentence="撤回", effective_at=day)


CASES = {
    "on offer": RecordFactory,
    "with somebody to call": lambda: ContactFactory().record,
    "suspended": lambda: RecordFactory(suspended=True),
    "withdrawn": lambda: RecordFactory(withdrawn=True),
    "in two versions": with_two_versions,
    "for sale": lambda: RecordFactory(mode=Mode.TRANSFER),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("query", ["", "?version=1"])
def test_strangers_and_the_signed_in_read_the_same_record(zhang, case, query):
    record = CASES[case]()
    signed_in = main_of(client_of(zhang).get(record.get_absolute_url() + query))
    assert read(record, query) == signed_in
    assert read(record, query) == signed_in  # as kept


EVENTS = {
    "it was checked again": lambda record: announce.note_check(
        [record], outcome=Outcome.FINE, source="专利登记簿副本", sentence="年费已缴"
    ),
    "its terms changed": lambda record: announce.supersede(
        record.number, OfferFactory(terms=FREE, patent_number=record.patent_number), by=platform(), reason="降价"
    ),
    "it was suspended": lambda record: announce.suspend(
        record.number, by=platform(), ground="lapsed", sentence="未缴年费"
    ),
    "it was withdrawn": lambda record: announce.withdraw(
        record.number, by=platform(), ground="own_wish", sentence="权利人撤回"
    ),
    "its withdrawal was announced": lambda record: in_notice(record, days=7),
    "it stands on another platform": lambda record: announce.show_on(
        record.number, ChannelFactory(name="技术交易市场"), by=platform()
    ),
    "a platform has another name": lambda record: Channel.objects.filter(presences__record=record).update(
        name="新名称平台"
    ),
    "the declaration of article 50 was made": lambda record: announce.carry_over(
        record.number, by=platform(), statutory_number="XK2026000001"
    ),
    "nobody may call any more": lambda record: announce.forget_contact(record.number, by=platform()),
}


@pytest.mark.requirement("F025", "LN-35")
@pytest.mark.parametrize("event", EVENTS)
def test_the_page_follows_at_the_next_look_when(zhang, event):
    record = ContactFactory().record
    before = [read(record), read(record)]
    EVENTS[event](record)
    after = read(record)
    assert before == [before[0]] * 2
    assert after != before[0]
    assert after == main_of(client_of(zhang).get(record.get_absolute_url()))


@pytest.fixture
def clock(monkeypatch):
    """Moves the time of this process on by so much."""
    now = timezone.now

    def move(**on):
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(**on))

    return move


def test_the_end_of_a_notice_shows_without_anybodys_doing(clock):
    record = RecordFactory()
    in_notice(record, minutes=50, seconds=30)
    assert "还有50\xa0分" in read(record)
    clock(minutes=20)
    assert "还有30\xa0分" in read(record)
    clock(minutes=51)
    assert "不再接受许可" in read(record)


def test_the_last_day_of_a_term_shows_without_anybodys_doing(clock):
    record = RecordFactory()
    assert "届满" not in read(record)
    clock(days=(record.term_to - timezone.localdate()).days + 1)
    assert "届满" in read(record)


def test_each_reader_has_a_token_of_their_own_for_the_button(client):
    address = ContactFactory().record.get_absolute_url()
    readers = [Client(enforce_csrf_checks=True) for _each in range(2)]
    tokens = [TOKEN.findall(reader.get(address).content.decode())[-1] for reader in readers]
    assert tokens[0] != tokens[1]
    for reader, token in zip(readers, tokens, strict=True):
        shown = reader.post(f"{address}contact/", {"csrfmiddlewaretoken": token})
        assert "13812345678" in shown.content.decode()


def test_a_page_without_a_form_gives_no_cookie():
    assert not Client().get(RecordFactory().get_absolute_url()).cookies


def test_what_people_wrote_stays_text():
    record = RecordFactory(title=HOSTILE)
    for _look in range(2):
        page = Client().get(record.get_absolute_url()).content.decode()
        assert "<script>alert" not in page
        assert page.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; %s %(title)s {x} 100% &amp;amp;") == 3


def test_readers_of_english_and_of_chinese_have_pages_of_their_own():
    record, english = RecordFactory(), Client(headers={"accept-language": "en"})
    chinese = read(record)
    assert main_of(english.get(record.get_absolute_url())) != chinese
    assert read(record) == chinese


def test_who_reads_it_again_asks_the_register_once():
    address = RecordFactory().get_absolute_url()
    Client().get(address)
    with CaptureQueriesContext(connection) as asked:
        Client().get(address)
    assert len([each for each in asked.captured_queries if "publication_" in each["sql"]]) == 1


def test_a_version_that_never_was_is_not_found():
    address = Record.objects.get(pk=RecordFactory().pk).get_absolute_url()
    assert Client().get(f"{address}?version=7").status_code == 404
    assert Client().get(f"{address}?version=x").status_code == 200
