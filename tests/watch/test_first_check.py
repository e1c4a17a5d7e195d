"""The automatic check at submission: what the registers said is kept with source and time; silence stops nobody."""

import pytest
from django.utils import timezone

from declarations.services import submission
from declarations.workflow import Status
from outbox.models import Notice
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import platform
from tests.factories.verification import GazetteNoticeFactory, RegisterRecordFactory
from verification.events import EventKind

CLEAN = {
    "filing_date": "2019-05-06",
    "grant_date": "2021-08-03",
    "status": "in_force",
    "paid_years": 9,
    "licences": [],
    "pledges": [],
    "preservations": [],
    "ownership_disputes": [],
    "statutory_declaration": "无",
}
PLEDGE = [{"record": "Y2024210000001", "holder": "沈阳一家银行", "since": "2024-05-01"}]
EXCLUSIVE = [{"record": "X2024210000001", "kind": "exclusive", "licensee": "沈阳一家企业", "until": "2099-01-01"}]
# One patent per bar: what the register says, and the finding that names it.
BARS = {
    "ended": {"status": "lapsed", "ended_on": "2025-05-06"},
    "annual_fee": {"paid_years": 3},
    "exclusive": {"licences": EXCLUSIVE},
    "pledge": {"pledges": PLEDGE},
    "preserved": {"preservations": [{"record": "B1", "holder": "沈阳中院", "since": "2025-01-01"}]},
    "disputed": {"ownership_disputes": [{"record": "D1", "since": "2025-01-01"}]},
    "owners": {"owners": ["另一家公司"]},
}


def registered(declaration, **facts):
    told = {"title": declaration.title, "owners": [owner.name for owner in declaration.owners.all()]}
    fetched_at = timezone.now()
    RegisterRecordFactory(number=declaration.patent_number, facts=CLEAN | told | facts, fetched_at=fetched_at)


def checked(zhang, **facts):
    declaration = DeclarationFactory(by=zhang, status=Status.CHECKING)
    registered(declaration, **facts)
    return submission.record_findings(declaration, by=platform())


def codes(declaration):
    items = declaration.check_runs.get().findings["items"]
    return {finding["code"] for item in items for finding in item["findings"]}


def levels(declaration, level):
    items = declaration.check_runs.get().findings["items"]
    return [one["code"] for item in items for one in item["findings"] if one["level"] == level]


@pytest.mark.requirement("HB-16")
def test_a_clean_patent_goes_on_with_nothing_against_it(zhang):
    declaration = checked(zhang)
    assert declaration.status not in (Status.CHECKING, Status.RETURNED)
    assert (levels(declaration, "stop"), declaration.check_runs.get().pending) == ([], "")


@pytest.mark.requirement("HB-08", "LN-30", "CN-24")
@pytest.mark.parametrize("bar", BARS)
def test_a_patent_with_a_bar_goes_back_and_the_bar_is_named(zhang, bar):
    declaration = checked(zhang, **BARS[bar])
    assert declaration.status == Status.RETURNED
    assert levels(declaration, "stop") == [bar]


def test_a_patent_whose_offer_was_withdrawn_may_be_declared_again(zhang):
    """To withdraw and to declare again is the way to other owners and other terms."""
    over = RecordFactory(withdrawn=True)
    declaration = DeclarationFactory(by=zhang, patent_number=over.patent_number, status=Status.CHECKING)
    registered(declaration)
    checked_again = submission.record_findings(declaration, by=platform())
    assert levels(checked_again, "stop") == []
    assert checked_again.status != Status.RETURNED


def test_a_statutory_declaration_is_mentioned_to_the_officer(zhang):
    assert "statutory" in codes(checked(zhang, statutory_declaration="KF2024000001"))


def test_what_was_seen_keeps_its_source_and_time(zhang):
    run = checked(zhang).check_runs.get()
    status = run.dossier["facts"]["status"]
    assert status["source"] == "登记簿导出文件"
    assert status["fetched_at"].startswith(f"{timezone.now():%Y-%m}")
    evidence = [piece for item in run.findings["items"] for piece in item["evidence"]]
    assert {"登记簿导出文件"} == {piece["source"] for piece in evidence}


def test_a_notice_after_the_export_counts(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.CHECKING)
    registered(declaration)
    later = timezone.localdate() + timezone.timedelta(days=1)
    GazetteNoticeFactory(
        number=declaration.patent_number,
        kind=EventKind.LAPSE,
        announced_on=later,
        effective_on=timezone.localdate(),
    )
    assert submission.record_findings(declaration, by=platform()).status == Status.RETURNED


def test_two_sources_that_differ_are_both_shown(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.CHECKING)
    registered(declaration)
    RegisterRecordFactory(number=declaration.patent_number, source="另一份导出", facts={"paid_years": 5})
    declaration = submission.record_findings(declaration, by=platform())
    conflicts = declaration.check_runs.get().dossier["facts"]["conflicts"]
    assert {piece["source"] for piece in conflicts[0]["values"]} == {"登记簿导出文件", "另一份导出"}


def test_with_no_register_the_declaration_goes_on_and_says_who_looks_until_when(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.CHECKING)
    declaration = submission.record_findings(declaration, by=platform())
    assert declaration.status not in (Status.CHECKING, Status.RETURNED)
    pending = declaration.check_runs.get().pending
    assert "补查" in pending
    assert f"{timezone.localtime(declaration.due_at):%Y-%m-%d}" in pending
    assert Notice.objects.filter(user=zhang.user, sentence__endswith=pending).exists()


def test_a_pledge_whose_holder_agreed_does_not_stop_it(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.CHECKING, pledgee_consents=True)
    registered(declaration, pledges=PLEDGE)
    declaration = submission.record_findings(declaration, by=platform())
    assert declaration.status != Status.RETURNED
    assert "pledge_agreed" in codes(declaration)
