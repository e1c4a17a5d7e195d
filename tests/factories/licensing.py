"""Licences at the states the process can reach, through its verbs. Call inside the scope of a province."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from licensing.models import (
    Certificate,
    Due,
    Ending,
    Evidence,
    Filing,
    FollowUp,
    Formality,
    Licence,
    LicensedPatent,
    Paper,
    Party,
    Payment,
    Receipt,
    Result,
    RoyaltyReport,
    TrialDecision,
    Turn,
)
from licensing.models.endings import EndingGround
from licensing.services import (
    acceptance,
    answers,
    certificates,
    endings,
    evidence,
    filings,
    follow_ups,
    formalities,
    papers,
    payments,
    royalties,
    scheduling,
)
from licensing.services.acceptance import Acceptance
from licensing.services.follow_ups import Told
from licensing.services.formalities import Done
from licensing.services.payments import Sum
from licensing.services.royalties import Base
from licensing.workflow import Status
from publication.models import Record
from tenancy.actors import Actor, actor_of
from tenancy.models import Organisation
from tenancy.models.organisations import OwnerType
from tenancy.roles import Role
from tests.factories.days import LATEST, NEXT
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import MembershipFactory, OrganisationFactory, a_city, platform

OWNER = ("沈阳北方科技大学", "12210000123456789A")  # of tests.factories.publication.OfferFactory
ROYALTY = {"kind": "royalty", "rate": "3.5", "base": "net_sales", "cap": "50000"}
TRIAL = {"kind": "trial_then_pay", "trial_months": "6", "amount": "80000"}


def acceptance_of(*records: Record, **more) -> Acceptance:
    """From next year on, in the city, with the versions as they are now."""
    stated = {
        "seen": {record.number: record.current.number for record in records},
        "key": uuid4(),
        "use_region": a_city(),
        "use_place": a_city().name,
        "scope": "永磁电机控制器",
        "starts_on": NEXT,
        "ends_on": LATEST,
    }
    return Acceptance(**stated | more)


def member_of(organisation: Organisation, role: Role = Role.ORGANISATION_ADMIN) -> Actor:
    return actor_of(MembershipFactory(place=organisation, role=role))


def owner() -> Actor:
    """The administrator of the university that owns what RecordFactory publishes."""
    name, code = OWNER
    known = Organisation.objects.filter(credit_code=code).first()
    if known and (membership := known.memberships.active().first()):
        return actor_of(membership)
    return member_of(known or registered_owner(name, code))


def registered_owner(name: str, code: str) -> Organisation:
    """As an import of published records brings it in: the code of the example has no check digit."""
    made = OrganisationFactory(name=name, owner_type=OwnerType.UNIVERSITY)
    Organisation.objects.filter(pk=made.pk).update(credit_code=code)
    return Organisation.objects.get(pk=made.pk)


class LicenceFactory(DjangoModelFactory):
    """An accepted record; `status=` carries it on, `by=` is the licensee's hand, `records=` a package."""

    class Meta:
        model = Licence

    records = factory.LazyFunction(lambda: [RecordFactory()])
    by = factory.LazyFunction(lambda: member_of(OrganisationFactory()))
    status = Status.CONCLUDED

    @classmethod
    def _create(cls, model_class, records, by, status, **stated):
        patentee = owner()
        licence = acceptance.accept(acceptance_of(*records, **stated), by=by)
        if status == Status.CONFIRMED:
            answers.confirm(licence, by=patentee)
        if status == Status.OBJECTED:
            answers.object_to(licence, by=patentee, ground="right", reason="专利权已转移")
        return Licence.objects.get(pk=licence.pk)


class LicensedPatentFactory(DjangoModelFactory):
    class Meta:
        model = LicensedPatent

    @classmethod
    def _create(cls, model_class, **more):
        return LicenceFactory(**more).patents.get()


class PartyFactory(DjangoModelFactory):
    """The licensee as on the day."""

    class Meta:
        model = Party

    @classmethod
    def _create(cls, model_class, **more):
        return LicenceFactory(**more).parties.get(side="licensee")


class TurnFactory(DjangoModelFactory):
    class Meta:
        model = Turn

    @classmethod
    def _create(cls, model_class, **more):
        return LicenceFactory(**more).turns.get()


class PaperFactory(DjangoModelFactory):
    """The contract of a licence."""

    class Meta:
        model = Paper

    @classmethod
    def _create(cls, model_class, **more):
        return papers.make_contract(LicenceFactory(**more), by=platform())


class FilingFactory(DjangoModelFactory):
    """Handed in."""

    class Meta:
        model = Filing

    stage = "handed_in"

    @classmethod
    def _create(cls, model_class, stage, **more):
        return filings.enter(LicenceFactory(**more), by=platform(), stage=stage)


class DueFactory(DjangoModelFactory):
    """The one payment of a lump sum that the schedule of a licence yields."""

    class Meta:
        model = Due

    @classmethod
    def _create(cls, model_class, **more):
        licence = LicenceFactory(**more)
        scheduling.schedule(licence, by=platform())
        return licence.dues.first()


class PaymentFactory(DjangoModelFactory):
    """Stated by the licensee, all of it."""

    class Meta:
        model = Payment

    by = factory.LazyFunction(lambda: member_of(OrganisationFactory()))

    @classmethod
    def _create(cls, model_class, by, **more):
        due = DueFactory(by=by, **more)
        return payments.state(due, paid(due.amount), by=by)


class ReceiptFactory(DjangoModelFactory):
    """Confirmed by the owner."""

    class Meta:
        model = Receipt

    @classmethod
    def _create(cls, model_class, **more):
        payment = PaymentFactory(**more)
        return payments.confirm(payment, paid(payment.amount), by=platform())


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    @classmethod
    def _create(cls, model_class, **more):
        return evidence.keep(LicenceFactory(**more), a_voucher(), by=platform())


class RoyaltyReportFactory(DjangoModelFactory):
    """The first period, which has just ended."""

    class Meta:
        model = RoyaltyReport

    @classmethod
    def _create(cls, model_class, **more):
        due = DueFactory(records=[RecordFactory(terms=ROYALTY)], **more)
        return royalties.report(over(due), Base(Decimal(1_000_000)), by=platform())


class TrialDecisionFactory(DjangoModelFactory):
    """The licensee goes on."""

    class Meta:
        model = TrialDecision

    @classmethod
    def _create(cls, model_class, **more):
        due = DueFactory(records=[RecordFactory(terms=TRIAL)], **more)
        return royalties.decide_trial(due, True, by=platform())


class FollowUpFactory(DjangoModelFactory):
    """The first interval of a licence; `over=True`: it ended yesterday."""

    class Meta:
        model = FollowUp

    over = False

    @classmethod
    def _create(cls, model_class, over, **more):
        licence = LicenceFactory(**more)
        scheduling.schedule(licence, by=platform())
        follow_ups.plan(licence)
        return ended_yesterday(licence.follow_ups.get()) if over else licence.follow_ups.get()


class ResultFactory(DjangoModelFactory):
    """Used, with sales of a million yuan and five jobs."""

    class Meta:
        model = Result

    told = Told(used=True, sales=Decimal(1_000_000), jobs=5)

    @classmethod
    def _create(cls, model_class, told, **more):
        return follow_ups.tell(FollowUpFactory(over=True, **more), told, by=platform())


class EndingFactory(DjangoModelFactory):
    """The patent was declared invalid today, and the licence ended with it."""

    class Meta:
        model = Ending

    @classmethod
    def _create(cls, model_class, **more):
        licence = LicenceFactory(**more)
        lost(licence.patents.get().patent_number)
        return licence.endings.first()


class CertificateFactory(DjangoModelFactory):
    """Of all that the owner of the example has licensed."""

    class Meta:
        model = Certificate

    @classmethod
    def _create(cls, model_class, **more):
        LicenceFactory()
        return certificates.issue(by=owner(), **more)


class FormalityFactory(DjangoModelFactory):
    """An ordinary licence whose contract was signed."""

    class Meta:
        model = Formality

    @classmethod
    def _create(cls, model_class, **more):
        by = member_of(OrganisationFactory())
        record = RecordFactory(mode="ordinary_licence")
        licence = LicenceFactory(records=[record], by=by, **more)
        scheduling.schedule(licence, by=platform())
        return formalities.do(licence, Done("contract", timezone.localdate()), by=by)


def lost(patent_number: str, occasion: str = "gazette:1") -> int:
    return endings.lose_patent(
        patent_number,
        ground=EndingGround.INVALIDATED,
        on=timezone.localdate(),
        sentence="专利权被宣告全部无效",
        occasion=occasion,
        by=platform(),
    )


def ended_yesterday(follow_up: FollowUp) -> FollowUp:
    yesterday = timezone.localdate() - timedelta(days=1)
    FollowUp.objects.filter(pk=follow_up.pk).update(period_from=yesterday, period_to=yesterday)
    return FollowUp.objects.get(pk=follow_up.pk)


def paid(amount, **more) -> Sum:
    return Sum(Decimal(amount), timezone.localdate(), **more)


def a_voucher() -> SimpleUploadedFile:
    return SimpleUploadedFile("转账回单.pdf", b"%PDF-1.7 bank", "application/pdf")


def over(due: Due) -> Due:
    """As if its settlement period had ended yesterday."""
    Due.objects.filter(pk=due.pk).update(opens_on=timezone.localdate())
    return Due.objects.get(pk=due.pk)
