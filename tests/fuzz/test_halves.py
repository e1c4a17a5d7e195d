"""What looks for halves sees each kind of them; without any, it says nothing."""

import uuid

import pytest
from django.utils import timezone

from declarations.models import Declaration
from declarations.services import drafts
from licensing.models import Licence, Turn
from publication.models import Record, Version
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import RecordFactory, VersionFactory
from tests.fuzz.halves import RULES, half_there
from tests.isolation.browsers import Browser, quietly


@pytest.fixture
def house(liaoning, zhang):
    """A licence, a record with two versions, a draft."""
    LicenceFactory()
    VersionFactory()
    DeclarationFactory(by=zhang)


def a_licence_alone():
    one = Licence.objects.get()
    one.pk, one.number, one.key = None, "", uuid.uuid4()
    one.save(force_insert=True)


def a_status_alone():
    Licence.objects.update(status="declined")


def a_step_alone():
    one = Turn.objects.get()
    one.pk = None
    one.save(force_insert=True)


def out_without_a_record():
    said = {"record_number": "LN2026999999", "published_at": timezone.now(), "published_by": 1}
    Declaration.objects.update(status="published", **said)


def a_number_alone():
    Declaration.objects.update(record_number=Record.objects.first().number)


def the_version_before():
    older = Version.objects.filter(number=1).latest("id")
    Record.objects.filter(pk=older.record_id).update(current=older)


def a_record_alone():
    one = RecordFactory()
    version = one.current
    version.pk, version.number = None, 2
    version.save(force_insert=True)
    one.pk, one.number, one.patent_number, one.current = None, "LN2026999999", "201910000001.1", version
    one.save(force_insert=True)


BROKEN = {
    a_licence_alone: [
        "a licence without one acceptance",
        "a licence that is not where its last step led",
        "a licence without both sides",
        "a licence without a patent",
    ],
    a_status_alone: ["a licence that is not where its last step led"],
    a_step_alone: ["a licence without one acceptance", "a licence without an event for each of its steps"],
    out_without_a_record: ["a declaration that is out without a record"],
    a_number_alone: ["a declaration with a record that is not out"],
    the_version_before: ["a record that does not show its last version"],
    a_record_alone: ["a record that does not show its last version", "a record without a word in the feed"],
}


@pytest.mark.parametrize("breaking", BROKEN, ids=lambda breaking: breaking.__name__)
def test_control_each_half_is_named(house, breaking):
    assert half_there() == []
    breaking()
    assert set(BROKEN[breaking]) <= {told.rsplit(" (", 1)[0] for told in half_there()}


def test_control_no_rule_is_without_a_half_that_breaks_it():
    assert set().union(*BROKEN.values()) == set(RULES)


def test_control_what_a_page_leaves_half_done_is_seen_before_it_is_forgotten(house, zhang, monkeypatch):
    """The status is saved, and the page answers as if all were well."""
    monkeypatch.setattr(drafts, "discard", lambda *_how, **_more: out_without_a_record())
    found: list[str] = []
    visitor = Browser(client_of(zhang).cookies, then=lambda: found.extend(half_there()))
    address = f"/declarations/{Declaration.objects.get().pk}/discard/"
    with quietly():
        visitor.visit("POST", address, data="reason=1", content_type="application/x-www-form-urlencoded")
    assert found == ["a declaration that is out without a record (1)"]
    assert half_there() == []
