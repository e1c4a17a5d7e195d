"""The pages anyone can open: start, windows, guides, words, about."""

import pytest
from django.urls import reverse

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
