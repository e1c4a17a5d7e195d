"""Documents and values as a pack lays them down, a proposal that waits for its second person, a moved workday."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tenancy.models.policy import DayKind, DocumentStatus, PolicyDocument, PolicyProposal, PolicyValue, WorkdayOverride
from tests.factories.tenancy import UserFactory, here


class PolicyDocumentFactory(DjangoModelFactory):
    class Meta:
        model = PolicyDocument

    province = factory.LazyFunction(here)
    key = factory.Sequence(lambda n: f"notice-{n}")
    issuer = "省知识产权局"
    title = "关于开展专利开放许可试点的补充通知"
    applies_from = date(2022, 7, 15)
    status = DocumentStatus.IN_FORCE


class PolicyValueFactory(DjangoModelFactory):
    class Meta:
        model = PolicyValue

    province = factory.LazyFunction(here)
    key = factory.Sequence(lambda n: f"example_{n}")
    value = 12
    document = "ln/plan"
    clause = "三"
    effective_from = date(2022, 7, 15)


class PolicyProposalFactory(DjangoModelFactory):
    class Meta:
        model = PolicyProposal

    key = factory.Sequence(lambda n: f"example_{n}")
    value = 12
    document = "ln/plan"
    clause = "三"
    note = "按年度评估结果调整"
    effective_from = date(2023, 1, 1)
    proposed_by = factory.LazyFunction(lambda: UserFactory().pk)
    proposed_name = "赵敏"


class WorkdayOverrideFactory(DjangoModelFactory):
    class Meta:
        model = WorkdayOverride

    day = factory.Sequence(lambda n: date.fromordinal(date(2030, 1, 1).toordinal() + n))
    kind = DayKind.REST
    holiday = "元旦"
