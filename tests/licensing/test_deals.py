"""What was really agreed stands beside the fee field, in groups large enough that no contract shows."""

from decimal import Decimal
from html import unescape

import pytest

from licensing.deals import Deal, groups_of
from licensing.services.deals import count_deals
from publication.models import DealFigure
from tenancy.models import Province
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import DealFigureFactory, RecordFactory
from tests.factories.tenancy import platform

pytestmark = pytest.mark.django_db


def deals(*amounts, first=1, kind="lump_sum", industry="C", **more):
    return [Deal(first + n, industry, kind, Decimal(amount), **more) for n, amount in enumerate(amounts)]


@pytest.mark.requirement("F053", "ZJ-21")
def test_four_licences_are_hidden_and_five_show_the_middle_half():
    assert groups_of(deals(10, 20, 30, 40), least=5) == []
    [group] = groups_of(deals(10, 20, 30, 40, 50), least=5)
    assert (group.licences, group.low, group.middle, group.high) == (5, 20, 30, 40)


def test_a_package_counts_once_and_rates_stand_apart_from_sums():
    package = [Deal(1, "C", "lump_sum", Decimal(n)) for n in (10, 20, 30)]
    assert groups_of(package, least=2) == []
    rates = [Deal(n, "C", "royalty", Decimal(0), Decimal(n)) for n in range(1, 6)]
    [group] = groups_of(rates + package, least=5)
    assert (group.fee_kind, group.middle, group.is_rate) == ("royalty", 3, True)


def test_free_licences_have_a_count_and_no_figure_and_nothing_is_said_without_an_industry():
    [group] = groups_of(deals(*[0] * 5, kind="free") + deals(*[9] * 9, industry=""), least=5)
    assert (group.fee_kind, group.licences, group.middle) == ("free", 5, None)


def test_the_count_is_replaced_each_day_and_shown_beside_the_fee_with_its_method(zhang):
    record = RecordFactory(industry="C")
    for _time in range(5):
        LicenceFactory(records=[record])
    for _time in range(2):
        assert count_deals(by=platform()) == 1
    figure = DealFigure.objects.get()
    assert (figure.licences, figure.middle) == (5, Decimal(50000))
    declaration = DeclarationFactory(by=zhang, industry="C")
    page = unescape(client_of(zhang).get(f"/declarations/{declaration.pk}/write/fee/").content.decode())
    assert "本省同行业已达成的许可" in page
    assert "50000.00 元" in page
    assert "每组不少于 5 份才显示" in page


def test_what_another_province_agreed_is_not_shown(zhang):
    DealFigureFactory(province=Province.objects.get(pk=33))
    declaration = DeclarationFactory(by=zhang, industry="C")
    page = client_of(zhang).get(f"/declarations/{declaration.pk}/write/fee/").content.decode()
    assert "本省同行业已达成的许可" not in page
