"""Stage and final reports of the programme: due, written in sections, told with figures of the system, taken."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from outbox.models import Notice
from publication import announce
from publication.choices import AnnouncementKind
from reporting.models import Summary
from reporting.periods import Month
from reporting.report import compose
from reporting.services import summaries as verbs
from reporting.workflow import Status
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import DALIAN, client_of, office, person, region
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import ChannelFactory, offers
from tests.factories.reporting import SECTIONS, SummaryFactory, SupplementFactory, officer
from tests.factories.tenancy import platform

LAST = Month.of(timezone.now()).previous()


@pytest.fixture
def dalian(wang) -> Summary:
    return SummaryFactory(region=region(DALIAN))


def page(actor, address):
    return unescape(client_of(actor).get(address).content.decode())


def filled(**other):
    return {heading: f"{heading}见下。" for heading in SECTIONS} | other


def imported(count):
    batch = offers(count, region=region(DALIAN))
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=LAST.starts, kind=AnnouncementKind.IMPORT)


def test_every_city_has_its_report_once_however_often_they_are_prepared(dalian):
    count = Summary.objects.filter(task="city_summary").count()
    assert count == 15
    assert verbs.prepare_summaries(by=platform()) == 0
    assert dalian.due_on == date(2022, 12, 31)
    assert "辽知办字〔2022〕4号 二（三）" in dalian.due_rule


@pytest.mark.requirement("LN-20")
def test_without_one_of_the_four_sections_it_is_refused_and_the_province_sees_who_is_missing(dalian, wang, zhao):
    verbs.write(dalian, filled(存在问题=" "), by=wang)
    with pytest.raises(Refused, match="缺少“存在问题”部分"):
        verbs.submit(dalian, by=wang)
    shown = page(wang, dalian.get_absolute_url())
    assert "还不能办理" in shown
    assert f"已逾期{(timezone.localdate() - dalian.due_on).days}天" in shown
    assert "大连市" in page(zhao, reverse("summaries:board")).split("逾期未报")[2].split("</p>")[0]
    verbs.write(dalian, filled(), by=wang)
    verbs.submit(dalian, by=wang)
    assert "大连市" not in page(zhao, reverse("summaries:board")).split("逾期未报")[2].split("</p>")[0]


@pytest.mark.requirement("CN-63")
def test_the_figures_of_a_report_are_those_of_the_tables_of_the_same_date(dalian, wang):
    imported(3)
    LicenceFactory()
    verbs.write(dalian, filled(), by=wang)
    told = verbs.submit(dalian, by=wang).told.get()
    report = compose(region(DALIAN), LAST, known_at=told.known_at, made_at=told.known_at)
    columns = [column.measure for column in report.statistics.form.columns]
    table = dict(zip(columns, report.statistics.rows[0], strict=True))
    figures = {name: value for name, value, _unit, _words in told.figures}
    assert figures["已进行开放许可专利"] == str(table["patents_opened"]) == "3"
    assert figures["达成许可"] == str(table["licences"])
    imported(2)
    told.refresh_from_db()
    assert figures == {name: value for name, value, _unit, _words in told.figures}


def test_from_writing_to_taking_through_the_pages(dalian, wang, zhao):
    client = client_of(wang)
    client.post(reverse("summaries:write", args=[dalian.pk]), {f"section-{n}": f"第{n}部分" for n in range(4)})
    client.post(reverse("summaries:act", args=[dalian.pk]), {"action": "submit"})
    assert "大连市开放许可试点总结报告" in page(zhao, reverse("desk"))
    client_of(zhao).post(reverse("summaries:act", args=[dalian.pk]), {"action": "send_back", "notes": "典型经验太少"})
    dalian.refresh_from_db()
    assert dalian.status == Status.RETURNED
    assert Notice.objects.filter(user=wang.user, sentence__contains="典型经验太少").exists()
    verbs.submit(dalian, by=wang)
    client_of(zhao).post(reverse("summaries:act", args=[dalian.pk]), {"action": "accept"})
    dalian.refresh_from_db()
    assert (dalian.status, dalian.editions) == (Status.ACCEPTED, 2)


def test_two_who_write_at_once_lose_nothing_of_each_other(dalian, wang):
    address = reverse("summaries:write", args=[dalian.pk])
    first, second = client_of(wang), client_of(officer(region(DALIAN), Role.CITY_OFFICER))
    seen = dict(re.findall(r'name="(was-\d)" value="([^"]*)"', second.get(address).content.decode()))
    first.post(address, seen | {"section-0": "甲写的情况"})
    second.post(address, seen | {"section-1": "乙写的经验"})
    dalian.refresh_from_db()
    assert [dalian.sections[heading] for heading in dalian.headings[:2]] == ["甲写的情况", "乙写的经验"]
    late = second.post(address, seen | {"section-0": "乙写的情况"}, headers={"referer": address}, follow=True)
    assert "已由他人修改" in late.content.decode()
    dalian.refresh_from_db()
    assert dalian.sections[dalian.headings[0]] == "甲写的情况"


def test_told_twice_is_refused_and_the_first_stays(dalian, wang):
    verbs.write(dalian, filled(), by=wang)
    verbs.submit(dalian, by=wang)
    with pytest.raises(Refused, match="当前状态为“已报待审收”"):
        verbs.submit(dalian, by=wang)
    with pytest.raises(Refused, match="当前状态为"):
        verbs.write(dalian, filled(试点情况="改写"), by=wang)
    assert dalian.told.count() == 1


def test_a_city_neither_sees_nor_writes_the_report_of_another(dalian, li):
    assert client_of(li).get(dalian.get_absolute_url()).status_code == 404
    with pytest.raises(Refused, match="您不能办理"):
        verbs.write(dalian, filled(), by=li)


def test_the_word_and_the_print_have_all_sections_figures_and_a_place_for_the_seal(dalian, wang):
    imported(2)
    verbs.write(dalian, filled(试点情况="第一段。\n第二段。"), by=wang)
    verbs.submit(dalian, by=wang)
    client = client_of(wang)
    word = client.get(reverse("summaries:word", args=[dalian.pk, 1])).content
    paper = Document(BytesIO(word))
    lines = [paragraph.text for paragraph in paper.paragraphs]
    assert lines[0] == "大连市开放许可试点总结报告"
    assert {"一、试点情况", "第一段。", "第二段。", "四、下一步安排"} <= set(lines)
    assert [cell.text for cell in paper.tables[0].rows[3].cells][:3] == ["已进行开放许可专利", "2", "件"]
    address = reverse("summaries:print", args=[dalian.pk, 1])
    content = client.get(address).content
    text = "".join(part.extract_text() for part in PdfReader(BytesIO(content)).pages)
    assert "大连市开放许可试点总结报告" in text
    assert "（盖章处）" in text
    assert client.get(address).content == content


@pytest.mark.requirement("CN-55")
def test_the_day_is_moved_with_a_reason_by_who_gathers(dalian, wang, zhao):
    day = timezone.localdate() + timedelta(days=30)
    with pytest.raises(Refused, match="由收报告的机构调整"):
        verbs.move_due_day(dalian, day, "制度全面实施推迟", by=wang)
    with pytest.raises(Refused, match="理由"):
        verbs.move_due_day(dalian, day, " ", by=zhao)
    client_of(zhao).post(reverse("summaries:due_day", args=[dalian.pk]), {"day": str(day), "reason": "全面实施推迟"})
    dalian.refresh_from_db()
    assert dalian.due_on == day
    assert dalian.due_rule.endswith(f"期限调整为{day}：全面实施推迟")


def test_who_is_refused_twice_on_one_page_comes_back_to_the_report(dalian, wang):
    """The page that names a fault of the form has the address of the act, which nobody can open."""
    act, answers = reverse("summaries:due_day", args=[dalian.pk]), {"day": "2030-01-08", "reason": "延期"}
    page = client_of(wang).post(act, answers, follow=True, headers={"referer": f"http://testserver{act}?from=desk"})
    assert page.redirect_chain == [(dalian.get_absolute_url(), 302)]
    assert "由收报告的机构调整" in page.content.decode()


def test_who_has_not_told_is_reminded_once_a_day(dalian, wang, zhao):
    day = timezone.localdate() + timedelta(days=1)
    verbs.move_due_day(dalian, day, "延期", by=zhao)
    for _ in range(2):
        verbs.remind(timezone.localdate(), by=platform())
    assert Notice.objects.filter(user=wang.user, sentence="大连市开放许可试点总结报告明天到期，请及时报送").count() == 1


@pytest.mark.parametrize(("days", "words"), [(5, "一周内到期"), (0, "今天到期"), (-3, "已逾期")])
def test_a_morning_without_reminders_is_made_up_for_once(dalian, wang, zhao, days, words):
    verbs.move_due_day(dalian, timezone.localdate() + timedelta(days=days), "延期", by=zhao)
    for morning in (timezone.localdate(), timezone.localdate() + timedelta(days=1 if abs(days) > 1 else 0)):
        verbs.remind(morning, by=platform())
    told = Notice.objects.filter(user=wang.user, sentence__contains="总结报告")
    assert [words in notice.sentence for notice in told] == [True]


@pytest.mark.parametrize(
    ("status", "days", "said"),
    [
        (Status.RETURNED, -1, "已退回，期限已过，请尽快修改后再次上报"),
        (Status.REOPENED, -1, "已重开，请更正后再次上报"),
        (Status.REOPENED, 5, "已重开，请更正后再次上报"),
        (Status.SUBMITTED, -1, None),
    ],
)
def test_an_office_that_told_in_time_is_not_told_that_it_is_late(wang, status, days, said):
    summary = SummaryFactory(region=region(DALIAN), status=Status.SUBMITTED)
    Summary.objects.filter(pk=summary.pk).update(status=status, due_on=timezone.localdate() + timedelta(days=days))
    verbs.remind(timezone.localdate(), by=platform())
    told = [notice.sentence for notice in Notice.objects.filter(user=wang.user, key__contains=":remind:")]
    assert told == ([f"{summary}{said}"] if said else [])


@pytest.mark.requirement("XY-12")
def test_a_county_of_xinyang_tells_a_stage_report_in_time_and_then_another(db):
    with acting(province=41):
        verbs.prepare_summaries(by=platform())
        first = Summary.objects.get(task="stage_summary", region__code="411522")
        assert (first.headings, first.due_on) == (["试点成效", "典型案例", "问题分析", "意见建议"], None)
        writer = officer(first.region, Role.COUNTY_OFFICER)
        with pytest.raises(Refused, match="请先报送"):
            verbs.begin_another(first, by=writer)
        verbs.write(first, dict.fromkeys(first.headings, "有") | {"问题分析": " "}, by=writer)
        with pytest.raises(Refused, match="缺少“问题分析”部分"):
            verbs.submit(first, by=writer)
        verbs.write(first, dict.fromkeys(first.headings, "有"), by=writer)
        verbs.submit(first, by=writer)
        second = verbs.begin_another(first, by=writer)
        assert str(second) == "光山县阶段性总结报告（2）"
        assert second.status == Status.PREPARED


@pytest.mark.requirement("HB-62", "HB-67")
def test_hubei_asks_its_cities_for_effects_and_cases_and_refuses_without_one(db):
    with acting(province=42):
        verbs.prepare_summaries(by=platform())
        report = Summary.objects.filter(task="summary").first()
        assert (report.headings, report.due_on) == (["试点成效", "典型案例"], date(2022, 12, 31))
        writer = officer(report.region, Role.CITY_OFFICER)
        verbs.write(report, {"试点成效": "达成三份许可。"}, by=writer)
        with pytest.raises(Refused, match="缺少“典型案例”部分"):
            verbs.submit(report, by=writer)


@pytest.mark.requirement("XY-13")
def test_a_supplement_appears_with_its_time(wang, zhao):
    before = timezone.localtime()
    client_of(wang).post(reverse("summaries:supplement"), {"part": "problem", "text": "质押专利许可须质权人同意。"})
    shown = page(zhao, reverse("summaries:board"))
    assert "问题分析 · 大连市" in shown
    assert "质押专利许可须质权人同意。" in shown
    assert f"{before:%Y-%m-%d %H}" in shown
    assert SupplementFactory().text
    with pytest.raises(Refused, match="请填写补充内容"):
        verbs.add_supplement("case", "  ", by=wang)


def test_the_nation_sees_which_provinces_are_missing(db):
    with acting(province=21):
        verbs.prepare_summaries(by=platform())
        final = Summary.objects.get(task="final_report")
        assert final.headings == list(SECTIONS)
    with acting(province=100):
        nation = person("国家局人员", "nation", office("国家知识产权局", "100000"), Role.NATION_STAFF)
        shown = page(nation, reverse("summaries:nation"))
    assert "浙江省" in shown
    assert "尚未生成" in shown
    assert str(final) == "辽宁省试点总结报告"
    assert str(final) in shown


def test_a_further_report_is_not_late_because_the_day_of_the_first_is_over(dalian, wang):
    verbs.write(dalian, filled(), by=wang)
    verbs.submit(dalian, by=wang)
    another = verbs.begin_another(dalian, by=wang)
    assert (dalian.due_on, another.due_on, another.is_late) == (date(2022, 12, 31), None, False)
