"""A province that nobody has heard of comes alive from a pack and a unit file, with no line of code (A2)."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenancy.models import Office, PolicyValue, Province, Region
from tenancy.policy import policy_of
from tenancy.scope import acting
from tests.factories.tenancy import OfficeFactory

pytestmark = pytest.mark.django_db
KEY = 78

PACK = """
[province]
key = 78
slug = "yz"
name = "云州省"
name_en = "Yunzhou"
units = "yz.units.csv"
started_on = 2024-03-01

[documents.plan]
issuer = "云州省知识产权局"
number = "云知〔2024〕7号"
title = "云州省专利开放许可试点实施方案"
issued_on = 2024-03-01
status = "in_force"
parent = "cn/plan"
text = "plan.txt"

[rules.min_term_months]
value = 6
document = "plan"
clause = "二（一）"
quote = "许可期限不少于六个月。"

[rules.withdrawal_notice_working_days]
value = 3
document = "plan"
clause = "四"

[rules.form_fields]
value = [{ name = "cluster", label = "所属产业集群", required = true, public = true }]
document = "plan"
clause = "三"

[regions.780200.rules.min_term_months]
value = 9
document = "plan"
clause = "附则"
"""
UNITS = """code,name,name_en,level,parent,kind,division_code
780100,云城市,Yuncheng,city,780000,division,780100
780200,江口市,Jiangkou,city,780000,division,780200
780201,江东区,Jiangdong,county,780200,division,780201
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "yz.toml").write_text(PACK, encoding="utf-8")
    (tmp_path / "yz.units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "plan.txt").write_text("云州省专利开放许可试点实施方案\n\n许可期限不少于六个月。\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def yunzhou(files) -> Province:
    call_command("policy", "install", files / "yz.toml", stdout=StringIO())
    return Province.objects.get(pk=KEY)


def test_the_command_says_what_it_wrote_and_nothing_the_second_time(files):
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("policy", "install", files / "yz.toml", stdout=out)
    assert said[0].getvalue() == "云州省：新增1份文件、4项参数值\n"
    assert said[1].getvalue() == "云州省：新增0份文件、0项参数值\n"


def test_its_window_and_rules_open_to_everyone(yunzhou, client):
    assert "云州省" in client.get("/yz/").content.decode()
    page = client.get("/yz/policy/").content.decode()
    assert "云知〔2024〕7号" in page
    assert "沿用全国规定" in page
    assert "许可期限不少于六个月。" in client.get("/yz/policy/documents/plan/").content.decode()
    assert "云州省" in client.get("/policy/").content.decode()


@pytest.mark.requirement("CN-17", "A2")
def test_its_rules_hold_from_their_day_in_province_and_city(yunzhou):
    assert policy_of(yunzhou).min_term_months == 6
    assert policy_of(yunzhou, at=date(2024, 2, 29)).min_term_months is None
    district = Region.objects.get(code="780201")
    assert policy_of(yunzhou, region=district).min_term_months == 9
    assert policy_of(yunzhou).evaluation_report == "on_request"  # the nation's
    assert policy_of(yunzhou).form_fields[0].label == "所属产业集群"


def test_its_tree_hangs_below_the_nation(yunzhou):
    root = Region.objects.get(province=yunzhou, level="province")
    assert root.path == "100000.780000."
    assert list(Region.objects.under(root).filter(level="city").values_list("name", flat=True)) == ["云城市", "江口市"]


def test_the_database_keeps_it_apart_from_the_others(yunzhou):
    with acting(province=KEY):
        OfficeFactory(name="云州省知识产权局", region=Region.objects.get(code="780000"))
        assert Office.objects.count() == 1
    with acting(province=21):
        assert not Office.objects.filter(name="云州省知识产权局").exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("yz.toml", 'slug = "yz"', 'slug = "ln"', "已由辽宁省使用"),
        ("yz.toml", "key = 78", "key = 21", "已由辽宁省使用"),
        ("yz.toml", "regions.780200", "regions.790200", "没有代码为790200的单位"),
        ("yz.toml", '"cn/plan"', '"cn/law"', "没有文件cn/law"),
        ("yz.toml", '"plan.txt"', '"../plan.txt"', "同一文件夹内没有文件"),
        ("yz.units.csv", "780200,division,780201", "780900,division,780201", "780900"),
        ("yz.units.csv", "code,name,", "code,title,", "缺少列"),
    ],
)
def test_a_fault_stops_everything_and_is_named(files, name, old, new, sentence):
    file = files / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        call_command("policy", "install", files / "yz.toml", stdout=StringIO())
    assert not Province.objects.filter(pk=KEY).exists()
    assert not PolicyValue.objects.filter(province_id=KEY).exists()
