"""Where an acceptance binds: whatever a territory says, and whatever the acceptor types beside the place."""

import pytest

from licensing.reach import covers
from licensing.services.acceptance import accept
from tests.cast import DALIAN, SHENYANG, region
from tests.factories.licensing import acceptance_of
from tests.licensing.conftest import offered_by

SHENYANG_NAMES = frozenset({"辽宁省", "沈阳市"})


TAKEN_IN = "全国 全国范围内 中国境内 中华人民共和国 不限 全国各省市 辽宁省 辽宁省行政区域内 中国辽宁省 沈阳市"
TAKEN_IN += " 辽宁省沈阳市 大连市、沈阳市 大连市和沈阳市 沈阳市及周边 全国（除深圳市） 全国（不含港澳台地区）"
LEFT_OUT = "大连市 辽宁省大连市 中国辽宁省大连市 沈阳市和平区 吉林省 全国（除沈阳市） 辽宁省（沈阳市除外）"
LEFT_OUT += " 除沈阳市以外的辽宁省 全国，不包括辽宁省 本市"


@pytest.mark.parametrize("territory", TAKEN_IN.split())
def test_words_that_take_the_place_in(territory):
    assert covers(territory, SHENYANG_NAMES)


@pytest.mark.parametrize("territory", LEFT_OUT.split())
def test_words_that_do_not(territory):
    assert not covers(territory, SHENYANG_NAMES)


@pytest.mark.parametrize("territory", ["全国（除深圳市）", "辽宁省", "中国辽宁省"])
def test_what_is_bounded_is_known_to_be(territory):
    assert not covers(territory, frozenset())


@pytest.mark.parametrize("territory", ["杭州市", "浙江省杭州市", "杭州市、湖州市"])
def test_a_name_with_the_sign_of_a_prefecture_in_it_is_one_name(territory):
    assert covers(territory, {"浙江省", "杭州市"})
    assert not covers(territory, {"浙江省", "金华市"})


@pytest.mark.django_db
@pytest.mark.requirement("CN-40")
@pytest.mark.parametrize(
    ("territory", "place", "chosen", "binds"),
    [
        ("沈阳市", "沈阳市浑南区", SHENYANG, True),
        ("沈阳市", "浑南区创新路1号", SHENYANG, True),
        ("沈阳市", "广东省深圳市", SHENYANG, False),  # the contract would say Shenzhen
        ("沈阳市", "大连市", SHENYANG, False),
        ("辽宁省沈阳市", "大连市", DALIAN, False),
        ("辽宁省", "大连市", DALIAN, True),
        ("全国（除大连市）", "大连市", DALIAN, False),
        ("沈阳市", "市", None, False),
        ("沈阳市", "沈阳市浑南区", None, True),
        ("全国（除深圳市）", "深圳市南山区", None, False),
        ("沈阳市", "铁西区", SHENYANG, True),  # Anshan has one too, but Shenyang was chosen
        ("沈阳市", "沈阳市高新区", SHENYANG, True),
        ("沈阳市", "南京北街12号", SHENYANG, True),
        ("沈阳市", "金州区", SHENYANG, False),  # lies in Dalian
        ("辽宁省", "广东深圳工厂", SHENYANG, False),
        ("沈阳市", "大连工厂", SHENYANG, False),
        ("辽宁省", "大连市", None, True),
        ("辽宁省", "沈阳市和大连市", None, True),
        ("辽宁省", "辽宁省沈阳市和广东省深圳市", None, False),
        ("辽宁省", "辽宁省、深圳市", None, False),
        ("辽宁省", "辽宁省沈阳市及境外", None, False),
        ("全国（除广东省）", "辽宁省沈阳市和广东省深圳市", None, False),
        ("全国", "辽宁省沈阳市", None, True),
        ("全国", "美国", None, False),  # where a Chinese patent has no effect
    ],
)
@pytest.mark.requirement("F063")
def test_what_the_contract_will_say_decides(zhang, sun, territory, place, chosen, binds):
    record = offered_by(zhang, territory=territory)
    stated = acceptance_of(record, use_region=chosen and region(chosen), use_place=place)
    assert accept(stated, by=sun).is_binding is binds
