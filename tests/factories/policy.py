"""Rules with a source, made as packs and people make them. Call inside the scope of a province."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tenancy.actors import Actor
from tenancy.models import PolicyDocument, PolicyProposal, PolicyValue, WorkdayOverride
from tenancy.policy import changes
from tenancy.policy.changes import Basis
from tenancy.roles import Role
from tests.factories.tenancy import UserFactory, here


def administrator() -> Actor:
    """Somebody who may change and approve rules in the province of the scope."""
    return Actor(user=UserFactory(), province=here(), role=Role.PROVINCE_ADMIN)


class PolicyDocumentFactory(DjangoModelFactory):
    class Meta:
        model = PolicyDocument

    key = factory.Sequence(lambda n: f"notice-{n}")
    issuer = "省知识产权局"
    number = factory.Sequence(lambda n: f"知〔2024〕{n}号")
    title = factory.Sequence(lambda n: f"关于调整试点规则的通知{n}")
    issued_on = factory.LazyFunction(timezone.localdate)
    applies_from = factory.LazyFunction(timezone.localdate)
    status = "in_force"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return changes.register_document(model_class(**kwargs), by=administrator())


class PolicyProposalFactory(DjangoModelFactory):
    """A shortest term of three years from tomorrow, waiting for a second person."""

    class Meta:
        model = PolicyProposal

    key = "min_term_months"
    raw = 36
    effective_from = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=1))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        basis = Basis(kwargs.pop("document", "cn/plan"), "三（一）1", "年度分析显示短期许可难以实施")
        return changes.set_value(kwargs.pop("key"), kwargs.pop("raw"), basis, by=administrator(), **kwargs)


class PolicyValueFactory(PolicyProposalFactory):
    """The same, approved by a colleague."""

    class Meta:
        model = PolicyValue

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return changes.approve_value(PolicyProposalFactory(**kwargs), by=administrator())


class WorkdayOverrideFactory(DjangoModelFactory):
    class Meta:
        model = WorkdayOverride

    day = factory.Sequence(lambda n: timezone.localdate().replace(year=2090) + timedelta(days=n))
    kind = "rest"
    holiday = "放假"
    source = "通知"
