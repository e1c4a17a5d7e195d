"""The territory of a licence as one filters by it: on the page, in files and through the interface."""

import pytest

from publication.models import Record
from publication.query import read_query
from publication.search import facets, find
from tests.factories.publication import RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]
PUBLISHED = (
    ("全国", "nation"),
    ("中国境内", "nation"),
    ("全国范围内", "nation"),
    ("不限地域", "nation"),
    ("辽宁省", "21"),
    ("中国辽宁省沈阳市", "21"),
    ("沈阳市", "21"),
    ("本省行政区域", "21"),
    ("湖北省武汉市", "42"),
    ("东北三省", "other"),
    ("全国（除深圳市）", "other"),
    ("不限于辽宁省", "other"),
    ("辽宁省、吉林省", "other"),
    ("沈阳市、深圳市", "other"),
    ("大连高新区", "other"),
)


@pytest.mark.parametrize(("words", "value"), PUBLISHED)
def test_words_are_put_where_they_surely_belong(words, value):
    assert Record.objects.get(pk=RecordFactory(territory=words).pk).reach == value


@pytest.fixture
def three():
    for words in ("全国", "全国", "辽宁省", "东北三省"):
        RecordFactory(territory=words)


def territories(page):
    return page.content.decode().partition("<summary>许可地域</summary>")[2].partition("</details>")[0]


def test_the_page_counts_each_territory_and_its_links_keep_the_other_filters(client, three):
    column = territories(client.get("/records/?city=210100&sort=fee"))
    assert "?city=210100&amp;sort=fee&amp;territory=21" in column
    assert [column.count(f'class="n">{n}<') for n in (2, 1)] == [1, 2]
    for name in ("全国", "辽宁省", "其他地域（以原文为准）"):
        assert name in column
    chosen = client.get("/records/?territory=21&fee_kind=lump_sum")
    assert "已选" in territories(chosen)
    assert 'name="territory" value="21"' in chosen.content.decode()  # a new word keeps it


@pytest.mark.requirement("F042")
@pytest.mark.parametrize(("asked", "n"), [("nation", 2), ("cn", 2), ("ln", 1), ("21", 1), ("other", 1), ("hb", 0)])
def test_page_interface_and_files_find_the_same(client, three, asked, n):
    assert len(find(read_query({"territory": asked})).rows) == n
    assert client.get(f"/api/v1/records/?territory={asked}").json()["total"]["count"] == n
    assert client.get(f"/records/export.json?territory={asked}").json()["control"]["rows"] == n


def test_kept_counters_and_counting_tell_the_same(three):
    kept, counted = facets(read_query({})), facets(read_query({"patent_type": "invention"}))
    assert kept.counts["territory"] == counted.counts["territory"] == {"nation": 2, "21": 1, "other": 1}


def test_a_territory_that_nobody_knows_is_passed_over_and_said(client, three):
    answer = client.get("/api/v1/records/?territory=moon").json()
    assert answer["total"]["count"] == 4
    assert "许可地域" in answer["notes"][0]
    described = client.get("/api/v1/schema/?format=json").json()["paths"]["/api/v1/records/"]["get"]["parameters"]
    assert any(each["name"] == "territory" and "许可地域" in each["description"] for each in described)
