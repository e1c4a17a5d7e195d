"""Key patents by implementations, amount and industrialisation, weighted; lists kept with weights and day (ZJ-41)."""

import re
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from reporting.boards import pages
from reporting.boards.key_patents import Weights, ranking
from reporting.models import KeyPatentList
from reporting.periods import Instant
from reporting.services import targets as verbs
from tenancy.refusals import Refused
from tenancy.roles import Role
from tests.cast import LIAONING, client_of, person, region
from tests.factories.licensing import LicenceFactory, ResultFactory
from tests.factories.publication import FREE, RecordFactory
from tests.factories.tenancy import OfficeFactory


def ranked(weights=None):
    now = timezone.now()
    return ranking(LIAONING, "100000.", Instant(now, now), weights or Weights())


@pytest.fixture
def three(liaoning):
    """One licensed twice for nothing, one dear, one that sells for a million."""
    often, dear = RecordFactory(terms=FREE), RecordFactory(terms={"kind": "lump_sum", "amount": "300000"})
    LicenceFactory(records=[often])
    LicenceFactory(records=[often])
    LicenceFactory(records=[dear])
    ResultFactory()
    return often.patent_number, dear.patent_number


def test_each_weight_brings_its_own_patent_to_the_top(three):
    often, dear = three
    assert ranked(Weights(100, 0, 0))[0].number == often
    assert ranked(Weights(0, 100, 0))[0].number == dear
    assert ranked(Weights(0, 0, 100))[0].sales == Decimal("100.0000")


def test_the_score_is_at_most_a_hundred(three):
    assert ranked(Weights(0, 100, 0))[0].score == Decimal("100.0")
    assert all(0 <= one.score <= 100 for one in ranked())


@pytest.mark.requirement("ZJ-41")
def test_a_list_is_kept_with_weights_and_day_and_goes_out_as_a_workbook(three, zhao):
    client = client_of(zhao)
    given = {"implementations": "60", "amount": "20", "sales": "20", "name": "2026年第一批重点专利"}
    client.post(reverse("boards:keep_key_patents"), given)
    kept = KeyPatentList.objects.get()
    LicenceFactory()
    shown = unescape(client.get(reverse("boards:key_patents"), given).content.decode())
    assert "2026年第一批重点专利" in shown
    assert "实施次数 60%" in shown
    assert re.search(r'data-head="成交金额（万元）"><span>30\.00<', shown)
    assert 'class="table-frame folds"' in shown
    book = load_workbook(BytesIO(client.get(reverse("boards:key_patents_file", args=[kept.pk])).content))
    rows = list(book["重点专利名录"].values)
    assert [row[0] for row in rows[1:]] == [1, 2, 3]
    assert rows[1][1] == three[0]
    assert ("权重：成交金额", "20%") in list(book["说明"].values)


def test_a_long_list_is_read_page_by_page_with_the_same_weights_and_kept_whole(three, zhao, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", 2)
    asked = {"implementations": "60", "amount": "20", "sales": "20", "name": "名录", "page": "2"}
    shown = unescape(client_of(zhao).get(reverse("boards:key_patents"), asked).content.decode())
    assert "第3名" in shown
    assert "第1名" not in shown
    assert re.search(r'rel="prev" href="\?implementations=60&amount=20&sales=20&name=[^"]*page=1"', shown)
    assert len(verbs.keep_key_patents("名录", Weights(), by=zhao).rows) == 3


def test_a_list_over_the_whole_province_is_nothing_to_the_officers_of_a_city(three, zhao, li):
    kept = verbs.keep_key_patents("全省名录", Weights(), by=zhao)
    file = reverse("boards:key_patents_file", args=[kept.pk])
    assert client_of(li).get(file).status_code == 404
    assert kept.name not in client_of(li).get(reverse("boards:key_patents")).content.decode()
    assert client_of(zhao).get(file).status_code == 200


@pytest.mark.requirement("LN-64", "ZJ-76")
def test_another_department_reads_figures_and_lists_and_changes_nothing(three, zhao):
    kept = verbs.keep_key_patents("全省名录", Weights(), by=zhao)
    place = OfficeFactory(name="辽宁省教育厅", kind="department", region=region("210000"))
    reader = client_of(person("教育厅阅者", "education", place, Role.READER))
    for address in (reverse("boards:board"), reverse("boards:key_patents"), f"/boards/key-patents/{kept.pk}.xlsx"):
        assert reader.get(address).status_code == 200, address
    assert kept.name in reader.get(reverse("boards:key_patents")).content.decode()
    given = {"implementations": "60", "amount": "20", "sales": "20", "name": "教育厅名录"}
    assert reader.post(reverse("boards:keep_key_patents"), given).status_code == 403
    assert reader.get("/declarations/caseload/").status_code == 403
    assert KeyPatentList.objects.get() == kept


def test_without_a_name_a_licence_or_any_weight_nothing_is_kept(zhao):
    with pytest.raises(Refused, match="请填写名录名称"):
        verbs.keep_key_patents(" ", Weights(), by=zhao)
    with pytest.raises(Refused, match="还没有达成许可的专利"):
        verbs.keep_key_patents("名录", Weights(), by=zhao)
    answer = client_of(zhao).post(
        reverse("boards:keep_key_patents"), {"implementations": "0", "amount": "0", "sales": "0", "name": "名录"}
    )
    assert "权重不能都是0" in unescape(answer.content.decode())
    assert not KeyPatentList.objects.exists()
