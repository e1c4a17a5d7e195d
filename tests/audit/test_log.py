"""The log: a province reads its own, a city its subtree; narrowed, paged, exported, and opened event by event."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import log as pages
from audit import seals
from audit.log import trail_of
from audit.models import OWN_SUBTREE, WHOLE_PROVINCE, Event
from audit.record import record
from declarations.services import internal, submission
from tenancy.actors import system_actor
from tenancy.roles import Right, holders
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory


@pytest.fixture
def shenyang_matter(li):
    """Something that 李 of Shenyang did in a matter of Shenyang."""
    return record("tests.send_back", li.office, by=li, reason="附件不清晰", payload={"附件": "第 2 页"})


@pytest.fixture
def provincial_matter(zhao):
    return record("tests.open", zhao.province, by=zhao)


def labels(events):
    return [event.verb for event in events if event.verb.startswith("tests.")]


def test_a_city_reads_the_matters_of_its_subtree(li, wang, shenyang_matter, provincial_matter):
    assert labels(Event.objects.visible_to(li)) == ["tests.send_back"]
    assert labels(Event.objects.visible_to(wang)) == []


def test_a_province_reads_all_of_its_own(zhao, zhao_admin, shenyang_matter, provincial_matter):
    for actor in (zhao, zhao_admin):
        assert labels(Event.objects.visible_to(actor)) == ["tests.open", "tests.send_back"]


def test_neither_an_applicant_nor_another_province_reads_it(zhang, chen, shenyang_matter):
    assert labels(Event.objects.visible_to(zhang)) == []
    assert labels(Event.objects.visible_to(chen)) == []


def test_the_page_is_closed_to_applicants_and_strangers(client, zhang, li, shenyang_matter):
    assert client.get("/log/").status_code == 302
    assert client_of(zhang).get("/log/").status_code == 403


def test_an_event_of_another_city_is_not_found(wang, shenyang_matter):
    assert client_of(wang).get(shenyang_matter.get_absolute_url()).status_code == 404


def test_an_officer_sees_who_did_what_for_which_reason(li, shenyang_matter):
    assert "李娜" in client_of(li).get("/log/").content.decode()
    text = client_of(li).get(shenyang_matter.get_absolute_url()).content.decode()
    for said in ["附件不清晰", "李娜", "沈阳市知识产权局", "市级经办人", "第 2 页", "尚未封存"]:
        assert said in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"person": "李"}, True),
        ({"person": "王"}, False),
        ({"subject": "沈阳市"}, True),
        ({"subject": "大连市"}, False),
        ({"verb": "audit.export"}, False),
        ({"since": "2020-01-01"}, True),
        ({"until": "2020-01-01"}, False),
    ],
)
def test_the_log_can_be_narrowed(li, shenyang_matter, query, found):
    text = client_of(li).get("/log/", query).content.decode()
    assert (shenyang_matter.get_absolute_url() in text) is found


def test_the_last_day_of_a_stretch_is_included(li, shenyang_matter):
    today = timezone.localdate().isoformat()
    answer = client_of(li).get("/log/", {"since": today, "until": today})
    assert shenyang_matter.get_absolute_url() in answer.content.decode()


def test_a_stretch_that_ends_before_it_begins_is_told(li, shenyang_matter):
    text = client_of(li).get("/log/", {"since": "2026-03-05", "until": "2026-03-01"}).content.decode()
    assert "“到”不能早于“从”" in text
    assert shenyang_matter.get_absolute_url() not in text


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 40, "1' OR '1'='1"])
def test_a_cursor_that_is_none_begins_at_the_top(li, shenyang_matter, before):
    assert shenyang_matter.get_absolute_url() in client_of(li).get("/log/", {"before": before}).content.decode()


def test_the_pages_follow_each_other_without_a_gap(zhao, happen):
    written = {event.pk for event in happen(120)}
    seen, before = [], ""
    while True:
        text = client_of(zhao).get("/log/", {"verb": "", "before": before}).content.decode()
        seen += [int(number) for number in re.findall(r'href="/log/(\d+)/"', text)]
        link = re.search(r"before=(\d+)", text.partition('rel="next"')[2])
        if not link:
            break
        before = link[1]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen))
    assert written <= set(seen)


def test_fifty_events_cost_no_more_questions_than_one(zhao, happen):
    browser = client_of(zhao)
    happen()
    browser.get("/log/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/log/")
    happen(60)
    with CaptureQueriesContext(connection) as many:
        browser.get("/log/")
    assert len(few) == len(many)


def test_the_export_holds_what_the_page_shows_and_is_itself_recorded(li, shenyang_matter):
    answer = client_of(li).post("/log/export/", {"person": "李娜"})
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(line["办理人"], line["理由"]) for line in lines if line["事项"] == "tests.send_back"] == [
        ("李娜", "附件不清晰")
    ]
    told = Event.objects.get(verb="audit.export")
    assert (told.actor_name, told.payload) == ("李娜", {"filter": {"person": "李娜"}, "count": len(lines)})


def test_a_cell_that_looks_like_a_formula_stays_text(li):
    record("tests.act", li.office, by=li, reason='=HYPERLINK("http://example.org")')
    text = client_of(li).post("/log/export/").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text


def test_an_export_that_is_too_long_is_refused_in_words(zhao, happen, monkeypatch):
    monkeypatch.setattr(pages, "MOST_LINES", 5)
    happen(6)
    answer = client_of(zhao).post("/log/export/", headers={"Referer": "/log/"}, follow=True)
    assert "请缩小日期范围后再导出" in answer.content.decode()


def test_the_page_of_an_event_tells_how_it_stands_to_its_seal(zhao, happen):
    event = happen()[0]
    assert seals.standing(event) == seals.Standing.OPEN
    seals.seal(timedelta(0))
    assert seals.standing(event) == seals.Standing.FITS
    event.reason = "补记"
    assert seals.standing(event) == seals.Standing.BROKEN


def test_a_matter_shows_its_history_newest_first(li, shenyang_matter):
    since = timezone.now() - timedelta(days=3)
    record("tests.accept", li.office, by=system_actor(li.province), effective_at=since)
    text = render_to_string("audit/_trail.html", {"events": trail_of(li.office)})
    assert text.index("tests.accept") < text.index("tests.send_back") < text.index("附件不清晰")
    assert "生效时间" in text


def test_a_history_for_outsiders_names_places_only(li, shenyang_matter):
    assert {moment.who for moment in trail_of(li.office, names=False) if moment.text} == {"沈阳市知识产权局"}


def test_the_roles_page_promises_the_log_to_whom_it_opens():
    assert holders(Right.READ_LOG) == WHOLE_PROVINCE | OWN_SUBTREE


def test_of_what_is_still_inside_a_house_no_office_reads_nor_ever_what_was_said_there(zhang, li, zhao):
    draft = DeclarationFactory(by=zhang)
    objection = internal.object_to(draft, by=zhang, raised_by_name="吴工", ground="与合作方约定不得公开")
    assert not [officer for officer in (li, zhao) if Event.objects.visible_to(officer).of(draft).exists()]
    internal.decide(objection, by=zhang, upheld=False, decision="已与合作方谈妥")
    submission.submit(draft, by=zhang)
    for officer in (li, zhao):
        read = Event.objects.visible_to(officer).of(draft)
        assert "declaration.submit" in {event.verb for event in read}
        assert "合作方" not in str([event.reason for event in read])
