"""Claims on public money. Call inside the scope of a province."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from reporting.models import Claim, ClaimStep
from reporting.models.funds import Claimant, Stage
from reporting.services import funds
from reporting.services.funds import Asked
from tenancy.roles import Role
from tests.factories.licensing import LicenceFactory
from tests.factories.reporting import officer


class ClaimFactory(DjangoModelFactory):
    """The licensee's claim on a programme, entered by the city of the licence; `by=` is the officer's hand."""

    class Meta:
        model = Claim

    licence = factory.LazyFunction(LicenceFactory)
    programme = factory.Sequence(lambda n: f"专利转化专项资金第{n}批")
    source = "专利转化专项资金管理办法 第八条"
    side = Claimant.LICENSEE
    amount = Decimal(20000)
    by = factory.LazyAttribute(lambda made: officer(made.licence.region, Role.CITY_OFFICER))

    @classmethod
    def _create(cls, model_class, licence, by, **asked):
        return funds.claim(licence, Asked(**asked), by=by)


class ClaimStepFactory(DjangoModelFactory):
    """Approved in full."""

    class Meta:
        model = ClaimStep

    claim = factory.LazyFunction(ClaimFactory)
    stage = Stage.APPROVED
    amount = Decimal(20000)
    reason = "材料齐全"
    by = factory.LazyAttribute(lambda made: officer(made.claim.region, Role.CITY_OFFICER))

    @classmethod
    def _create(cls, model_class, claim, stage, amount, reason, by):
        return funds.take_step(claim, stage, amount, reason, by=by)
