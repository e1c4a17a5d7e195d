"""Whatever is typed or sent, the answer is a page that says what was wrong; never a breakdown."""

import base64

import pytest
from django.test import Client

from tenancy.models.organisations import Tag, TagLevel
from tests.cast import client_of
from tests.factories.publication import RecordFactory


@pytest.fixture
def visitor() -> Client:
    return Client(REMOTE_ADDR="192.0.2.66")


@pytest.mark.parametrize(
    "address",
    [
        "/records/?province=%00",
        "/records/?city=21%000100",
        "/records/export.csv?province=%00",
        "/embed/?province=%00",
        "/api/v1/records/?province=%00&city=%00",
        "/announcements/?province=%00",
        "/verify/?number=LN%00&code=%00",
    ],
)
def test_a_zero_byte_in_a_search_is_passed_over(visitor, liaoning, address):
    RecordFactory()
    assert visitor.get(address).status_code == 200


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        *(("fee", "NaN"), ("fee", "1e999999"), ("fee", "Infinity"), ("fee", "-1")),
        *(("newest", "0001-01-01T00:00:00+23:59"), ("newest", "9999-12-31T23:59:59-23:59")),
    ],
)
def test_a_forged_cursor_is_refused_by_name(visitor, db, sort, value):
    cursor = base64.urlsafe_b64encode(f"{sort}|{value}|1".encode()).decode().rstrip("=")
    answer = visitor.get("/api/v1/records/", {"sort": sort, "cursor": cursor})
    assert answer.status_code == 400
    assert "cursor" in answer.json()


def test_a_link_with_a_figure_that_is_no_number_opens_nothing(visitor, db):
    assert visitor.get("/accounts/invitation/²./").status_code == 404


@pytest.mark.parametrize("province", ["22", "99999", "9" * 20])
def test_an_invitation_of_a_province_that_does_not_exist_is_not_found(zhang, province):
    assert client_of(zhang).get(f"/accounts/invitation/{province}/1/").status_code == 404


def test_a_record_number_with_a_zero_byte_is_not_found(sun):
    assert client_of(sun).get("/licences/accept/%00/").status_code == 404
    assert client_of(sun).post("/licences/accept/%00/enter/").status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_year_typed_wrong_is_said_at_the_filter_of_the_log(li, day):
    browser = client_of(li)
    assert "1900年至2199年" in browser.get("/log/", {"until": day}).content.decode()
    assert browser.post("/log/export/", {"until": day, "since": day}).status_code == 200


def test_a_year_typed_wrong_never_reaches_the_history_of_an_organisation(li, zhang):
    browser, number = client_of(li), zhang.organisation.pk
    typed = {"tag": Tag.MODEL_UNIVERSITY, "level": TagLevel.CITY, "since": "0002-01-01"}
    assert "1900年至2199年" in browser.post(f"/organisations/{number}/award/", typed).content.decode()
    assert browser.get(f"/organisations/{number}/").status_code == 200


def test_signs_that_no_document_can_hold_are_dropped_from_what_is_typed(zhao_admin, zhang):
    browser, one = client_of(zhao_admin), zhang.organisation
    typed = {"name": "沈阳\x08北方\x0b\u202e大学\ufffe", "region": one.region.code, "owner_type": one.owner_type}
    browser.post(f"/organisations/{one.pk}/change/", typed | {"size": "", "reason": "更名\0"})
    one.refresh_from_db()
    assert one.name == "沈阳北方大学"


@pytest.fixture
def draft(zhang):
    """The address of a declaration that 张 has begun."""
    return client_of(zhang).post("/declarations/new/")["Location"].removesuffix("tasks/")


@pytest.mark.parametrize("typed", ["²", "٣", "9" * 5000, "-1"])
def test_a_hidden_number_that_is_none_breaks_no_page_of_a_declaration(zhang, draft, typed):
    browser = client_of(zhang)
    browser.raise_request_exception = False
    assert browser.post(f"{draft}write/contact/", {"seen": typed, "window": "a"}).status_code == 200
    assert browser.post(f"{draft}submit/", {"seen_version": typed}).status_code == 302
    assert browser.post(f"{draft}rate/", {"stars": typed}).status_code == 302


def test_a_term_beyond_the_calendar_is_said_at_the_field(zhang, draft):
    typed = {"starts_on": "9999-12-31", "ends_on": "9999-12-31", "territory": "全国"}
    assert "1900年至2199年" in client_of(zhang).post(f"{draft}write/term/", typed).content.decode()


def test_a_consent_link_with_a_figure_that_is_no_number_opens_nothing(visitor, db):
    assert visitor.get("/declarations/consent/²./").status_code == 404
