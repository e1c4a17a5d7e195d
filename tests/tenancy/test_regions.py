"""The administrative tree: where a unit reports is not where its code lies."""

import pytest
from django.db.models import F
from django.utils import timezone

from tenancy.accounts.region_field import grouped_regions
from tenancy.models import Province, Region
from tenancy.models.regions import NATION, Level, RegionKind
from tenancy.regions import UnitFileError, load_reference, load_units
from tests.factories.tenancy import RegionFactory

pytestmark = pytest.mark.django_db


def cities_of(province: int) -> list[str]:
    units = Region.objects.current().filter(province=province, level=Level.CITY)
    return [unit.name for unit in units.order_by("position")]


@pytest.mark.requirement("LN-02")
def test_liaoning_has_fifteen_city_level_units_with_shenfu_beside_the_cities():
    assert len(cities_of(21)) == 15
    assert cities_of(21)[-1] == "沈抚示范区"


@pytest.mark.requirement("XY-59")
def test_henan_has_seventeen_cities_jiyuan_and_the_airport_zone():
    assert len(cities_of(41)) == 19
    assert cities_of(41)[-2:] == ["济源示范区", "航空港区"]


def test_four_units_of_hubei_report_directly_to_the_province():
    assert cities_of(42)[-4:] == ["仙桃市", "潜江市", "天门市", "神农架林区"]


@pytest.mark.requirement("XY-01")
def test_xinyang_has_a_row_for_each_county_district_and_branch_office():
    xinyang = Region.objects.get(code="411500")
    below = Region.objects.under(xinyang).exclude(pk=xinyang.pk)
    assert below.filter(kind=RegionKind.DIVISION).count() == 10
    assert "羊山新区分局" in [unit.name for unit in below.filter(kind=RegionKind.BRANCH)]


@pytest.mark.requirement("CN-01")
def test_the_national_table_can_list_every_provincial_unit_and_says_who_has_not_started():
    units = Region.objects.filter(level=Level.PROVINCE)
    assert units.count() == 33
    assert {"新疆生产建设兵团", "四川省知识产权服务促进中心"} <= {unit.name for unit in units}
    assert set(Province.objects.started().exclude(pk=NATION).values_list("slug", flat=True)) == {"ln", "hb", "ha", "zj"}


def test_nobody_signs_up_in_a_province_that_does_not_take_part_yet():
    """Its tree may be known long before: nobody there would answer."""
    offered = {code for _group, units in list(grouped_regions())[1:] for code, _name in units}
    assert Region.objects.filter(code="320100", province__started_on=None).exists()
    assert "210200" in offered
    assert "320100" not in offered


def test_grouping_containers_of_the_code_table_are_no_units():
    assert not Region.objects.filter(code__in=["419000", "429000"]).exists()


def test_above_a_city_stands_its_province_under_its_own_name():
    """An acceptance rests on it: the territory of an offer is compared with both names."""
    cities = Region.objects.filter(level=Level.CITY)
    assert cities.exists()
    assert not cities.exclude(parent__level=Level.PROVINCE, parent__name=F("province__name")).exists()


def test_the_subtree_of_a_city_is_its_own_counties():
    dalian = Region.objects.get(code="210200")
    assert {unit.parent or unit for unit in Region.objects.under(dalian)} == {dalian, dalian.parent}


def test_every_unit_hangs_below_the_nation():
    assert not Region.objects.exclude(path__startswith="100000.").exists()
    assert Region.objects.get(province=NATION).parent is None


def test_loading_again_changes_nothing():
    before = list(Region.objects.values_list("pk", "path", "valid_to"))
    load_reference()
    assert list(Region.objects.values_list("pk", "path", "valid_to")) == before


@pytest.fixture
def made_up(tmp_path):
    root = RegionFactory(code="990000", name="新设省")
    file = tmp_path / "xx.units.csv"

    def load(*units: str) -> int:
        head = "code,name,name_en,level,parent,kind,division_code\n"
        file.write_text(head + "".join(f"{unit}\n" for unit in units), encoding="utf-8")
        return load_units(root.province_id, file)

    return load


def test_a_fifth_province_gets_its_tree_from_a_file(made_up):
    made_up("990100,甲市,Jia,city,990000,division,990100", "990101,乙区,Yi,county,990100,division,990101")
    assert Region.objects.get(code="990101").path == "990000.990100.990101."


def test_a_unit_that_has_left_the_file_is_ended_not_deleted(made_up):
    made_up("990100,甲市,Jia,city,990000,division,", "990200,丙市,Bing,city,990000,division,")
    made_up("990100,甲市,Jia,city,990000,division,")
    assert Region.objects.get(code="990200").valid_to is not None
    assert Region.objects.get(code="990100").valid_to is None


def test_a_unit_that_is_in_the_file_again_goes_on(made_up):
    """The version before was started once more in between."""
    both = ("990100,甲市,Jia,city,990000,division,", "990200,丙市,Bing,city,990000,division,")
    for units in (both, both[:1], both):
        made_up(*units)
    assert Region.objects.get(code="990200").valid_to is None


def test_a_unit_without_its_parent_is_refused_with_the_line(made_up):
    with pytest.raises(UnitFileError, match="第2行：上级单位 990900 不存在"):
        made_up("990901,丁区,Ding,county,990900,division,")


def test_a_unit_that_comes_into_the_file_later_begins_then_and_leaves_the_months_before_alone(made_up):
    made_up("990100,甲市,Jia,city,990000,division,")
    made_up("990200,丙市,Bing,city,990000,division,", "990100,甲市,Jia,city,990000,division,")
    assert Region.objects.get(code="990100").valid_from is None
    assert Region.objects.get(code="990200").valid_from == timezone.localdate()
