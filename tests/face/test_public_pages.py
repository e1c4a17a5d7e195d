"""The pages anyone can open: start, windows, guides, words, about."""

import re

import pytest
from django.urls import reverse

from tenancy.scope import acting
from tests.cast import HANGZHOU, ZHEJIANG, region
from tests.factories.publication import RecordFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["start", "guides", "glossary", "about"])
def test_anyone_opens_the_page(client, name):
    assert client.get(reverse(name)).status_code == 200


def test_the_start_page_searches_opens_three_doors_and_lists_the_provinces(client):
    page = client.get("/").content.decode()
    for said in ('action="/records/"', "我要发布", "我要许可", "我要查验", "辽宁省"):
        assert said in page


def test_a_window_is_the_start_page_in_the_provinces_name(client):
    page = client.get("/ln/").content.decode()
    assert "<title>辽宁省专利开放许可试点平台</title>" in page
    assert 'name="province" value="ln"' in page


@pytest.mark.requirement("ZJ-07", "ZJ-16")
def test_the_window_of_zhejiang_leads_to_list_declaration_search_and_guide(client):
    with acting(province=ZHEJIANG):
        RecordFactory(region=region(HANGZHOU))
    page = client.get("/zj/").content.decode()
    for said in ('name="province" value="zj"', 'href="/guides/declare/"', 'href="/records/"', 'href="/guides/"'):
        assert said in page
    assert "共 1 " in client.get("/records/?province=zj").content.decode()


def test_an_unknown_province_has_no_window(client):
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "没有找到这一页" in page.content.decode()


def test_without_records_no_figure_is_shown(client):
    assert 'class="figures"' not in client.get("/").content.decode()


@pytest.mark.requirement("LN-06")
def test_every_page_says_that_the_pilot_is_not_the_statutory_licence(client):
    for address in ("/", "/ln/", "/guides/", "/glossary/", "/about/", "/nowhere/"):
        assert "有别于由国务院专利行政部门接收并公布声明的法定开放许可" in client.get(address).content.decode()


def test_the_strip_counts_what_the_register_shows_with_unit_and_moment(client, liaoning):
    RecordFactory()
    RecordFactory(withdrawn=True)
    page = client.get("/ln/").content.decode()
    assert strip_of(page) == {"现有登记": "1", "其中免费": "0", "累计发布": "2"}
    assert 'href="/records/?province=ln&amp;state=all"' in page
    assert "（北京时间）" in page


def test_a_window_counts_its_own_province_only(client, liaoning):
    RecordFactory()
    assert not strip_of(client.get("/zj/").content.decode())
    assert strip_of(client.get("/").content.decode())["累计发布"] == "1"


def test_the_latest_announcements_stand_on_the_start_page(client, liaoning):
    title = RecordFactory().announcement.title
    assert title in client.get("/").content.decode()
    assert title not in client.get("/zj/").content.decode()


def test_a_province_speaks_under_its_own_scheme_and_publisher(client):
    page = client.get("/zj/").content.decode()
    assert "浙江省专利公开实施平台" in page
    assert "浙江省知识产权数字化应用系统" in page


def test_the_start_page_asks_the_database_a_fixed_number_of_times(client, liaoning, django_assert_max_num_queries):
    for _ in range(3):
        RecordFactory()
    client.get("/")
    with django_assert_max_num_queries(8):
        client.get("/")


def strip_of(page: str) -> dict[str, str]:
    """Name and value of each figure."""
    found = re.findall(r'class="name">(.*?)</p>.*?class="value">(?:<a[^>]*>)?([\d,.]+)', page, re.S)
    return dict(found)
