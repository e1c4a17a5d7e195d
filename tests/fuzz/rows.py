"""B6: what the world of the matrix lacks: matters further on their way, so that their last words stand too."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from audit.models import FlagDecision
from declarations.gazette import follow
from declarations.models import Advice, Owner, Question
from declarations.models.owners import Consent
from declarations.rechecks import recheck_now
from declarations.services import advice, changes, internal
from declarations.services import withdrawals as withdrawal_verbs
from declarations.workflow import Status
from licensing.models import Certificate, ContractText, Licence
from licensing.services import (
    acceptance,
    answers,
    follow_ups,
    formalities,
    scheduling,
    texts,
)
from licensing.services.follow_ups import Told
from licensing.services.formalities import Done
from publication import announce, corrections
from publication.choices import Outcome
from publication.models import Record
from publication.offers import Reach
from reporting.models import Experience
from tenancy.models.directories import Directory
from tenancy.policy import policy_of
from tenancy.services import directories
from tests.factories.declarations import DeclarationFactory, OwnerFactory
from tests.factories.licensing import acceptance_of, ended_yesterday
from tests.factories.policy import PolicyDocumentFactory
from tests.factories.publication import RecordFactory, ViewCountFactory
from tests.factories.signing import official_clauses, word_file
from tests.factories.tenancy import AccreditationFactory, ContactCardFactory, platform
from tests.factories.verification import (
    GazetteNoticeFactory,
    ReferenceFigureFactory,
    RegisterRecordFactory,
    UnreadNoticeFactory,
)
from tests.isolation.kinds import Matter
from tests.isolation.people import OFFICES
from tests.isolation.world import Home, carried
from tests.licensing.conftest import owned_by
from verification.events import EventKind

OF_OURS = count(800_000)  # patents of which no declaration speaks


def answered(home: Home, _people) -> Iterator[Matter]:
    """The pages of what was answered, and a draft that its centre and its owners spoke to."""
    owner = home.by[home.owner]
    for said in Advice.objects.exclude(answer=""):
        yield home.matter("advice", key=said.pk)
        yield home.matter("declaration", str(said.declaration.status), pk=said.declaration_id)
    for asked in Question.objects.exclude(answer=""):
        yield home.matter("question", key=asked.pk)
    for decision in FlagDecision.objects.all():
        yield home.matter("flag", pk=decision.flag_id)
    RegisterRecordFactory()
    draft = advice.share(DeclarationFactory(by=owner), True, by=owner)
    said = advice.comment(draft, words="请补充地域。", by=home.by[home.centre])
    advice.answer(said, answer="已补充。", by=owner)  # the last of its table: it can hold other words
    raised = internal.object_to(draft, by=owner, raised_by_name="发明人", ground="尚有后续专利未申请")
    internal.decide(raised, by=owner, upheld=False, decision="后续专利另行申请。")
    other = OwnerFactory(declaration=draft)
    told = {"consent": Consent.DECLINED, "answered_at": timezone.now(), "answered_name": "王工", "reason": "另有安排"}
    Owner.objects.filter(pk=other.pk).update(**told)
    yield home.matter("declaration", "draft", pk=draft.pk)
    yield home.matter("shared draft", "draft", pk=draft.pk)
    yield home.matter("objection", "draft", pk=draft.pk, key=raised.pk)


def refused(home: Home, _people) -> Iterator[Matter]:
    owner, province = home.by[home.owner], home.by[home.province]
    one = carried(home, Status.PUBLISHED)
    asked = changes.ask_change(one, by=owner, reason="市场行情变化", fee={"kind": "free"})
    changes.decide_change(asked, by=province, granted=False, opinion="请补充理由。")
    yield home.matter("change request", key=asked.pk)
    grounds = policy_of(one.province).withdrawal_grounds
    said = {"ground": grounds[0].name if grounds else "", "reason": "专利权已转移"}
    asked_too = withdrawal_verbs.ask_withdrawal(one, by=owner, **said)
    withdrawal_verbs.decide_withdrawal(asked_too, by=province, granted=False, opinion="尚未登记。")
    yield home.matter("withdrawal request", key=asked_too.pk)
    again = changes.ask_change(one, by=owner, reason="让利", fee={"kind": "free"})
    changes.decide_change(again, by=province, granted=True)
    yield home.matter("declaration", "published", pk=one.pk)


def looked_at(home: Home, _people) -> Iterator[Matter]:
    """What registers and gazettes said, and a visitor, of the record that the doors name."""
    first = Record.objects.order_by("number").first()
    assert first
    today = timezone.localdate()
    notice = GazetteNoticeFactory(number=first.patent_number, kind=EventKind.PLEDGE_REGISTERED, announced_on=today)
    follow(notice.event, by=platform())
    announce.note_check([first], outcome=Outcome.FINE, source="专利登记簿副本", sentence="未见异常")
    UnreadNoticeFactory(pk=1, settled_at=timezone.now(), settled_by="赵敏", outcome="与本省无关")  # the doors name it
    UnreadNoticeFactory(pk=2)
    recheck_now(platform().province, everything=True)
    asked = corrections.ask(first, address="198.51.100.9", item="owners", sentence="已更名", sender="某所", reach="010")
    corrections.answer(asked, by=home.by[home.city], verdict="right", answer="已更正。")
    yield home.matter("correction", key=asked.pk)
    RecordFactory(
        n=next(OF_OURS), contact=Reach("王小明", "13812345678", consented_at=timezone.now(), consent_text="2026-1")
    )
    ViewCountFactory(record=first)
    ReferenceFigureFactory()
    declaration = DeclarationFactory(by=home.by[home.owner])
    yield home.matter("declaration", "draft", pk=declaration.pk)


def offered(home: Home, **more) -> Licence:
    owner = home.by[home.owner]
    record = RecordFactory(n=next(OF_OURS), owners=owned_by(owner), region=owner.organisation.region, **more)
    made = acceptance.accept(acceptance_of(record), by=home.by[home.licensee])
    answers.confirm(made, by=owner)
    scheduling.schedule(made, by=platform())
    return Licence.objects.get(pk=made.pk)


def done(home: Home, _people) -> Iterator[Matter]:
    """The pages of licences with all that can be told of one, and what an interval brought."""
    licensee = home.by[home.licensee]
    used, sold = offered(home), offered(home, mode="ordinary_licence")
    formalities.do(sold, Done("contract", timezone.localdate(), "大连交易中心", "1", "面签"), by=licensee)
    follow_ups.plan(used)
    told = Told(used=True, output_quantity=Decimal(5), output_unit="台", sales=Decimal(1_000_000), jobs=5)
    follow_ups.tell(ended_yesterday(used.follow_ups.first()), told, by=licensee, note="试产")
    for one in Licence.objects.all():
        yield home.matter("licence", "confirmed", pk=one.pk)
    for certificate in Certificate.objects.exclude(revoke_reason=""):
        yield home.matter("certificate", pk=certificate.pk)


def stated(home: Home, _people) -> Iterator[Matter]:
    """Confirmed experience, a card, what was left of a directory, rules in force."""
    province, unit = home.by[home.province], OFFICES[home.city][1]
    for told in Experience.objects.confirmed():
        yield home.matter("experience", unit=unit, pk=told.pk)
    AccreditationFactory(office=home.by[home.centre].office)
    yield home.matter("office", home.centre, unit=OFFICES[home.centre][1], number=home.by[home.centre].office.pk)
    ContactCardFactory(address="崇山中路", person="周敏")
    owner = home.by[home.owner].organisation
    directories.leave(owner, Directory.PILOT_UNITS, by=province, reason="调整")
    directories.enter(owner, Directory.PILOT_UNITS, by=province, document="通知")
    PolicyDocumentFactory()


def ruled(home: Home, _people) -> Iterator[Matter]:
    """Comes last: contracts are drawn by what stands here, as if it had stood before they were accepted."""
    said = {"title": "合同", "document": "文件", "in_force_from": timezone.localdate()}
    text = texts.install(word_file(official_clauses()), by=platform(), version="2026年版", **said)
    ContractText.objects.filter(pk=text.pk).update(effective_at=timezone.now() - timedelta(days=1))
    yield from ()


FURTHER = (answered, refused, looked_at, done, stated, ruled)
