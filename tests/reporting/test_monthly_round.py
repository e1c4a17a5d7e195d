"""Unit, city, province: who files, who gathers, what blocks, what is locked and how it is corrected."""

from collections import defaultdict
from copy import deepcopy
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from config.celery import TIMETABLE
from declarations.models import Declaration
from outbox.models import Job, Notice
from publication import announce
from publication.choices import AnnouncementKind
from reporting import rollup, tasks
from reporting.corrections import difference_table, differences
from reporting.models import Return
from reporting.pages import late_words
from reporting.periods import Month
from reporting.report import compose
from reporting.services import filing, rounds
from reporting.workbook import draw
from reporting.workflow import Action, Status
from tenancy.models import Region
from tenancy.refusals import Refused
from tenancy.regions import start_province
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import DALIAN, LIAONING, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.policy import WorkdayOverrideFactory
from tests.factories.publication import ChannelFactory, offers
from tests.factories.reporting import ReturnFactory, officer
from tests.factories.tenancy import platform

THIS = Month.of(timezone.now())
LAST = THIS.previous()


def dalian(status=Status.PREPARED):
    return ReturnFactory(region=region(DALIAN), status=status)


def imported(count):
    """Published elsewhere last month, told to us now."""
    batch = offers(count, region=region(DALIAN))
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=LAST.starts, kind=AnnouncementKind.IMPORT)


def test_the_round_of_liaoning_expects_fifteen_cities_and_the_province_though_all_are_silent(liaoning):
    assert rounds.prepare_offices(LAST, by=platform()) == 16
    assert Return.objects.of(LAST).beneath(region("210000")).count() == 15


def test_a_province_owes_nothing_for_the_months_before_it_took_part(liaoning):
    """Its bureau and its people are there some time before its first day."""
    start_province(liaoning, LAST.ends.date())
    assert rounds.prepare_offices(LAST, by=platform()) == 0
    start_province(liaoning, LAST.last_day)
    assert rounds.prepare_offices(LAST, by=platform()) == 16


def test_preparing_twice_changes_nothing(liaoning):
    rounds.prepare_offices(LAST, by=platform())
    assert rounds.prepare_offices(LAST, by=platform()) == 0


def test_the_nation_files_no_table_of_its_own_and_the_job_says_so_quietly(db):
    with acting(province=100):
        assert rounds.prepare_offices(LAST, by=platform()) == 0


def test_xinyang_expects_its_counties(db):
    with acting(province=41):
        rounds.prepare_offices(LAST, by=platform())
        expected = Return.objects.of(LAST)
        assert expected.filter(region__name="光山县", collector__name="信阳市").count() == 1


@pytest.mark.requirement("LN-36")
def test_a_pilot_unit_confirms_its_declarations_of_the_month(zhang, monkeypatch):
    DeclarationFactory(by=zhang, status="checking")
    rounds.prepare_units(THIS, by=platform())
    task = Return.objects.get(organisation=zhang.organisation)
    assert task.due_on == THIS.last_day
    with pytest.raises(Refused, match="当月最后一日起才能报备"):
        filing.submit(task, by=zhang)
    monkeypatch.setattr(timezone, "now", lambda: THIS.ends - timedelta(hours=1))
    edition = filing.submit(task, by=zhang)
    assert edition.cells["报备表"]["rows"][0][2] == Declaration.objects.get().patent_number
    task.refresh_from_db()
    assert (task.status, task.is_nil, task.is_late(THIS.last_day)) == (Status.SUBMITTED, False, False)


def test_a_unit_without_declarations_files_nil_and_a_late_one_is_marked(zhang, monkeypatch):
    DeclarationFactory(by=zhang, status="checking")
    rounds.prepare_units(THIS.next(), by=platform())
    task = Return.objects.get(organisation=zhang.organisation)
    monkeypatch.setattr(timezone, "now", lambda: THIS.next().ends + timedelta(days=2))
    filing.submit(task, by=zhang)
    task.refresh_from_db()
    assert task.is_nil
    assert task.is_late(task.due_on)


@pytest.mark.requirement("LN-37")
def test_the_city_files_the_province_gathers_and_then_it_is_locked(wang, zhao):
    imported(2)
    city = dalian()
    edition = filing.submit(city, by=wang)
    assert edition.cells["附件4"]["rows"][0][4] == 2
    filing.accept(city, by=zhao)
    city.refresh_from_db()
    with pytest.raises(Refused, match="当前状态为“已审收锁定”，不能上报"):
        filing.submit(city, by=wang)
    assert "审收并锁定；需要更正时由审收机构说明理由后重开" in filing.why_locked(city)
    assert "赵敏" in filing.why_locked(city)


@pytest.mark.requirement("HB-49")
def test_hubei_tells_its_progress_each_month_level_by_level_returned_accepted_and_locked(db):
    """定期汇总、上报: the same round as elsewhere, by the rules of Hubei."""
    with acting(province=42):
        rounds.prepare_offices(LAST, by=platform())
        whole = Return.objects.of(LAST).get(region__code="420000", organisation=None)
        city = Return.objects.of(LAST).beneath(whole.region).first()
        above, below = officer(whole.region, Role.PROVINCE_OFFICER), officer(city.region, Role.CITY_OFFICER)
        filing.submit(city, by=below)
        filing.send_back(city, by=above, notes="请核对")
        filing.submit(city, by=below)
        filing.accept(city, by=above)
        city.refresh_from_db()
        assert (city.status, city.editions) == (Status.ACCEPTED, 2)
        with pytest.raises(Refused, match="已审收锁定"):
            filing.submit(city, by=below)


def test_the_lower_level_comes_first(zhao):
    dalian()
    province = Return.objects.of(LAST).get(region__code="210000")
    with pytest.raises(Refused, match="沈阳市：待报，下级审收后才能上报"):
        filing.submit(province, by=zhao)


def test_a_month_that_has_not_ended_cannot_be_filed(wang):
    rounds.prepare_offices(THIS, by=platform())
    with pytest.raises(Refused, match="尚未结束"):
        filing.submit(Return.objects.of(THIS).get(region__code=DALIAN), by=wang)


def test_pressed_twice_it_is_one_edition(wang):
    city = dalian()
    filing.submit(city, by=wang)
    with pytest.raises(Refused, match="当前状态为“已报待审收”"):
        filing.submit(city, by=wang)
    assert city.told.count() == 1


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.SEND_BACK])
def test_nobody_gathers_but_the_office_above(wang, li, action):
    city = dalian(Status.SUBMITTED)
    for hand in (wang, li):
        with pytest.raises(Refused, match="您不能办理"):
            filing.VERBS[action](city, by=hand, notes="看过")


def test_nobody_files_for_another_city(li):
    with pytest.raises(Refused, match="您不能办理“上报”"):
        filing.submit(dalian(), by=li)


def test_a_return_without_a_reason_is_not_sent_back(wang, zhao):
    city = dalian(Status.SUBMITTED)
    with pytest.raises(Refused, match="请写明“退回”的理由"):
        filing.send_back(city, by=zhao)
    filing.send_back(city, by=zhao, notes="漏报沙河口区")
    assert city.turns.last().reason == "漏报沙河口区"
    filing.submit(city, by=wang)


@pytest.mark.requirement("LN-37")
def test_a_correction_is_another_edition_beside_the_first_with_what_changed(wang, zhao):
    imported(1)
    city = dalian()
    first = filing.submit(city, by=wang)
    filing.accept(city, by=zhao)
    imported(2)
    filing.reopen(city, by=zhao, notes="补录两件")
    with pytest.raises(Refused, match="更正须说明"):
        filing.submit(city, by=wang)
    second = filing.submit(city, by=wang, notes="补录两件")
    assert [edition.number for edition in city.told.all()] == [1, 2]
    first.refresh_from_db()
    book = load_workbook(BytesIO(bytes(second.workbook)))
    changed = [[cell.value for cell in row] for row in book["更正"].iter_rows(min_row=2)]
    assert ["附件4", "第1行", "已进行开放许可专利数量", "1", "3"] in changed
    assert "更正" not in load_workbook(BytesIO(bytes(first.workbook))).sheetnames


def test_what_was_told_is_written_again_byte_by_byte_with_the_old_knowledge(wang):
    imported(2)
    city = dalian()
    told = filing.submit(city, by=wang)
    imported(3)
    author = f"{wang.place_name} {wang.name}"
    again = compose(city.region, LAST, known_at=told.known_at, made_at=told.known_at, author=author)
    assert draw(again.book()) == bytes(told.workbook)


def test_a_figure_that_is_wrong_blocks_with_its_sentence(wang, monkeypatch):
    monkeypatch.setattr("reporting.report.recount", lambda *_: {"patents_opened": 7})
    city = dalian()
    with pytest.raises(Refused, match="已进行开放许可专利：表内0，重新计数7"):
        filing.submit(city, by=wang)
    assert city.told.count() == 0


def test_a_figure_that_falls_needs_a_reason(wang, monkeypatch):
    five = {**rollup.nothing(), "patents_opened": 5}
    monkeypatch.setattr("reporting.report.figures_at", lambda *_: defaultdict(lambda: five))
    city = dalian()
    with pytest.raises(Refused, match="请说明原因"):
        filing.submit(city, by=wang)
    filing.submit(city, by=wang, notes="上月误报")


@pytest.mark.parametrize(("days", "words"), [(-1, "明天到期"), (1, "已逾期")])
def test_the_filer_is_reminded_once_before_and_once_after_the_last_day(wang, days, words):
    city = dalian()
    morning = city.due_on + timedelta(days=days)
    filing.remind(morning, by=platform())
    filing.remind(morning, by=platform())
    notice = Notice.objects.get(user=wang.user)
    assert words in notice.sentence
    assert notice.link == city.get_absolute_url()


@pytest.mark.parametrize(("days", "words"), [(0, "今天到期"), (3, "已逾期")])
def test_a_morning_without_reminders_is_made_up_for_once(wang, days, words):
    city = dalian()
    for day in (days, days + 1 if days else days):
        filing.remind(city.due_on + timedelta(days=day), by=platform())
    assert [words in notice.sentence for notice in Notice.objects.filter(user=wang.user)] == [True]


def test_a_last_day_that_was_announced_since_as_a_day_off_moves_on(wang):
    city = dalian()
    Return.objects.update(due_on=date(2090, 1, 2))
    WorkdayOverrideFactory(day=date(2090, 1, 2))
    assert [rounds.move_on(today=timezone.localdate()) > 0 for _ in range(2)] == [True, False]
    city.refresh_from_db()
    assert city.due_on == date(2090, 1, 3)


def test_nobody_is_reminded_of_what_is_filed_or_far_away(wang):
    city = dalian(Status.SUBMITTED)
    assert not Return.objects.open().filter(pk=city.pk).exists()
    assert filing.remind(city.due_on - timedelta(days=9), by=platform()) == 0


def test_another_province_sees_nothing_of_it(liaoning):
    dalian()
    with acting(province=33):
        assert not Return.objects.exists()


def test_two_editions_that_are_equal_have_no_difference(wang):
    told = filing.submit(dalian(), by=wang)
    report = compose(Region.objects.get(code=DALIAN), LAST, known_at=told.known_at, made_at=told.known_at)
    assert differences(report.sheets, told.cells, told.cells) == []
    assert difference_table([]).rows == [("各表", "", "各栏与上一版相同", "", "")]


def test_a_contract_that_was_left_out_is_one_difference_whatever_stands_below_it(wang):
    told = filing.submit(dalian(), by=wang)
    report = compose(Region.objects.get(code=DALIAN), LAST, known_at=told.known_at, made_at=told.known_at)
    before, left_out = deepcopy(told.cells), ["大连理工", "海蓝公司", "201711540542.8", "5", ""]
    after = deepcopy(before)
    before["附件2"]["rows"] = [[n, f"权利人{n}", "孙公司", "201711540542.8", "1", ""] for n in range(1, 6)]
    after["附件2"]["rows"] = [[1, *left_out], *([n + 1, *row] for n, *row in before["附件2"]["rows"])]
    found = differences(report.sheets, before, after)
    assert {one.row for one in found} == {"第1行"}
    assert "大连理工" in [one.after for one in found]
    assert {one.row for one in differences(report.sheets, after, before)} == {"更正前第1行"}


def test_a_table_reopened_while_the_province_reads_stops_its_next_step(wang, zhao):
    """The page still shows the button; what is pressed meets the state as it is now."""
    city = dalian(Status.ACCEPTED)
    seen = Return.objects.get(pk=city.pk)
    filing.reopen(city, by=zhao, notes="补录一件")
    with pytest.raises(Refused, match="当前状态为“已重开待更正”"):
        filing.accept(seen, by=zhao)
    province = Return.objects.get(region__code="210000")
    with pytest.raises(Refused, match="大连市：已重开待更正，下级审收后才能上报"):
        filing.submit(province, by=zhao)
    assert not province.told.exists()


@pytest.fixture
def told_county(db):
    """Xinyang has told its table of last month, into which all of its counties went."""
    with acting(province=41):
        rounds.prepare_offices(LAST, by=platform())
        city = Return.objects.of(LAST).get(region__name="信阳市", organisation=None)
        counties = Return.objects.of(LAST).beneath(city.region)
        hand = officer(city.region, Role.CITY_OFFICER)
        counties.exclude(region__name="光山县").update(status="accepted", filed_at=timezone.now(), editions=1)
        county = counties.get(region__name="光山县")
        filing.submit(county, by=officer(county.region, Role.COUNTY_OFFICER))
        filing.accept(county, by=hand)
        filing.submit(city, by=hand)
        yield county, city, hand


def test_a_table_that_went_into_one_already_told_is_not_opened_under_it(told_county):
    """Else the office above accepts and locks a table whose part is just being corrected."""
    county, city, hand = told_county
    with pytest.raises(Refused, match="已上报，须先由上级退回"):
        filing.reopen(county, by=hand, notes="漏报一件")
    filing.send_back(city, by=officer(city.collector, Role.PROVINCE_OFFICER), notes="光山县须更正")
    assert filing.reopen(county, by=hand, notes="漏报一件").status == Status.REOPENED


def test_what_was_told_in_time_and_is_opened_for_a_correction_is_not_late_but_what_came_back_is(wang, zhao):
    """The board and the page of the return say the same."""
    city = dalian(Status.ACCEPTED)
    Return.objects.filter(pk=city.pk).update(due_on=timezone.localdate() - timedelta(days=3), filed_at=LAST.ends)
    for status, late in (("reopened", False), ("returned", True), ("submitted", False)):
        Return.objects.filter(pk=city.pk).update(status=status)
        city.refresh_from_db()
        assert (city.is_late(timezone.localdate()), bool(late_words(city))) == (late, late)


@pytest.mark.requirement("LN-36")
def test_a_unit_whose_first_declaration_comes_after_the_25th_confirms_that_month_too(zhang, monkeypatch):
    assert tasks_after(24, monkeypatch) == []
    DeclarationFactory(by=zhang, status="checking")
    assert tasks_after(23, monkeypatch) == []
    assert tasks_after(26, monkeypatch) == [THIS.last_day]


@pytest.mark.requirement("LN-36")
def test_a_unit_that_came_in_the_last_hours_gets_its_task_on_the_first_and_is_not_late_at_once(zhang, monkeypatch):
    DeclarationFactory(by=zhang, status="checking")
    monkeypatch.setattr(timezone, "now", lambda: THIS.ends + timedelta(hours=1))
    tasks.prepare(Job(province=zhang.province))
    task = Return.objects.of(THIS).get(organisation=zhang.organisation)
    assert not task.is_late(timezone.localdate())
    assert task.is_late(timezone.localdate() + timedelta(days=1))


def tasks_after(days, monkeypatch):
    """When the tasks of units are due that are there so many days into the month, if the timetable has its way."""
    moment = THIS.starts + timedelta(days=days, hours=1)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    if TIMETABLE["reporting.prepare_units"].latest(moment).date() == moment.date():
        tasks.prepare_units(Job(province_id=LIAONING))
    return list(Return.objects.of(THIS).exclude(organisation=None).values_list("due_on", flat=True))


def test_an_amount_told_as_0_and_then_as_0_with_decimals_has_not_changed_and_stands_as_printed(wang):
    told = filing.submit(dalian(), by=wang)
    report = compose(Region.objects.get(code=DALIAN), LAST, known_at=told.known_at, made_at=told.known_at)
    before, after = deepcopy(told.cells), deepcopy(told.cells)
    before["附件2"]["totals"][4], after["附件2"]["totals"][4] = "0", "0.0000"
    assert differences(report.sheets, before, after) == []
    after["附件2"]["totals"][4] = "5.0000"
    assert [(one.before, one.after) for one in differences(report.sheets, before, after)] == [("0.00", "5.00")]


@pytest.mark.requirement("LN-37")
def test_a_unit_for_which_nobody_acts_any_more_does_not_hold_up_its_city_for_ever(zhang, li, monkeypatch):
    DeclarationFactory(by=zhang, status="checking")
    rounds.prepare_offices(THIS, by=platform())
    rounds.prepare_units(THIS, by=platform())
    monkeypatch.setattr(timezone, "now", lambda: THIS.ends + timedelta(hours=1))
    city = Return.objects.of(THIS).get(region=li.region, organisation=None)
    with pytest.raises(Refused, match="沈阳北方科技大学：待报，下级审收后才能上报"):
        filing.submit(city, by=li)
    zhang.organisation.memberships.active().update(ended_at=timezone.now())
    assert filing.submit(city, by=li).number == 1
    assert Return.objects.of(THIS).open().filter(organisation=zhang.organisation).exists()
