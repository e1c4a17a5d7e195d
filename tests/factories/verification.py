"""Registers, gazettes and fee tables as they were imported."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from verification.events import EventKind, GazetteEvent
from verification.models import GazetteNotice, ReferenceFigure, ReferenceTable, RegisterRecord, UnreadNotice
from verification.numbers import PatentNumber, check_digit


def patent_number(serial: int, year: int = 2018, kind: str = "1") -> str:
    body = f"{year}{kind}{serial:07}"
    return f"{body}.{check_digit(body)}"


class RegisterRecordFactory(DjangoModelFactory):
    """A clean patent of 辽宁大学, as a file of the register told it."""

    class Meta:
        model = RegisterRecord

    number = factory.Sequence(patent_number)
    source = "登记簿导出文件"
    fetched_at = datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    facts = factory.LazyFunction(
        lambda: {
            "title": "一种电池",
            "owners": ["辽宁大学"],
            "filing_date": "2018-05-10",
            "status": "in_force",
            "paid_years": 9,
            "licences": [],
            "pledges": [],
        }
    )


class GazetteNoticeFactory(DjangoModelFactory):
    """An announcement; `kind` and `details` tell which."""

    class Meta:
        model = GazetteNotice

    number = factory.Sequence(patent_number)
    kind = EventKind.LAPSE
    announced_on = date(2026, 11, 10)
    effective_on = factory.SelfAttribute("announced_on")
    details = ()

    @classmethod
    def _create(cls, model_class, number, **event):
        row = GazetteNotice.of(GazetteEvent(PatentNumber(number), **event))
        row.save()
        return row


class UnreadNoticeFactory(DjangoModelFactory):
    class Meta:
        model = UnreadNotice

    digest = factory.Sequence("{:064}".format)
    raw = "神秘事务"
    reason = "不认识的法律状态"
    source = "专利公报"


class ReferenceTableFactory(DjangoModelFactory):
    class Meta:
        model = ReferenceTable

    name = factory.Sequence("测试用统计表{}".format)
    source = "测试"
    year = "2020"
    imported_by = "赵"


class ReferenceFigureFactory(DjangoModelFactory):
    class Meta:
        model = ReferenceFigure

    table = factory.SubFactory(ReferenceTableFactory)
    section = "C"
    amount = Decimal(30_000)
    rate = Decimal(5)
