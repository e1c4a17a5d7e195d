"""Flags on licences and what officers made of them. Call inside the scope of a province."""

import factory
from factory.django import DjangoModelFactory

from audit.flags import Piece, Sign, decide, raise_flags
from audit.models import Flag, FlagDecision, FlagOutcome
from tenancy.actors import actor_of
from tenancy.roles import Role
from tests.factories.licensing import LicenceFactory
from tests.factories.tenancy import MembershipFactory, OfficeFactory, platform

SIGN = Sign("related_names", "一方名称包含另一方名称", "请核实是否为关联方。", "六（二）", (Piece("许可人", "甲"),))


class FlagFactory(DjangoModelFactory):
    """A licence between names that contain each other, say."""

    class Meta:
        model = Flag

    licence = factory.LazyFunction(LicenceFactory)

    @classmethod
    def _create(cls, model_class, licence):
        [flag] = raise_flags(licence, [SIGN], region=licence.region, by=platform())
        return flag


class FlagDecisionFactory(DjangoModelFactory):
    """The city's officer clears it."""

    class Meta:
        model = FlagDecision

    flag = factory.SubFactory(FlagFactory)
    outcome = FlagOutcome.CLEARED
    reason = "已电话核实，双方没有关联。"

    @classmethod
    def _create(cls, model_class, flag, outcome, reason):
        office = OfficeFactory(region=flag.region)
        return decide(flag, outcome, reason, by=actor_of(MembershipFactory(role=Role.CITY_OFFICER, place=office)))
