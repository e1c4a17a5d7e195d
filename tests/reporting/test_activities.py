"""Trainings, inspections and publicity: who told what of which year, who told nothing, what became of a mistake."""

from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from audit.models import Event
from reporting.activity_pages import board_page
from reporting.models import Activity
from reporting.models.activities import ActivityKind
from reporting.services import activities
from reporting.services.activities import Held
from tenancy.models import Region
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import client_of, region
from tests.factories.activities import ActivityFactory, ActivityPaperFactory, sheet
from tests.factories.days import FIRST, THIS_YEAR
from tests.factories.reporting import officer
from tests.factories.tenancy import RegionFactory

BOARD = f"/activities/?year={THIS_YEAR}"


def page(actor, address=BOARD):
    return unescape(client_of(actor).get(address).content.decode())


def entry(**other):
    said = {"kind": "training", "held_on": f"{FIRST}", "topic": "开放许可办理实务", "persons": "35", "place": "市局"}
    return said | other


@pytest.mark.requirement("LN-69", "ZJ-32")
def test_a_city_tells_a_training_with_its_list_and_the_year_list_counts_it(wang, zhao):
    answer = client_of(wang).post(reverse("activities:tell"), entry(paper=sheet()), follow=True)
    shown = unescape(answer.content.decode())
    assert "开放许可办理实务" in shown
    assert "签到表.pdf" in shown
    ActivityFactory(by=wang, kind=ActivityKind.INSPECTION, persons=6)
    year = page(zhao)
    row = year.split('<th scope="row"><span>大连市</span>')[1].split("</tr>")[0]
    assert [cell.split("</span>")[0] for cell in row.split("<span>")[1:]] == ["0", "1", "1", "41", "政策宣传"]
    missing = year.split("全年尚无登记")[1].split("</p>")[0]
    assert "沈阳市" in missing
    assert "大连市" not in missing


def test_the_workbook_says_what_the_page_says(wang, zhao):
    ActivityFactory(by=wang, topic="=cmd|' /C calc'!A0", persons=12)
    content = client_of(zhao).get(f"/activities/workbook.xlsx?year={THIS_YEAR}").content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    units, one_by_one = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert ["大连市", 0, 1, 0, 12, "政策宣传、督导检查"] in units
    assert one_by_one[1] == ["=cmd|' /C calc'!A0", f"{FIRST}", "业务培训", "大连市", 12, "—"]


def test_another_year_is_another_list_and_a_senseless_year_is_this_one(wang):
    ActivityFactory(by=wang, held_on=date(2025, 12, 31), topic="年末检查")
    ActivityFactory(by=wang, held_on=date(2026, 1, 1), topic="年初培训")
    assert "年末检查" in page(wang, "/activities/?year=2025")
    assert "年初培训" not in page(wang, "/activities/?year=2025")
    for year in ("abc", "999999999999", "-1", "１"):
        assert f"{timezone.localdate().year}年培训" in page(wang, f"/activities/?year={year}")


def test_a_correction_replaces_and_both_stay_readable(wang):
    first = ActivityPaperFactory(by=wang).activity
    answer = client_of(wang).post(
        reverse("activities:correct", args=[first.pk]),
        entry(topic=first.topic, persons="53", reason="漏计线上参加人员"),
        follow=True,
    )
    shown = unescape(answer.content.decode())
    assert "漏计线上参加人员" in shown
    assert "签到表.pdf" in shown
    assert Activity.objects.standing().get().persons == 53
    assert "已被更正" in page(wang, first.get_absolute_url())
    with pytest.raises(Refused, match="已经更正或者作废"):
        activities.strike_out(first, "重复", by=wang)


def test_what_was_struck_out_is_counted_no_more(wang):
    told = ActivityFactory(by=wang)
    client_of(wang).post(reverse("activities:strike_out", args=[told.pk]), {"reason": "重复登记"})
    assert not Activity.objects.standing().exists()
    assert "已作废" in page(wang, Activity.objects.get(is_void=True).get_absolute_url())
    events = Event.objects.filter(verb__startswith="activity.").order_by("id")
    assert [(event.verb, event.reason) for event in events] == [
        ("activity.tell", ""),
        ("activity.strike_out", "重复登记"),
    ]


def test_what_has_not_been_held_is_refused_and_nothing_is_kept(wang):
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client_of(wang).post(reverse("activities:tell"), entry(held_on=str(tomorrow)), follow=True)
    assert "还没有到，举办之后再登记" in unescape(answer.content.decode())
    with pytest.raises(Refused, match="请填写主题"):
        activities.tell(Held(ActivityKind.TRAINING, timezone.localdate(), " ", 3), by=wang)
    hostile = sheet()
    hostile.file.seek(0)
    hostile.file.write(b"MZ\x90\x00")
    client_of(wang).post(reverse("activities:tell"), entry(paper=hostile))
    assert not Activity.objects.exists()


def test_a_city_neither_sees_nor_changes_what_another_told_and_another_province_nothing(wang, li, zhao, chen):
    told = ActivityPaperFactory(by=wang).activity
    assert client_of(li).get(told.get_absolute_url()).status_code == 404
    assert told.topic not in page(li)
    with pytest.raises(Refused, match="只有登记它的机构"):
        activities.strike_out(told, "不对", by=zhao)
    with acting(province=33):
        assert client_of(chen).get(told.get_absolute_url()).status_code == 404
    paper = reverse("activities:paper", args=[told.pk, told.papers.get().pk])
    answer = client_of(zhao).get(paper)
    assert b"".join(answer.streaming_content) == sheet().read()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client_of(li).get(paper).status_code == 404


def test_the_year_list_asks_as_many_questions_for_many_as_for_one(wang, zhao, django_assert_num_queries):
    ActivityFactory(by=wang)
    board_page(zhao, f"{THIS_YEAR}")
    ActivityFactory.create_batch(4, by=wang)
    with django_assert_num_queries(2):
        board_page(zhao, f"{THIS_YEAR}")


def test_what_a_county_held_before_it_ended_counts_for_the_one_that_came_in_its_place(db):
    """Else the new one is listed as silent, and the city seems to have held what it did not."""
    with acting(province=41):
        xinyang, old = region("411500"), region("411522")
        ActivityFactory(by=officer(old, Role.COUNTY_OFFICER), held_on=date(2026, 3, 12))
        Region.objects.filter(pk=old.pk).update(valid_to=date(2026, 6, 1))
        begins = {"level": "county", "valid_from": date(2026, 6, 1)}
        new = RegionFactory(name="光州县", parent=xinyang, province=xinyang.province, **begins)
        new.predecessors.add(old)
        shown = board_page(officer(xinyang, Role.CITY_OFFICER), "2026")
    assert {row[0]: row[2] for row in shown["unit_rows"] if row[2]} == {"光州县": 1}
    assert not {"光州县", "光山县"} & set(shown["missing"])
