"""Facts by hand for figures, and the returns of offices. Plain facts need no database."""

from datetime import UTC, datetime
from decimal import Decimal

import factory

from reporting.facts import Concluded, Opening, Participant, Reached, Shown
from tenancy.models.organisations import OwnerType, SizeClass

MARCH = datetime(2023, 3, 15, tzinfo=UTC)
COUNTY = "100000.410000.411500.411522."


class OpeningFactory(factory.Factory):
    class Meta:
        model = Opening

    patent_number = factory.Sequence(lambda n: f"2019100{n:05d}.0")
    record_number = factory.Sequence(lambda n: f"HA2023{n:06d}")
    title = "一种永磁电机控制装置"
    owner_names = "信阳师范大学"
    region_path = COUNTY
    opened_at = MARCH
    in_force = True


class ParticipantFactory(factory.Factory):
    class Meta:
        model = Participant

    identity = factory.Sequence(lambda n: f"12410000{n:010d}")
    name = factory.Sequence(lambda n: f"信阳学院{n}")
    owner_type = OwnerType.UNIVERSITY
    region_path = COUNTY
    since = MARCH


class ShownFactory(factory.Factory):
    class Meta:
        model = Shown

    name = "信阳市知识产权网"
    url = "https://ip.example.cn/"
    region_path = COUNTY


class ReachedFactory(factory.Factory):
    class Meta:
        model = Reached

    credit_code = factory.Sequence(lambda n: f"91410000{n:010d}")
    name = factory.Sequence(lambda n: f"光山茶业{n}")
    size = SizeClass.SMALL
    region_path = COUNTY
    record_number = "HA2023000001"
    delivered_at = MARCH
    opened = False


class ConcludedFactory(factory.Factory):
    """A contract over one patent for 50,000 yuan."""

    class Meta:
        model = Concluded

    number = factory.Sequence(lambda n: f"HA-XK-2023-{n:05d}")
    licensors = "信阳师范大学"
    licensee = "光山茶业有限公司"
    patent_numbers = factory.Sequence(lambda n: (f"2018100{n:05d}.0",))
    fee_kinds = ("lump_sum",)
    is_free = False
    amount = Decimal(50_000)
    remark = ""
    region_path = COUNTY
    concluded_at = MARCH
