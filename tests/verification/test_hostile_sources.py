"""What a hostile, careless or broken source tells: put aside with a reason, never believed, never a crash."""

import json
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories.verification import GazetteNoticeFactory, RegisterRecordFactory
from verification.checking import check
from verification.dossier import Dossier, LicenceKind
from verification.events import Action, EventKind, GazetteEvent, event_type
from verification.gazette import Unread, read_day, read_gazette
from verification.history import fold
from verification.imports import import_gazette
from verification.models import GazetteNotice, UnreadNotice
from verification.numbers import PatentNumber, read_cell
from verification.on_file import facts_on_file
from verification.registers.codec import BadFacts, facts_from_plain
from verification.registers.combining import combine
from verification.registers.protocol import Found, Unavailable
from verification.rules import Rules
from verification.until import holds_until

NUMBER = PatentNumber("201711193877.7")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TODAY = date(2026, 11, 20)
K = EventKind
EXCLUSIVE = {"record": "X1", "kind": "独占"}


def event(text: str) -> GazetteEvent | Unread:
    (found,) = read_gazette(f"法律状态公告日：20261110;专利号：{NUMBER};{text}")
    return found


def dossier(**facts):
    return Dossier(NUMBER, TODAY, facts_from_plain(facts, "省数据服务", NOW), term_end=date(2037, 12, 1))


# Time and memory ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["A" * 32_000, "CN" * 16_000, "ZL " * 10_000, "ZL" + " " * 32_000, "Z1" * 16_000])
def test_a_cell_of_rubbish_is_read_as_fast_as_any_other(text):
    started = time.process_time()
    assert all(reading.number is None for reading in read_cell(text))
    assert time.process_time() - started < 3  # it took 20 to 50


def test_blanks_between_the_parts_of_a_day_do_not_hold_up_the_reader():
    started = time.process_time()
    assert read_day("1234" + " " * 50_000 + "x") is None
    assert time.process_time() - started < 3  # it took minutes


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000])
def test_brackets_without_end_are_for_a_person(text):
    assert [type(entry) for entry in read_gazette(text)] == [Unread]


# Days -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2022-13-01", "2023-02-29"])
def test_a_day_of_no_year_of_ours_is_no_day(day):
    assert read_day(day) is None
    for name in ("filing_date", "extended_to", "ended_on"):
        with pytest.raises(BadFacts):
            facts_from_plain({name: day}, "省数据服务", NOW)


def test_years_without_measure_are_told_and_not_raised():
    with pytest.raises(BadFacts, match="年费"):
        facts_from_plain(json.loads('{"paid_years": 1e999}'), "省数据服务", NOW)


def test_the_last_day_of_all_times_means_that_no_end_is_known():
    held = dossier(licences=[EXCLUSIVE | {"until": "9999-12-31"}])
    assert held.facts.licences.value[0].until is None
    assert "exclusive" in {stop.code for stop in check(held, Rules()).stops}
    assert holds_until(held, Rules()) > TODAY


def test_a_licence_with_a_day_that_is_none_is_folded_all_the_same():
    licensed = event(
        "法律状态：专利实施许可合同备案的生效;备案号：X1;许可种类：独占许可;履行期限：2022.13.45至2023.02.30"
    )
    (kept,) = fold([licensed], TODAY, fetched_at=NOW).licences.value
    assert (kept.kind, kept.until) == (LicenceKind.EXCLUSIVE, None)


@pytest.mark.django_db
def test_a_record_kept_before_this_was_looked_at_silences_its_source_and_no_page():
    RegisterRecordFactory(number=NUMBER.normal, facts={"filing_date": "9999-12-31"})
    told = facts_on_file([NUMBER], TODAY)[NUMBER]
    assert [type(answer) for answer in told.answers] == [Unavailable]
    assert "申请日" in told.silent[0].reason


# Terms ----------------------------------------------------------------------------------------------------------


def test_a_term_that_was_extended_ends_too_even_where_the_filing_date_is_unknown():
    over = Dossier(PatentNumber("03112345.7"), TODAY, facts_from_plain({"extended_to": "2025-01-01"}, "登记簿", NOW))
    assert "term_over" in {stop.code for stop in check(over, Rules()).stops}
    living = facts_from_plain({"extended_to": "2030-01-01"}, "登记簿", NOW)
    late = Dossier(PatentNumber("03112345.7"), TODAY, living, term_end=date(2030, 1, 1))
    assert {"term_over", "term_beyond"} & {stop.code for stop in check(late, Rules()).stops} == {"term_beyond"}


# Words of the gazette --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["专利权的保全及其解除", "专利实施许可合同备案的生效、变更及注销", "专利权质押合同登记的生效、变更及注销"],
)
def test_a_heading_over_several_kinds_never_lifts_a_bar_by_itself(heading):
    assert event_type("", heading) is None
    assert isinstance(event(f"法律状态：{heading};登记号：Y1"), Unread)


def test_under_such_a_heading_the_words_of_the_announcement_decide():
    found = event("法律状态：专利权的保全及其解除;描述信息：专利权的保全IPC(主分类):G01M 7/08")
    assert (found.kind, found.consequence.action) == (K.PRESERVATION, Action.SUSPEND)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("避免重复授予专利权", K.ABANDONMENT),
        ("中止程序的恢复", K.PRESERVATION_LIFTED),
        ("未缴年费专利权终止的更正", K.CORRECTION),
        ("权利的恢复", K.RESTORATION),
        ("授权", K.GRANT),
    ],
)
def test_words_that_sound_like_something_else(words, kind):
    assert event_type("", words).kind == kind


@pytest.mark.parametrize(
    "details", ["变更事项：许可种类;变更前：普通许可;变更后：独占许可", "变更后许可种类：排他许可"]
)
def test_an_ordinary_licence_that_becomes_an_exclusive_one_suspends(details):
    changed = event(f"法律状态：专利实施许可合同备案的变更;备案号：X1;{details}")
    assert changed.consequence.action == Action.SUSPEND


# Contradictions --------------------------------------------------------------------------------------------------


def answers(*ends):
    told = [facts_from_plain({"licences": [EXCLUSIVE | ({"until": end} if end else {})]}, "来源", NOW) for end in ends]
    return combine([Found(facts, "来源", NOW) for facts in told]).facts.conflicts


def test_two_ends_of_one_licence_are_a_contradiction_that_the_first_source_does_not_hide():
    assert [conflict.name for conflict in answers("2020-01-01", "2030-01-01")] == ["licences"]
    assert answers("2020-01-01", None) == ()


def issue(*rows):
    return json.dumps([{"专利号": str(NUMBER), "公告日": "2026-11-10"} | row for row in rows]).encode()


@pytest.mark.django_db
def test_a_second_word_on_the_same_announcement_is_for_a_person():
    sold = {"代码": "TR01", "登记生效日": "2026-11-01", "变更后专利权人": "甲公司"}
    both = import_gazette(issue(sold, sold | {"变更后专利权人": "乙公司"}, sold), "issue.json")
    assert (both.new, both.known, both.unread) == (1, 1, 1)
    assert "内容不同" in UnreadNotice.objects.get().reason
    again = import_gazette(
        issue(sold | {"变更后专利权人": "甲 公司"}, sold | {"变更后专利权人": "乙公司"}), "issue.json"
    )
    assert (again.new, again.known, again.unread) == (0, 1, 1)
    assert UnreadNotice.objects.count() == 1


@pytest.mark.django_db
def test_a_licence_corrected_from_ordinary_to_exclusive_does_not_pass_as_known():
    licensed = {"代码": "EE01", "备案号": "X1", "许可种类": "普通许可"}
    import_gazette(issue(licensed), "issue.json")
    assert import_gazette(issue(licensed | {"许可种类": "独占许可"}), "issue.json").unread == 1


@pytest.mark.django_db
def test_an_announcement_of_tomorrow_is_for_a_person():
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    account = import_gazette(issue({"代码": "CF01", "公告日": tomorrow}), "issue.json")
    assert (account.new, account.unread, GazetteNotice.objects.count()) == (0, 1, 0)


@pytest.mark.django_db
def test_what_was_announced_on_the_day_of_the_export_but_came_in_later_counts():
    today = timezone.localdate()
    fetched = timezone.now() - timedelta(seconds=5)
    RegisterRecordFactory(number=NUMBER.normal, fetched_at=fetched)
    GazetteNoticeFactory(number=NUMBER.normal, kind=K.PRESERVATION, announced_on=timezone.localdate(fetched))
    assert len(facts_on_file([NUMBER], today)[NUMBER].facts.preservations.value) == 1
