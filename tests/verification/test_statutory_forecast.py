"""A pilot patent is told early what the statutory procedure would say."""

from datetime import date

import pytest

from tests.verification.clean_patent import UTILITY_MODEL, clean_dossier, clean_facts, known
from verification.dossier import Burden, Consent, LicenceKind, Owner, PatentFacts, RecordedLicence, ReportKind, Status
from verification.forecast import Verdict, forecast

BURDEN = known((Burden("Y1", "某银行"),))

# fmt: off
CASES = [
    ({"licences": known((RecordedLicence("X1", LicenceKind.EXCLUSIVE),))}, {}, "第（一）项"),
    ({"preservations": BURDEN}, {}, "第（二）项"),
    ({"ownership_disputes": BURDEN}, {}, "第（二）项"),
    ({"paid_years": known(8)}, {}, "第（三）项"),
    ({"pledges": BURDEN}, {}, "第（四）项"),
    ({"status": known(Status.PENDING)}, {}, "第八十五条"),
    ({"status": known(Status.INVALID)}, {}, "第五部分第十一章"),
    ({}, {"number": UTILITY_MODEL}, "第五十条"),
    ({}, {"number": UTILITY_MODEL, "report": ReportKind.SEARCH}, "第五十条"),
    ({}, {"number": UTILITY_MODEL, "report": ReportKind.EVALUATION, "report_is_negative": True}, "第五十条"),
    ({}, {"owners": (Owner("辽宁大学", Consent.REFUSED),)}, "第五部分第十一章"),
]
# fmt: on


def test_a_clean_patent_would_pass():
    result = forecast(clean_dossier())
    assert result.verdict == Verdict.CLEAR
    assert all("预计通过" in bar.sentence for bar in result.results)


@pytest.mark.parametrize(("facts", "offer", "article"), CASES)
def test_each_bar_is_named_with_its_article_and_no_other(facts, offer, article):
    result = forecast(clean_dossier(clean_facts(**facts), **offer))
    assert result.verdict == Verdict.BARRED
    (bar,) = result.bars
    assert bar.sentence.startswith("预计不通过")
    assert article in bar.bar.article


def test_an_ordinary_licence_is_no_bar():
    facts = clean_facts(licences=known((RecordedLicence("X1", LicenceKind.ORDINARY),)))
    assert forecast(clean_dossier(facts)).verdict == Verdict.CLEAR


@pytest.mark.parametrize("answer", ["absent", "unavailable"])
def test_without_an_answer_nobody_promises_anything(answer):
    dossier = clean_dossier(PatentFacts(), register_answer=answer)
    assert forecast(dossier).verdict == Verdict.UNCERTAIN


def test_the_forecast_belongs_to_a_day():
    assert forecast(clean_dossier(checked_on=date(2026, 11, 19))).checked_on == date(2026, 11, 19)
