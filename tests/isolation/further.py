"""Rows beside the matters: no address names them, but they stand on the pages of matters, and their texts are read.

Beside them the states that a declaration seldom stands in. All by the hands of the home itself.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit import flags
from audit.models import FlagOutcome
from declarations.models import Declaration, LastLook, RegisterAct
from declarations.services import advice, drafts, internal, questions, review, submission, withdrawals
from declarations.services import endings as ended
from declarations.services.review import Reason
from declarations.workflow import Status
from licensing.contract import Clause
from licensing.models import Due, Formality, Licence
from licensing.services import certificates, filings, follow_ups, negotiation, royalties, scheduling
from licensing.services.follow_ups import Told
from licensing.services.papers import contract_for
from licensing.services.royalties import Base
from publication.choices import State
from publication.models import Record
from reporting.models import Experience, Package
from reporting.services import packages, summaries, targets
from tenancy.models.directories import Directory
from tenancy.policy import policy_of
from tenancy.services import directories
from tests.factories.flags import SIGN
from tests.factories.licensing import ROYALTY, TRIAL, ended_yesterday, lost, over
from tests.factories.reporting import quota_book
from tests.factories.tenancy import DutyFactory, platform
from tests.isolation.homes import Home, carried, licence_of
from tests.isolation.kinds import Matter
from tests.isolation.people import LN

NOTE = "附注说明情况"
LOOK = {"version": 1, "agrees": True, "rules": "0", "records": 0, "newest_record": 0, "notices": 0, "newest_notice": 0}


def on_cases(home: Home, _people) -> Iterator[Matter]:
    """A sign that was cleared, a first approval inside, what the gazette and the register said."""
    one, today = carried(home, Status.REVIEWING), timezone.localdate()
    [flag] = flags.raise_flags(one, [SIGN], region=one.region, by=platform())
    flags.decide(flag, FlagOutcome.CLEARED, "已电话核实，双方没有关联。", by=home.by[home.city])
    record = Record.objects.get(number=carried(home, Status.PUBLISHED).record_number)
    said = {"sentence": "专利权因未缴年费终止", "clause": "专利法第四十四条"}
    RegisterAct.objects.create(
        record_number=record.number,
        event=f"gazette:{record.pk}",
        kind="lapse",
        announced_on=today,
        taken="noted",
        **said,
    )
    LastLook.objects.create(
        record=record, outcome="fine", source="专利登记簿", sentence="专利权有效", holds_until=today, **LOOK
    )
    yield from ()


def answered(home: Home, _people) -> Iterator[Matter]:
    """What was asked, and has its answer."""
    owner, city, province = home.by[home.owner], home.by[home.city], home.by[home.province]
    one = carried(home, Status.REVIEWING)
    advice.answer(advice.guide(one, words="费用偏高，请说明依据。", by=city), answer="已经说明。", by=owner)
    asked = questions.ask_province(one, by=city, text="费用如何指导？")
    questions.answer_city(asked, by=province, answer="按指南办理。")
    certificates.revoke(certificates.issue(by=owner), by=owner, reason="数据有误")
    licence = licence_of(home, "confirmed")
    clauses = [*contract_for(licence).clauses, Clause("保密", ("双方对技术资料保密。",))]
    negotiation.decline(negotiation.propose(licence, clauses, by=home.by[home.licensee]), by=owner, reason="不需要")
    told = Experience(kind="rule", body="交易中心", title="定价规则", text="按年递减。")
    targets.confirm_experience(targets.tell_experience(told, by=city), by=province)
    yield from ()


def on_licences(home: Home, _people) -> Iterator[Matter]:
    """Signed papers of filing, a told interval, a formality, a royalty, a trial, and a patent that was lost."""
    owed, hand = licence_of(home, "confirmed"), home.by[home.licensee]
    scheduling.schedule(owed, by=platform())
    follow_ups.plan(owed)
    told = ended_yesterday(owed.follow_ups.first())
    follow_ups.tell(told, Told(used=True, sales=Decimal(1_000_000), jobs=5), by=platform())
    filings.add_paper(owed, "identity", SimpleUploadedFile("执照.pdf", b"%PDF-1.7"), by=hand)
    lost(owed.patents.get().patent_number)
    if home.province_key == LN:  # terms are locked elsewhere
        royalties.report(over(first_due(home, ROYALTY)), Base(Decimal(1_000_000), NOTE), by=platform())
        royalties.decide_trial(first_due(home, TRIAL), True, by=platform(), reason=NOTE)
    Formality.objects.create(
        licence=owed, kind="contract", done_on=timezone.localdate(), body="技术市场", note=NOTE, side="licensee",
        entered_by_name=hand.name, effective_at=timezone.now(),
    )  # fmt: skip
    yield from ()


def first_due(home: Home, fee: dict[str, str]) -> Due:
    made: Licence = licence_of(home, "confirmed", fee=fee)
    scheduling.schedule(made, by=platform())
    return made.dues.first()


def on_duties(home: Home, _people) -> Iterator[Matter]:
    """Who answers for the office, what it chose, what the province laid down and sent, and a pilot unit."""
    city, province, today = home.by[home.city], home.by[home.province], timezone.localdate()
    DutyFactory(office=city.office)
    summaries.add_supplement("case", "一所高校一项专利许可五家企业。", by=city)
    targets.choose_focus(["university"], "高校集中", by=city)
    if home.province_key == LN:
        book = quota_book({(city.region.name, "implemented_patents"): 20}, province.region)
        targets.import_quotas(book, source="绩效指标表备注", by=province)
    targets.state_figure("valid_patents", 200, today, "省统计年报", by=province)
    packages.note_dispatch(
        Package.objects.first(), sent_on=today, recipient="国家知识产权局", means="专网", by=province
    )
    directories.enter(
        home.by[home.owner].organisation, Directory.PILOT_UNITS, by=platform(), document="通知", reason="申报列入"
    )
    yield from ()


def seldom_states(home: Home, _people) -> Iterator[Matter]:
    """Of declarations: before the office has it, back again, given up, over, taken back or announced to be."""
    owner, drafted = home.by[home.owner], lambda: carried(home, Status.DRAFT)
    if home.name == "here":
        handed_in = submission.submit(drafted(), by=owner)
        sent_back = review.send_back(
            carried(home, Status.REVIEWING), by=home.by[home.city], reasons=[Reason("fee", NOTE + home.word)]
        )
        given_up = drafts.discard(drafted(), by=owner, reason=NOTE)
        for one in (handed_in, sent_back, given_up, agreed_by_one(home, drafted()), over_now(home)):
            yield home.matter("declaration", str(one.status), pk=one.pk)
    if home.name != "other city":
        taken_back = withdrawn(home)
        yield home.matter("declaration", str(taken_back.status), pk=taken_back.pk)


def agreed_by_one(home: Home, draft: Declaration) -> Declaration:
    """The first of two people inside has agreed."""
    owner = home.by[home.owner]
    internal.set_rule(2, by=owner)
    waiting = submission.agree(submission.submit(draft, by=owner), by=owner)
    internal.set_rule(0, by=owner)
    return waiting


def over_now(home: Home) -> Declaration:
    """Its term has run out."""
    one = carried(home, Status.PUBLISHED)
    Record.objects.filter(number=one.record_number).update(state=State.EXPIRED)
    ended.end_expired(by=platform())
    return Declaration.objects.get(pk=one.pk)


def withdrawn(home: Home) -> Declaration:
    """The province agreed: taken back at once, or announced where days have to pass."""
    one = carried(home, Status.PUBLISHED)
    grounds = policy_of(one.province).withdrawal_grounds
    said = {"ground": grounds[0].name if grounds else "", "reason": "专利权已转移"}
    asked = withdrawals.ask_withdrawal(one, by=home.by[home.owner], **said)
    withdrawals.decide_withdrawal(asked, by=home.by[home.province], granted=True, opinion="同意")
    return Declaration.objects.get(pk=one.pk)


MAKERS = (on_cases, answered, on_licences, on_duties, seldom_states)
