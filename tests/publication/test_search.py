"""Finding: right for one to four characters, for numbers in any spelling, and with totals one can trust."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publication import sample, search, spread
from publication.looking_back import evenly
from publication.models import Record
from publication.query import read_query
from publication.search import Total, count, facets, find
from tenancy.models.organisations import OwnerType
from tests.factories.publication import FREE, AnnouncementFactory, OfferFactory, Owner, RecordFactory, offers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]

TITLES = [
    "一种永磁电机控制装置",
    "磁电式传感器",
    "电机轴承",
    "ＡＢ型5G天线",
    "稀土发光材料",
    "100%可降解膜_A",
    "O'Neil 阀",
]


@pytest.fixture
def titles():
    AnnouncementFactory(offers=[OfferFactory(title=title) for title in TITLES])


@pytest.fixture
def tiny(monkeypatch):
    """Each step of the search is reached with a handful of records."""
    monkeypatch.setattr(search, "WINDOW", 2)
    monkeypatch.setattr(search, "PEEK", 1)
    monkeypatch.setattr(search, "WIDEST", 5)
    monkeypatch.setattr(search, "CAP", 4)


@pytest.fixture
def all_at_once(monkeypatch):
    """The sample says that the words are rare: all their places are read."""
    monkeypatch.setattr(search, "expected", lambda _terms: search.FEW)


@pytest.fixture
def counted_at_once(tiny, monkeypatch):
    """It says that the words are rare enough to be counted, not to be read."""
    monkeypatch.setattr(search, "expected", lambda _terms: search.MANY)


@pytest.fixture
def looked_up_at_once(monkeypatch):
    """It says that the top of the list would tell little of the words."""
    monkeypatch.setattr(search, "is_in_every", lambda _number, _terms: False)
    monkeypatch.setattr(search, "expected", lambda _terms: search.MANY + 1)
    spread.read_spread.cache_clear()


@pytest.fixture
def sampled(monkeypatch):
    """It tells of other records than there are now, and is therefore asked for the wrong pairs and days."""
    other = ["件永磁电机", "件磁电", "件轴承", *["件"] * 24]
    monkeypatch.setattr(sample, "sample", lambda: sample.Sample(other, "\n".join(other), 300.0))
    monkeypatch.setattr(search, "FEW", 300)
    monkeypatch.setattr(search, "MANY", 500)
    spread.read_spread.cache_clear()


WAYS = pytest.mark.parametrize("way", [None, "tiny", "all_at_once", "counted_at_once", "looked_up_at_once", "sampled"])


def titles_found(q, **more):
    return sorted(row["title"] for row in find(read_query({"q": q, **more})).rows)


def naive(*terms):
    """What a reader of the whole list would find in the titles."""
    folded = {title: title.replace("Ａ", "a").replace("Ｂ", "b").lower() for title in TITLES}
    return sorted(title for title in TITLES if all(term in folded[title] for term in terms))


@WAYS
@pytest.mark.parametrize(
    "q",
    [
        "电",
        "磁电",
        "电机",
        "永磁电",
        "永磁电机",
        "ab",
        "5g",
        "天线",
        "%",
        "_",
        "100%",
        "o'n",
        "稀土 材料",
        "电 机轴",
        "鼒",
    ],
)
def test_every_length_of_term_finds_what_a_reader_would(titles, q, way, request):
    if way:
        request.getfixturevalue(way)
    assert titles_found(q) == naive(*q.split())


@pytest.fixture
def any_titles():
    """Of few signs, so that many share their pairs; with all that means something to a pattern."""
    chance = Random(11)
    titles = ["件" + "".join(chance.choices("永磁电机ab%_'\\ ", k=chance.randrange(2, 18))) for _each in range(60)]
    AnnouncementFactory(offers=[OfferFactory(title=title) for title in titles])
    return [title[at : at + chance.randrange(1, 16)] for title in titles for at in (0, 1, chance.randrange(len(title)))]


@WAYS
def test_any_piece_of_a_title_finds_what_a_reader_of_every_record_would(any_titles, way, request):
    if way:
        request.getfixturevalue(way)
    whole = dict(Record.objects.values_list("number", "words"))
    for query in filter(lambda query: query.terms, (read_query({"q": piece}) for piece in any_titles)):
        expected = {number for number, words in whole.items() if all(term in words for term in query.terms)}
        found = find(query, size=100)
        assert {row["number"] for row in found.rows} == expected, query.terms
        assert found.total.n == min(len(expected), search.CAP)


def test_pairs_alone_do_not_count_as_the_word(tiny):
    RecordFactory(title="磁电与电机的组合")
    assert titles_found("磁电机") == []


def test_width_and_case_do_not_matter(titles):
    assert titles_found("ａｂ") == titles_found("AB") == ["ＡＢ型5G天线"]


@pytest.mark.parametrize(
    "spelling",
    ["ZL{}", "zl {}", "{}", "CN{}", "专利号{}", "ＺＬ{}", "ZL. {}"],
    ids=["ZL", "zl", "bare", "CN", "word", "wide", "dot"],
)
def test_a_number_is_found_in_any_spelling(spelling):
    record = RecordFactory()
    RecordFactory()
    for form in (record.patent_number, record.patent_number.replace(".", ""), record.patent_number[:-2]):
        [row] = find(read_query({"q": spelling.format(form)})).rows
        assert row["number"] == record.number


def test_a_record_is_found_by_its_own_number():
    record = RecordFactory()
    RecordFactory()
    assert [row["number"] for row in find(read_query({"q": record.number.lower()})).rows] == [record.number]


def test_an_owner_and_a_city_are_found():
    RecordFactory(owners=(Owner("大连海蓝精密制造有限公司", OwnerType.PRIVATE_ENTERPRISE.value),))
    RecordFactory()
    assert find(read_query({"q": "海蓝精密"})).total == Total(1)
    assert find(read_query({"q": "沈阳市"})).total == Total(2)


def test_withdrawn_records_are_found_only_when_asked_for():
    RecordFactory()
    gone = RecordFactory(withdrawn=True)
    assert find(read_query({})).total == Total(1)
    assert find(read_query({"state": "all"})).total == Total(2)
    assert [row["number"] for row in find(read_query({"state": "withdrawn"})).rows] == [gone.number]


@pytest.mark.requirement("HB-24", "HB-07")
def test_every_filter_narrows():
    RecordFactory(terms=FREE, ipc="A61K31/00", industry="M", title="药物")
    RecordFactory()
    RecordFactory(withdrawn=True)
    assert find(read_query({})).total == Total(2)
    for name, value in {
        "fee_kind": "free",
        "ipc": "A61K",
        "industry": "M",
        "q": "药物",
    }.items():
        assert find(read_query({name: value})).total == Total(1), name
    for name, value in {
        "province": "ln",
        "patent_type": "invention",
        "owner_type": "university",
        "term_min": "36",
    }.items():
        assert find(read_query({name: value})).total == Total(2), name
    assert find(read_query({"term_min": "37"})).total == Total(0)
    assert find(read_query({"province": "zj"})).total == Total(0)


@pytest.mark.parametrize("ipc", ["A", "A61", "a61k", "A61K31", "A61K31/00"])
def test_a_class_is_found_from_the_left(ipc):
    RecordFactory(ipc="A61K31/00")
    RecordFactory()
    assert find(read_query({"ipc": ipc})).total == Total(1)


def test_sorting():
    for amount in ("300", "100", "200"):
        RecordFactory(terms={"kind": "lump_sum", "amount": amount})
    RecordFactory(terms={"kind": "royalty", "rate": "2"})
    amounts = [row["fee_amount"] for row in find(read_query({"sort": "fee"})).rows]
    assert amounts == [100, 200, 300, None]


def test_the_longest_term_stands_first_where_that_is_asked_for():
    for year in (2028, 2030, 2029):
        RecordFactory(term_to=date(year, 12, 31))
    assert [row["term_to"].year for row in find(read_query({"sort": "term"})).rows] == [2030, 2029, 2028]


@pytest.mark.parametrize(
    "params",
    [
        {"province": "atlantis"},
        {"city": "999999"},
        {"patent_type": "x"},
        {"ipc": "ZZ"},
        {"term_min": "-1"},
        {"term_min": "一年"},
        {"state": "lost"},
        {"sort": "price"},
        {"q": "长" * 65536},
        {"province": "9" * 40},
    ],
)
def test_what_is_not_understood_is_said_and_passed_over(params):
    query = read_query(params)
    assert len(query.notes) == 1
    find(query)


@pytest.mark.parametrize("q", ["\0", "\\", "'", "''", "a'b & c", "☃" * 40, "%", "|", "!"])
def test_no_text_breaks_a_search(q):
    find(read_query({"q": q}))
    facets(read_query({"q": q}))


def test_totals_are_exact_to_the_cap_and_then_say_so(monkeypatch):
    monkeypatch.setattr(search, "CAP", 5)
    AnnouncementFactory(offers=offers(7))
    assert str(find(read_query({"fee_kind": "lump_sum"})).total) == "5+"
    assert str(find(read_query({"q": "永磁"})).total) == "5+"
    assert str(find(read_query({})).total) == "7"


def test_pages_follow_one_another_without_gap(tiny, monkeypatch):
    monkeypatch.setattr(search, "CAP", 100)
    AnnouncementFactory(offers=offers(9))
    query = read_query({"q": "电机"})
    numbers = [row["number"] for page in (1, 2, 3) for row in find(query, page, size=4).rows]
    assert len(numbers) == len(set(numbers)) == 9


def test_facets_from_counters_equal_facets_from_counting():
    RecordFactory(terms=FREE, ipc="A61K31/00")
    RecordFactory(industry="")
    RecordFactory(withdrawn=True)
    kept, counted = facets(read_query({})), facets(read_query({"patent_type": "invention"}))
    assert kept.counts == counted.counts
    assert kept.counts["fee_kind"] == {"free": 1, "lump_sum": 1}
    assert kept.counts["term_min"] == {"12": 2, "36": 2}
    assert (
        facets(read_query({"city": "210100"})).counts["fee_kind"]
        == facets(read_query({"q": "沈阳市"})).counts["fee_kind"]
    )


@pytest.mark.parametrize(
    ("params", "most"), [({}, 2), ({"q": "电机"}, 3), ({"city": "210100"}, 3), ({"ipc": "H02P"}, 2)]
)
def test_queries_do_not_grow_with_the_rows(params, most, django_assert_max_num_queries):
    AnnouncementFactory(offers=offers(30))
    query = read_query(params)
    find(query)  # what is known of the register for minutes is read before
    with django_assert_max_num_queries(most):
        find(query)


def test_a_record_with_more_words_than_an_index_holds_is_found_in_its_place(tiny):
    many = "、".join(f"沈阳第{n:03}永磁电机研究中心" for n in range(90))
    assert len(many.encode()) > 2000
    RecordFactory(title="一种永磁电机转子")
    RecordFactory(title="一种永磁电机定子", owners=(Owner(many),))
    RecordFactory(title="一种永磁电机机壳")
    found = find(read_query({"q": "永磁电机"}))
    assert [row["title"][-2:] for row in found.rows] == ["机壳", "定子", "转子"]
    assert str(found.total) == "3"


def test_more_than_can_be_counted_is_said_although_few_words_are_held(tiny):
    AnnouncementFactory(offers=[OfferFactory(title=f"一种永磁电机第{n}号") for n in range(7)])
    assert str(find(read_query({"q": "永磁"})).total) == "4+"


@pytest.mark.parametrize("q", ["电机", "磁", "永磁电机", "轴承 电", "鼒"])
@WAYS
def test_words_are_found_on_whatever_days_records_were_published(way, request, monkeypatch, q):
    """Around the edges of all blocks of days; nothing is missed, doubled or out of its order on any page."""
    if way:
        request.getfixturevalue(way)
    monkeypatch.setattr(search, "CAP", 100)
    spread.read_spread.cache_clear()
    for n, days in enumerate((0, 1, 7, 8, 9, 63, 64, 65, 511, 512, 513, 3000)):
        published = timezone.now() - timedelta(days=days)
        Record.objects.filter(pk=RecordFactory(title=TITLES[n % 3]).pk).update(published_at=published)
    query, expected = read_query({"q": q}), naive(*q.split())
    pages = [row for page in range(1, 8) for row in find(query, page, size=2).rows]
    moments = [row["published_at"] for row in pages]
    assert moments == sorted(moments, reverse=True)
    assert len({row["number"] for row in pages}) == len(pages) == 4 * len({*expected} & {*TITLES[:3]})
    assert find(query).total == count(query) == Total(len(pages))
    assert facets(query).total == Total(len(pages))


def test_a_word_that_the_sample_calls_sparse_is_found_and_counted_in_one_look(looked_up_at_once, monkeypatch):
    monkeypatch.setattr(search, "evenly", lambda _hits: evenly(3))
    AnnouncementFactory(offers=offers(3))
    with CaptureQueriesContext(connection) as asked:
        found = find(read_query({"q": "电机"}))
    assert (len(found.rows), found.total) == (3, Total(3))
    assert len([each for each in asked if "strpos" in each["sql"]]) == 1


def test_a_common_word_is_found_and_counted_from_the_top(monkeypatch):
    monkeypatch.setattr(search, "is_in_every", lambda _number, _terms: True)
    monkeypatch.setattr(search, "expected", lambda _terms: search.MANY + 1)
    monkeypatch.setattr(search, "PEEK", 2)
    monkeypatch.setattr(search, "CAP", 5)
    AnnouncementFactory(offers=offers(9))
    with CaptureQueriesContext(connection) as asked:
        found = find(read_query({"q": "电机"}), size=3)
    assert (len(found.rows), str(found.total)) == (3, "5+")
    assert not [each for each in asked if "@@" in each["sql"]]


def test_by_fee_a_word_in_few_records_is_found_and_counted_in_one_look(looked_up_at_once, monkeypatch):
    monkeypatch.setattr(search, "walked", lambda _terms, _needed: search.MANY + 1)
    AnnouncementFactory(offers=offers(3))
    with CaptureQueriesContext(connection) as asked:
        found = find(read_query({"q": "电机", "sort": "fee"}), size=2)
    assert (len(found.rows), found.total) == (2, Total(3))
    assert len([each for each in asked if "strpos" in each["sql"]]) == 1


def test_by_fee_a_list_is_walked_as_far_as_a_word_should_be_met(looked_up_at_once, monkeypatch):
    monkeypatch.setattr(search, "walked", lambda _terms, _needed: 4)
    monkeypatch.setattr(search, "PEEK", 1)
    for amount in ("300", "100", "200"):
        RecordFactory(terms={"kind": "lump_sum", "amount": amount})
    with CaptureQueriesContext(connection) as asked:
        found = find(read_query({"q": "电机", "sort": "fee"}), size=2)
    assert [row["fee_amount"] for row in found.rows] == [100, 200]
    assert len([each for each in asked if "strpos" in each["sql"]]) == 1


def kept_plans(part):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{part}%"])
        return cursor.fetchone()[0]


def test_the_plan_of_a_search_for_words_alone_is_kept_for_all_words(titles, all_at_once):
    for q in ("磁电", "电机", "稀土", "发光", "材料", "天线", "轴承", "鼒鼎", "装置", "可降"):
        assert titles_found(q) == naive(q)
        find(read_query({"q": q, "city": "210100"}))
    assert kept_plans("strpos") > 0
    assert kept_plans('city_code" = ') is None
