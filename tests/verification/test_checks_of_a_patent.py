"""One table of cases per check: what an owner or an officer is told, and on which clause it rests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from tests.verification.clean_patent import DESIGN, INVENTION, UTILITY_MODEL, clean_dossier, clean_facts, known, number
from verification.checking import CHECKS, check
from verification.dossier import (
    AskedFee,
    Burden,
    Conflict,
    Consent,
    Elsewhere,
    LicenceKind,
    Owner,
    PatentFacts,
    RecordedLicence,
    Reference,
    ReportKind,
    Status,
)
from verification.findings import Item, Level, Report
from verification.rules import ReportRule, Rules
from verification.until import holds_until

STOP, ASK, NOTE = Level.STOP, Level.ASK, Level.NOTE
NATION, STRICT = Rules(), Rules(report=ReportRule.REQUIRED, min_term_months=12)


def said(dossier, rules=NATION):
    return {finding.code: finding.level for finding in check(dossier, rules).findings}


def licence(kind, **changes):
    return known((RecordedLicence("X2023210000001", kind, "某公司", **changes),))


def pledge(**changes):
    return known((Burden("Y2024210000001", "某银行", date(2024, 1, 5), **changes),))


def test_a_clean_patent_passes_every_check():
    report = check(clean_dossier(), STRICT)
    assert report.passes
    assert report.findings == ()
    assert [item.item for item in report.items] == list(Item)


# fmt: off
FACTS = [
    # number, type, what the register knows
    ({}, {"number": number("203011193877")}, NATION, {"number_future": STOP}),
    ({}, {"number": number("201711193877")}, NATION, {"filing_date": ASK}),
    ({"title": known("一种  电池")}, {}, NATION, {}),
    ({"title": known("一种电机")}, {}, NATION, {"title": ASK}),
    # granted or pending
    ({"status": known(Status.PENDING)}, {}, NATION, {"pending": STOP}),
    ({"status": known(Status.PENDING)}, {}, Rules(pending_allowed=True), {"pending": NOTE}),
    # in force
    ({"status": None}, {}, NATION, {"status_unknown": ASK}),
    ({"status": known(Status.LAPSED)}, {}, NATION, {"ended": STOP}),
    ({"status": known(Status.EXPIRED)}, {}, NATION, {"ended": STOP}),
    ({"status": known(Status.ABANDONED)}, {}, NATION, {"ended": STOP}),
    ({"status": known(Status.INVALID)}, {}, NATION, {"ended": STOP}),
    ({"status": known(Status.REFUSED)}, {}, Rules(pending_allowed=True), {"ended": STOP}),
    ({"filing_date": known(date(2006, 11, 20))}, {"term_end": None}, NATION, {"annual_fee": STOP, "term_over": STOP}),
    ({"filing_date": known(date(2006, 11, 20)), "extended_to": known(date(2027, 5, 1)), "paid_years": known(20)},
     {"term_end": None}, NATION, {}),
    ({"filing_date": None}, {"number": number("200511193877"), "term_end": None}, NATION,
     {"annual_fee_unknown": NOTE, "term_over": STOP}),
    ({"partly_invalid": known("第12345号决定")}, {}, NATION, {"partly_invalid": ASK}),
    # annual fees: grace is a bar too, a receipt helps, silence is asked where wanted
    ({"paid_years": known(8)}, {}, NATION, {"annual_fee": STOP}),
    ({"paid_years": known(8)}, {"receipt_paid_years": 9}, NATION, {}),
    ({"paid_years": None}, {}, NATION, {"annual_fee_unknown": NOTE}),
    ({"paid_years": None}, {}, Rules(fee_receipt_asked=True), {"annual_fee_unknown": ASK}),
    # exclusive and sole licences
    ({"licences": None}, {}, NATION, {"licences_unknown": ASK}),
    ({"licences": licence(LicenceKind.EXCLUSIVE)}, {}, NATION, {"exclusive": STOP}),
    ({"licences": licence(LicenceKind.SOLE, until=date(2026, 11, 20))}, {}, NATION, {"exclusive": STOP}),
    ({"licences": licence(LicenceKind.SOLE, until=date(2026, 11, 19))}, {}, NATION, {}),
    ({"licences": licence(LicenceKind.EXCLUSIVE, cancelled_on=date(2026, 11, 20))}, {}, NATION, {}),
    ({"licences": licence(LicenceKind.EXCLUSIVE, since=date(2026, 11, 21))}, {}, NATION, {}),
    ({"licences": licence(LicenceKind.UNKNOWN)}, {}, NATION, {"licence_kind": ASK}),
    ({"licences": licence(LicenceKind.ORDINARY)}, {}, NATION, {"ordinary": NOTE}),
    ({"statutory_declaration": known("ZLKF2024001")}, {}, NATION, {"statutory": ASK}),
    ({"statutory_declaration": known("")}, {}, NATION, {}),
    # pledge, with and without the pledgee's consent
    ({"pledges": None}, {}, NATION, {"pledges_unknown": ASK}),
    ({"pledges": pledge()}, {}, NATION, {"pledge": STOP}),
    ({"pledges": pledge()}, {"pledgee_consents": frozenset({"Y2024210000001"})}, NATION, {"pledge_agreed": NOTE}),
    ({"pledges": pledge(lifted_on=date(2026, 11, 20))}, {}, NATION, {}),
    # preservation and ownership dispute
    ({"preservations": pledge()}, {}, NATION, {"preserved": STOP}),
    ({"preservations": pledge(lifted_on=date(2025, 1, 1))}, {}, NATION, {}),
    ({"ownership_disputes": pledge()}, {}, NATION, {"disputed": STOP}),
    # owner equals declarant, and all co-owners
    ({"owners": None}, {}, NATION, {"owners_unknown": ASK}),
    ({"owners": known(("辽宁大学（沈阳）",))}, {"owners": (Owner("辽宁大学(沈阳)", Consent.GIVEN),)}, NATION, {}),
    ({"owners": known(("遼寧大學",))}, {}, NATION, {"owners_script": ASK}),
    ({"owners": known(("遼寧師大",))}, {}, NATION, {"owners": STOP}),
    ({"owners": known(("遼寧大學", "某公司"))}, {}, NATION, {"owners": STOP}),
    ({"owners": known(("辽宁大学", "某公司"))}, {}, NATION, {"owners": STOP}),
    ({}, {"owners": (Owner("辽宁大学", Consent.GIVEN), Owner("某公司", Consent.GIVEN))}, NATION, {"owners": STOP}),
    ({}, {"owners": (Owner("辽宁大学", Consent.WAITING),)}, NATION, {"owner_waits": ASK}),
    ({}, {"owners": (Owner("辽宁大学", Consent.REFUSED),)}, NATION, {"owner_refuses": STOP}),
    # fee
    ({}, {"fee": AskedFee("面议")}, NATION, {"fee_unclear": STOP}),
    ({}, {"fee": AskedFee("免费", free=True)}, NATION, {}),
    ({}, {"fee": AskedFee("", fixed=Decimal(20_000_000))}, NATION, {}),
    ({}, {"fee": AskedFee("", fixed=Decimal(20_000_001))}, NATION, {"fee_cap": NOTE}),
    ({}, {"fee": AskedFee("", royalty_of_sales=Decimal(20))}, NATION, {}),
    ({}, {"fee": AskedFee("", royalty_of_sales=Decimal("20.5"))}, NATION, {"sales_cap": NOTE}),
    ({}, {"fee": AskedFee("", royalty_of_profit=Decimal(41))}, NATION, {"profit_cap": NOTE}),
    # the same patent elsewhere
    ({}, {"elsewhere": (Elsewhere("LN-1", "辽宁", True, "（审核中）"),)}, NATION, {"declared_here": STOP}),
    ({}, {"elsewhere": (Elsewhere("ZJ-1", "浙江", False),)}, NATION, {"elsewhere": NOTE}),
]
# fmt: on


@pytest.mark.requirement("CN-24")
@pytest.mark.parametrize(("facts", "offer", "rules", "expected"), FACTS)
def test_each_clause_finds_its_case_and_nothing_else(facts, offer, rules, expected):
    dossier = clean_dossier(clean_facts(**facts), **offer)
    assert said(dossier, rules) == expected
    for finding in check(dossier, rules).findings:
        assert finding.sentence
        assert finding.clause


def test_no_check_is_without_a_case_that_it_finds():
    strictest = Rules(report=ReportRule.REQUIRED, min_term_months=12, facts_fresh_days=0)
    conflict = Conflict("owners", (known("甲").evidence("专利权人"),))
    table = Reference("制造业", "测试表", "2020", amount=Decimal(1))
    others = [
        (clean_dossier(term_end=date(2026, 11, 30), checked_on=date(2026, 11, 21), references=(table,)), strictest),
        (clean_dossier(clean_facts(filing_date=None, conflicts=(conflict,)), term_end=date(2038, 6, 1)), strictest),
        (clean_dossier(number=DESIGN, register_answer="absent", term_end=date(2050, 1, 1)), strictest),
        (clean_dossier(report=ReportKind.SEARCH, report_is_negative=True), strictest),
    ]
    cases = [(clean_dossier(clean_facts(**facts), **offer), rules) for facts, offer, rules, _ in FACTS] + others
    idle = [one.__name__ for _, one in CHECKS if not any(one(dossier, rules) for dossier, rules in cases)]
    assert idle == []
    assert all(one.__doc__ for _, one in CHECKS)


@pytest.mark.requirement("LN-38", "CN-20")
@pytest.mark.parametrize(
    ("end", "rules", "expected"),
    [
        (date(2023, 12, 30), Rules(min_term_months=12), {"term_short": STOP}),
        (date(2023, 12, 31), Rules(min_term_months=12), {}),
        (date(2023, 12, 30), Rules(), {}),
        (date(2022, 12, 31), Rules(), {"term_order": STOP}),
    ],
)
def test_a_province_with_a_minimum_of_one_year_refuses_one_day_less(end, rules, expected):
    report = check(clean_dossier(term_start=date(2023, 1, 1), term_end=end), rules, items=[Item.TERM])
    assert {finding.code: finding.level for finding in report.findings} == expected


def test_the_sentence_says_which_day_would_do():
    report = check(clean_dossier(term_start=date(2023, 1, 1), term_end=date(2023, 12, 30)), STRICT, items=[Item.TERM])
    assert report.stops[0].sentence == "许可期限不得少于1年：自2023-01-01起，终止日不得早于2023-12-31，现为2023-12-30"


@pytest.mark.parametrize(
    ("patent", "facts", "end", "expected"),
    [
        (INVENTION, {}, date(2038, 5, 9), {}),
        (INVENTION, {}, date(2038, 5, 10), {"term_beyond": STOP}),
        (INVENTION, {"extended_to": known(date(2039, 1, 1))}, date(2038, 12, 31), {}),
        (UTILITY_MODEL, {}, date(2028, 5, 9), {}),
        (UTILITY_MODEL, {}, date(2028, 5, 10), {"term_beyond": STOP}),
        (DESIGN, {"filing_date": known(date(2022, 2, 2))}, date(2037, 2, 2), {"term_beyond": STOP}),
        (number("201930101593"), {"filing_date": known(date(2019, 2, 2))}, date(2029, 2, 2), {"term_beyond": STOP}),
        (INVENTION, {"filing_date": None}, date(2037, 12, 31), {}),
        (INVENTION, {"filing_date": None}, date(2038, 6, 1), {"filing_date_needed": ASK}),
        (INVENTION, {"filing_date": None}, date(2038, 12, 31), {"term_beyond": STOP}),
    ],
)
def test_a_licence_never_outlives_its_patent(patent, facts, end, expected):
    report = check(clean_dossier(clean_facts(**facts), number=patent, term_end=end), NATION, items=[Item.TERM])
    assert {finding.code: finding.level for finding in report.findings} == expected


@pytest.mark.requirement("LN-42", "CN-25")
@pytest.mark.parametrize(
    ("patent", "rule", "offer", "expected"),
    [
        (INVENTION, ReportRule.REQUIRED, {}, {}),
        (UTILITY_MODEL, ReportRule.REQUIRED, {}, {"report": STOP}),
        (DESIGN, ReportRule.REQUIRED, {}, {"report": STOP}),
        (UTILITY_MODEL, ReportRule.REQUIRED, {"report": ReportKind.SEARCH}, {}),
        (UTILITY_MODEL, ReportRule.REQUIRED, {"report": ReportKind.EVALUATION}, {}),
        (UTILITY_MODEL, ReportRule.OFF, {"report_requested": True}, {}),
        (UTILITY_MODEL, ReportRule.ON_REQUEST, {}, {}),
        (UTILITY_MODEL, ReportRule.ON_REQUEST, {"report_requested": True}, {"report": STOP}),
        (
            UTILITY_MODEL,
            ReportRule.OFF,
            {"report": ReportKind.EVALUATION, "report_is_negative": True},
            {"report_negative": STOP},
        ),
        (
            UTILITY_MODEL,
            ReportRule.OFF,
            {"report": ReportKind.SEARCH, "report_is_negative": True},
            {"report_negative": ASK},
        ),
    ],
)
def test_unexamined_patents_bring_a_report_where_the_province_wants_one(patent, rule, offer, expected):
    report = check(clean_dossier(number=patent, **offer), Rules(report=rule), items=[Item.REPORT])
    assert {finding.code: finding.level for finding in report.findings} == expected


def test_where_only_an_evaluation_counts_a_search_is_not_enough():
    rules = Rules(report=ReportRule.REQUIRED, search_report_accepted=False)
    report = check(clean_dossier(number=DESIGN, report=ReportKind.SEARCH), rules, items=[Item.REPORT])
    assert report.stops[0].sentence == "外观设计专利须附专利权评价报告"


@pytest.mark.requirement("LN-41", "CN-26")
@pytest.mark.parametrize(
    ("fixed", "prompted"), [(5999, True), (6000, False), (150_000, False), (150_001, True), (3_000_000, True)]
)
def test_a_fee_far_from_the_industry_is_prompted_and_never_refused(fixed, prompted):
    table = Reference("制造业", "测试表", "2020", amount=Decimal(30_000), rate=Decimal(5))
    report = check(clean_dossier(fee=AskedFee("", fixed=Decimal(fixed)), references=(table,)), NATION)
    assert report.passes
    assert [finding.code for finding in report.notes] == (["fee_out_of_line"] if prompted else [])


def test_the_prompt_names_figure_table_and_year():
    table = Reference("制造业", "测试表", "2020", amount=Decimal(30_000))
    report = check(clean_dossier(fee=AskedFee("", fixed=Decimal(3_000_000)), references=(table,)), NATION)
    assert "固定费用3000000元，是制造业平均30000元的100倍（测试表，2020）" in report.notes[0].sentence


def test_a_lapsed_number_cannot_proceed_and_the_source_is_named():
    facts = clean_facts(status=known(Status.LAPSED, "专利公报"), ended_on=known(date(2025, 5, 10)))
    finding = check(clean_dossier(facts), NATION).stops[0]
    assert finding.sentence.startswith("专利已失效：未缴年费专利权终止，自2025-05-10起")
    assert (finding.source, finding.evidence[0].fetched_at) == ("专利公报、登记簿", "2026-11-20T01:00:00+00:00")


def test_a_silent_source_leaves_one_open_question_not_ten():
    report = check(clean_dossier(PatentFacts(), register_answer="unavailable"), NATION)
    assert [finding.code for finding in report.asks] == ["register_unavailable"]
    assert not report.passes


def test_an_unknown_number_is_asked_back():
    report = check(clean_dossier(register_answer="absent"), NATION)
    assert [finding.code for finding in report.asks] == ["register_absent"]


def test_sources_that_disagree_are_shown_to_a_person():
    values = (known("甲", "登记簿").evidence("专利权人"), known("乙", "专利公报").evidence("专利权人"))
    report = check(clean_dossier(clean_facts(conflicts=(Conflict("owners", values),))), NATION)
    assert "专利权人：登记簿为“甲”，专利公报为“乙”" in report.asks[0].sentence


def test_old_facts_are_looked_up_again():
    later = date(2026, 12, 31)
    assert "stale" in said(clean_dossier(checked_on=later), Rules(facts_fresh_days=30))
    assert "stale" not in said(clean_dossier(checked_on=later), Rules(facts_fresh_days=90))
    status = clean_dossier().facts.status
    age = (later - localdate(status.fetched_at)).days
    assert "stale" not in said(clean_dossier(checked_on=later), Rules(facts_fresh_days=age))
    assert "stale" in said(clean_dossier(checked_on=later), Rules(facts_fresh_days=age - 1))


def test_what_was_looked_up_before_eight_in_the_morning_is_of_that_day_in_beijing():
    one_in_the_morning = datetime(2026, 11, 19, 17, tzinfo=UTC)
    today = clean_dossier(clean_facts(status=replace(known(Status.IN_FORCE), fetched_at=one_in_the_morning)))
    assert "stale" not in said(today, Rules(facts_fresh_days=0))
    assert holds_until(today, Rules(facts_fresh_days=3)) == date(2026, 11, 23)


def test_a_province_names_its_own_clause():
    rules = Rules(min_term_months=12, clauses={"term_short": "辽知办字〔2022〕4号 三（二）"})
    report = check(clean_dossier(term_end=date(2026, 12, 2)), rules)
    assert report.stops[0].clause == "辽知办字〔2022〕4号 三（二）"


def test_grace_tells_what_paying_today_costs():
    report = check(clean_dossier(clean_facts(paid_years=known(8)), checked_on=date(2026, 8, 1)), NATION)
    assert "今日补缴另加滞纳金200元（10%），最晚2026-11-10" in report.stops[0].sentence


def test_a_passed_item_still_shows_what_was_seen():
    validity = next(item for item in check(clean_dossier(), NATION).items if item.item == Item.VALIDITY)
    assert ("法律状态", "专利权有效") in [(piece.name, piece.value) for piece in validity.evidence]


def test_a_report_can_be_kept_and_read_years_later():
    report = check(clean_dossier(clean_facts(pledges=pledge(), licences=licence(LicenceKind.SOLE))), NATION)
    assert Report.from_plain(report.as_plain()) == report
