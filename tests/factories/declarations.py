"""Declarations at the states the process can reach, through its verbs. Call inside the scope of a province."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from declarations.batch import services as batches
from declarations.gazette import follow
from declarations.models import (
    Advice,
    Approval,
    Attachment,
    Batch,
    BatchRow,
    ChangeRequest,
    CheckRun,
    Commitment,
    Counter,
    Declaration,
    InternalRule,
    LastLook,
    Objection,
    Owner,
    Question,
    RegisterAct,
    Review,
    WithdrawalRequest,
)
from declarations.models.counters import next_number
from declarations.promises import promises_of
from declarations.rechecks import recheck_now
from declarations.services import (
    advice,
    changes,
    drafts,
    internal,
    publishing,
    questions,
    review,
    submission,
    withdrawals,
)
from declarations.workflow import Status
from tenancy.actors import Actor, actor_of
from tenancy.models.directories import Directory, Ground
from tenancy.models.organisations import OwnerType
from tenancy.policy import policy_of
from tenancy.roles import Role
from tenancy.services.directories import is_listed
from tests.batch.sheets import filled, sheet_rows
from tests.factories.days import FIRST, LATEST
from tests.factories.publication import ChannelFactory, RecordFactory, patent_number
from tests.factories.tenancy import (
    AccreditationFactory,
    DirectoryEntryFactory,
    MembershipFactory,
    OfficeFactory,
    OrganisationFactory,
    a_city,
    here,
    platform,
    the_province,
)
from tests.factories.verification import GazetteNoticeFactory

SUBJECTS = (OwnerType.UNIVERSITY, OwnerType.INSTITUTE)
ALL_FINE = dict.fromkeys(review.ITEMS, "ok")
LOOKED_UP = "经查登记簿副本，未见异常"  # what an officer says where no register answered
OFFICERS = {
    Status.SECOND_CHECK: (Role.CENTRE_OFFICER, "centre"),
    Status.REVIEWING: (Role.CITY_OFFICER, "bureau"),
    Status.APPROVED: (Role.PROVINCE_OFFICER, "bureau"),
}


def declarant() -> Actor:
    """A university's administrator."""
    return someone(Role.ORGANISATION_ADMIN, OrganisationFactory(owner_type=OwnerType.UNIVERSITY))


def someone(role: Role, place) -> Actor:
    return actor_of(MembershipFactory(role=role, place=place))


def officer_for(declaration: Declaration) -> Actor:
    """Somebody whose desk it lies on."""
    role, kind = OFFICERS[Status(declaration.status)]
    office = OfficeFactory(kind=kind, region=a_city() if role == Role.CITY_OFFICER else the_province())
    if kind == "centre":
        AccreditationFactory(office=office)  # some provinces name their centres, others accredit them
    return someone(role, office)


def list_as_subject(organisation) -> None:
    """In the directory of subjects, where the province asks for it."""
    listed = is_listed(organisation, Directory.IMPLEMENTING_SUBJECTS)
    if policy_of(organisation.province).directory_required and organisation.owner_type in SUBJECTS and not listed:
        ground = {"ground": Ground.EDUCATION, "document": "教发〔2001〕1号"}
        DirectoryEntryFactory(organisation=organisation, directory=Directory.IMPLEMENTING_SUBJECTS, **ground)


def complete_offer(n: int) -> dict:
    """Everything the form asks for, for an invention."""
    return {
        "patent_number": patent_number(n),
        "title": f"一种永磁电机控制装置{n}",
        "filed_on": date(2019, 5, 6),
        "granted_on": date(2021, 8, 3),
        "classification": "H02P21/00",
        "fee": {"kind": "lump_sum", "amount": "50000"},
        "starts_on": FIRST,
        "ends_on": LATEST,
        "territory": "全国",
        "contact_name": "张伟",
        "contact_phone": "13812345678",
    }


class DeclarationFactory(DjangoModelFactory):
    """A complete draft; `status=` carries it on through the offices, `by=` is the declarant's hand."""

    class Meta:
        model = Declaration

    n = factory.Sequence(lambda n: n + 1)
    by = factory.LazyFunction(declarant)
    status = Status.DRAFT

    @classmethod
    def _create(cls, model_class, n, by, status, **more):
        list_as_subject(by.organisation)
        declaration = drafts.begin(by=by, **complete_offer(n) | more)
        promises = {promise.name for promise in promises_of(policy_of(declaration.province))}
        drafts.commit_to(declaration, promises, by=by)
        return carried_to(status, declaration, by=by)


def carried_to(status: str, declaration: Declaration, *, by: Actor) -> Declaration:
    """On through submission, checks and desks until it stands there."""
    if status == Status.DRAFT:
        return declaration
    declaration = submission.submit(declaration, by=by)
    if status == Status.CHECKING:
        return declaration
    declaration = submission.record_findings(declaration, by=platform())
    while declaration.status not in {status, Status.APPROVED}:
        declaration = review.decide(declaration, by=officer_for(declaration), items=ALL_FINE, opinion=LOOKED_UP)
    if status == Status.PUBLISHED:
        publishing.publish([declaration], by=officer_for(declaration), channels=[ChannelFactory()])
        declaration.refresh_from_db()
    return declaration


class OwnerFactory(DjangoModelFactory):
    """A co-owner who has not been asked yet."""

    class Meta:
        model = Owner

    declaration = factory.SubFactory(DeclarationFactory)
    name = factory.Sequence(lambda n: f"共有单位{n}")


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = Commitment

    declaration = factory.SubFactory(DeclarationFactory)

    @classmethod
    def _create(cls, model_class, declaration, **more):
        return declaration.commitments.first()


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = Attachment

    declaration = factory.SubFactory(DeclarationFactory)
    kind = "evaluation_report"
    name = "评价报告.pdf"
    size = 1024
    media_type = "application/pdf"
    sha256 = "0" * 64


class CheckRunFactory(DjangoModelFactory):
    class Meta:
        model = CheckRun

    @classmethod
    def _create(cls, model_class, **more):
        return DeclarationFactory(status=Status.SECOND_CHECK).check_runs.get()


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = Review

    @classmethod
    def _create(cls, model_class, **more):
        return DeclarationFactory(status=Status.APPROVED).reviews.first()


class ObjectionFactory(DjangoModelFactory):
    class Meta:
        model = Objection

    declaration = factory.SubFactory(DeclarationFactory)
    raised_by_name = "发明人"
    ground = "尚有后续专利未申请"


class QuestionFactory(DjangoModelFactory):
    """A city's question on a case that lies before it."""

    class Meta:
        model = Question

    @classmethod
    def _create(cls, model_class, **more):
        case = DeclarationFactory(status=Status.REVIEWING)
        return questions.ask_province(case, by=officer_for(case), text="费用明显偏高，如何指导？")


class InternalRuleFactory(DjangoModelFactory):
    """Two administrators agree, one after the other."""

    class Meta:
        model = InternalRule

    @classmethod
    def _create(cls, model_class, **more):
        return internal.set_rule(2, by=declarant())


class ApprovalFactory(DjangoModelFactory):
    """The first of two has agreed."""

    class Meta:
        model = Approval

    @classmethod
    def _create(cls, model_class, **more):
        head = declarant()
        internal.set_rule(2, by=head)
        waiting = submission.submit(DeclarationFactory(by=head), by=head)
        return submission.agree(waiting, by=head).approvals.get()


class ChangeRequestFactory(DjangoModelFactory):
    class Meta:
        model = ChangeRequest

    @classmethod
    def _create(cls, model_class, **more):
        by = declarant()
        declaration = DeclarationFactory(by=by, status=Status.PUBLISHED)
        return changes.ask_change(declaration, by=by, reason="市场行情变化", fee={"kind": "free"})


class WithdrawalRequestFactory(DjangoModelFactory):
    class Meta:
        model = WithdrawalRequest

    @classmethod
    def _create(cls, model_class, **more):
        by = declarant()
        declaration = DeclarationFactory(by=by, status=Status.PUBLISHED)
        grounds = policy_of(declaration.province).withdrawal_grounds
        ground = grounds[0].name if grounds else ""
        return withdrawals.ask_withdrawal(declaration, by=by, ground=ground, reason="专利权已转移")


class RegisterActFactory(DjangoModelFactory):
    """A lapse that suspended a record."""

    class Meta:
        model = RegisterAct

    @classmethod
    def _create(cls, model_class, **more):
        record, today = RecordFactory(), timezone.localdate()
        notice = GazetteNoticeFactory(number=record.patent_number, announced_on=today)
        follow(notice.event, by=platform())
        return model_class.objects.get(event=notice.key)


class AdviceFactory(DjangoModelFactory):
    """An officer's note on the fee."""

    class Meta:
        model = Advice

    words = "费用明显高于同行业平均，请说明计费依据。"

    @classmethod
    def _create(cls, model_class, words, declaration=None):
        declaration = declaration or DeclarationFactory(status=Status.REVIEWING)
        return advice.guide(declaration, words=words, by=officer_for(declaration))


class LastLookFactory(DjangoModelFactory):
    """What the first look at a record left."""

    class Meta:
        model = LastLook

    @classmethod
    def _create(cls, model_class, **more):
        record = RecordFactory()
        recheck_now(here(), everything=True)
        return model_class.objects.get(record=record)


class CounterFactory(DjangoModelFactory):
    class Meta:
        model = Counter

    @classmethod
    def _create(cls, model_class, **more):
        next_number("ln")
        return Counter.objects.get(year=timezone.localdate().year)


class BatchFactory(DjangoModelFactory):
    """A filled template of one organisation, handed in and checked."""

    class Meta:
        model = Batch

    by = factory.LazyFunction(declarant)
    rows = 2

    @classmethod
    def _create(cls, model_class, by, rows, **more):
        content = filled(sheet_rows(rows))
        batch, _again = batches.receive(content, "批量填报.xlsx", by=by, at_once=False, **more)
        return batches.run(batch)


class BatchRowFactory(DjangoModelFactory):
    class Meta:
        model = BatchRow

    batch = factory.SubFactory(BatchFactory)

    @classmethod
    def _create(cls, model_class, batch, **more):
        return batch.lines.first()
