"""许可台账: annex 2 by each way of paying, the whole chain behind a row, filters, and pages by the key of a row."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from licensing import ledger, ledger_files
from licensing.ledger import cells, page_of, rows_for
from licensing.models import Due, Licence, LicensedPatent, Party
from licensing.services import acceptance, answers, payments, scheduling
from publication.models import Record
from publication.offers import Owner
from tenancy.models import Region
from tenancy.models.organisations import Aspect
from tenancy.models.regions import Level
from tenancy.refusals import Refused
from tenancy.services import organisations
from tests.cast import DALIAN, LIAONING, client_of, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import LicenceFactory, ReceiptFactory, ResultFactory, acceptance_of, paid
from tests.factories.publication import FREE, RecordFactory
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by
from tests.publication.test_terms import EXAMPLES

pytestmark = pytest.mark.django_db
LEDGER = "/licences/"
HEADS = [column["word"] for column in ledger.columns()]
# What annex 2 prints for a licence of two years: 万元 and remark (XY-52 to XY-55).
ANNEX = {
    "free": ("0", ""),
    "lump_sum": ("5", ""),
    "instalments": ("10", ""),
    "royalty": ("0", "提成"),
    "entry_fee_royalty": ("1.2", "入门费+提成"),
    "staged_free": ("1", "前12个月免费"),
    "trial_then_pay": ("8", "先试用6个月后付费"),
}


def row(licence, zhao) -> dict[str, str]:
    return dict(zip(HEADS, cells(rows_for(zhao, Q(pk=licence.pk)).get()), strict=True))


def shown(actor, **query) -> str:
    return client_of(actor).get(LEDGER, query).content.decode()


@pytest.mark.requirement("XY-53", "XY-54", "XY-55", "XY-50")
@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_licence_of_each_way_of_paying_stands_with_the_amount_and_remark_of_annex_2(kind, zhao):
    licence = LicenceFactory(records=[RecordFactory(terms=EXAMPLES[kind])])
    amount, remark = ANNEX[kind]
    found = row(licence, zhao)
    assert found["使用费金额"] == amount
    assert found["备注"].startswith(remark)
    assert bool(remark) == bool(found["备注"])


@pytest.mark.requirement("XY-52")
def test_a_package_is_one_row_with_every_number(zhao):
    package = LicenceFactory(records=[RecordFactory(terms=FREE) for _ in range(3)])
    assert len(row(package, zhao)["专利号"].splitlines()) == 3


def test_money_and_follow_up_stand_in_the_row(zhao):
    receipt = ReceiptFactory()
    found = row(receipt.payment.due.licence, zhao)
    assert (found["已知应付"], found["确认收到"]) == ("5", "5")
    told = ResultFactory()
    assert row(told.follow_up.licence, zhao)["实施跟踪"] == "1/1期"


@pytest.mark.requirement("LN-54", "F072")
def test_a_row_opens_the_whole_chain(zhang, sun, zhao):
    declaration = DeclarationFactory(status="published")
    record = RecordFactory._meta.model.objects.get(number=declaration.record_number)
    licence = acceptance.accept(acceptance_of(record), by=sun)
    scheduling.schedule(licence, by=platform())
    payments.receive(licence.dues.first(), paid(100), by=platform())
    link = reverse("licence_chain", args=[licence.pk])
    assert link in shown(zhao)
    page = client_of(zhao).get(link).content.decode()
    for station in ("声明", "公开的版本", "接受", "合同", "备案", "使用费", "实施跟踪"):
        assert f"<span>{station}</span>" in page
    assert declaration.get_absolute_url() in page
    assert f"/records/{record.number}/?version=1" in page
    assert "确认收到100元" in page


def test_a_stranger_opens_no_chain(zhang, sun, wang):
    licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    assert client_of(wang).get(reverse("licence_chain", args=[licence.pk])).status_code == 404


@pytest.mark.requirement("LN-54", "F072")
def test_the_export_has_the_rows_and_cells_of_all_pages(zhao, monkeypatch):
    for _ in range(5):
        LicenceFactory()
    monkeypatch.setattr(ledger, "PAGE", 2)
    browser, address, seen = client_of(zhao), LEDGER, []
    while address:
        page = browser.get(address)
        seen += [[cell["text"] if isinstance(cell, dict) else cell for cell in row] for row in page.context["rows"]]
        before = page.context["page"].before
        address = f"{LEDGER}?before={before}" if before else ""
    exported = b"".join(browser.get(reverse("licensing:export")).streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(exported)))[1:] == seen
    assert len(seen) == 5


@pytest.mark.requirement("LN-54", "U37")
def test_the_workbook_has_the_same_rows_with_patent_numbers_as_text_and_sums_as_numbers(zhao):
    LicenceFactory(records=[RecordFactory(terms=FREE) for _ in range(2)])
    LicenceFactory()
    browser = client_of(zhao)
    seen = [
        [cell["text"] if isinstance(cell, dict) else cell for cell in row]
        for row in browser.get(LEDGER).context["rows"]
    ]
    content = b"".join(browser.get(reverse("licensing:export"), {"format": "xlsx"}).streaming_content)
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    told = [[f"{cell:g}" if isinstance(cell, int | float) else cell or "" for cell in row] for row in rows]
    assert told == seen
    sums = [place for place, word in enumerate(head) if word.endswith("（万元）")]
    assert {type(row[place]) for row in rows for place in sums} <= {int, float}
    assert {type(row[head.index("专利号")]) for row in rows} == {str}


def test_pages_lead_back_as_they_led_forth(zhao, monkeypatch):
    for _ in range(5):
        LicenceFactory()
    monkeypatch.setattr(ledger, "PAGE", 2)
    rows = rows_for(zhao, Q())
    first = page_of(rows, 5)
    second = page_of(rows, 5, before=first.before)
    third = page_of(rows, 5, before=second.before)
    assert [len(page.rows) for page in (first, second, third)] == [2, 2, 1]
    assert (first.after, third.before) == (None, None)
    assert [each.pk for each in page_of(rows, 5, after=third.after).rows] == [each.pk for each in second.rows]
    assert page_of(rows, 5, after=second.after).after is None


def test_each_filter_narrows_screen_and_file_alike(zhang, sun, zhao):
    here = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    there = LicenceFactory(records=[RecordFactory(region=region(DALIAN), terms=FREE)])
    for query in (
        {"q": here.number},
        {"q": "大连海蓝"},
        {"q": here.patents.get().patent_number},
        {"region": "210100"},
        {"fee": "lump_sum"},
        {"last": timezone.localdate().isoformat(), "first": timezone.localdate().isoformat(), "fee": "lump_sum"},
    ):
        page = shown(zhao, **query)
        assert here.number in page, query
        assert there.number not in page, query
        exported = b"".join(client_of(zhao).get(reverse("licensing:export"), query).streaming_content).decode()
        assert (here.number in exported, there.number in exported) == (True, False)
    assert "没有这样的许可" in shown(zhao, status="ended")
    said = [event.payload["filter"] for event in Event.objects.filter(verb="licence.export")]
    assert any("大连海蓝" in words for words in said)


def test_what_is_late_can_be_listed(zhang, sun, zhao):
    licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    scheduling.schedule(licence, by=platform())
    assert licence.number not in shown(zhao, open="due")
    Due.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert licence.number in shown(zhao, open="due")
    assert licence.number in shown(zhao, open="filing")


@pytest.mark.parametrize("query", [{"first": "昨天"}, {"before": "x"}, {"region": "999999"}, {"status": "'; DROP"}])
def test_a_filter_that_cannot_be_read_breaks_nothing(zhao, query):
    licence = LicenceFactory()
    assert licence.number in shown(zhao, **query)


def test_the_ledger_asks_as_many_questions_for_many_as_for_few(zhao):
    LicenceFactory()
    browser = client_of(zhao)
    browser.get(LEDGER)
    counts = []
    for more in (0, 4):
        for _ in range(more):
            LicenceFactory()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(LEDGER)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30


def test_beyond_the_most_the_file_is_refused_with_a_way_out(zhao, monkeypatch):
    LicenceFactory()
    monkeypatch.setattr(ledger_files, "MOST_ROWS", 0)
    with pytest.raises(Refused, match="请先筛选"):
        ledger_files.written(zhao, Q(), "", "csv")


@pytest.mark.requirement("LN-50", "LN-59")
def test_refusal_and_silence_are_counted_and_the_median_time_is_shown(zhang, sun, zhao):
    for days, answer in ((2, answers.confirm), (4, None), (6, answers.confirm)):
        licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
        if answer:
            begun = answer(licence, by=zhang).answered_at - timedelta(days=days)
            Licence.objects.filter(pk=licence.pk).update(accepted_at=begun)
        else:
            Licence.objects.filter(pk=licence.pk).update(answer_by=timezone.localdate() - timedelta(days=1))
            answers.escalate(licence, by=platform())
    page = client_of(zhao).get(reverse("licensing:responses")).content.decode()
    assert "33.3%" in page
    assert "4天" in page
    assert "沈阳北方科技大学" in page


MANY = 5_000


def copied(model, licence, **own) -> str:
    """INSERT … SELECT of the rows of a licence for all the others."""
    columns = [field.column for field in model._meta.local_fields if field.column not in ("id", *own)]
    names, values = ", ".join([*columns, *own]), ", ".join([f"o.{name}" for name in columns] + list(own.values()))
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {model._meta.db_table} AS o"


@pytest.fixture
def many(zhao) -> Licence:
    """Five thousand licences of all cities, with their patents and parties; `manage.py bench` asks fifty thousand."""
    first = LicenceFactory()
    cities = Region.objects.filter(province=LIAONING, level=Level.CITY).values_list("pk", flat=True)
    own = {"number": "'LN-XK-2025-' || lpad(n::text, 6, '0')", "key": "gen_random_uuid()"}
    own["region_id"] = f"(ARRAY{list(cities)})[1 + n %% {len(cities)}]"
    made = copied(Licence, first, **own)
    with connection.cursor() as cursor:
        cursor.execute(f"{made}, generate_series(1, {MANY - 1}) AS n WHERE o.id = %s", [first.pk])
        for model in (LicensedPatent, Party):
            rows = copied(model, first, licence_id="l.id")
            cursor.execute(f"{rows}, licensing_licence AS l WHERE o.licence_id = %s AND l.id <> %s", [first.pk] * 2)
        for model in (Licence, LicensedPatent, Party):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    return first


def test_the_ledger_of_five_thousand_turns_its_pages_as_that_of_one(many, zhao):
    browser = client_of(zhao)
    browser.get(LEDGER)
    for address in (LEDGER, f"{LEDGER}?before={many.pk + 40}", f"{LEDGER}?after={many.pk}", f"{LEDGER}?q=002500"):
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(address)
        assert len(asked) <= 30, address
        assert page.status_code == 200
    assert "共 5000 份许可" in shown(zhao)
    assert many.number in shown(zhao, before=many.pk + 40)


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_the_ledger_of_one_city_reads_no_licence_of_another(many, li):
    """The plan of each question of its pages: by the index of the ledger, never through the whole table (L10)."""
    browser = client_of(li)
    browser.get(LEDGER)
    for address in (LEDGER, f"{LEDGER}?before={many.pk + 400}", f"{LEDGER}?after={many.pk}"):
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(address).content.decode()
        questions = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
        of_licences = [sql for sql in questions if 'FROM "licensing_' in sql]
        assert len(asked) <= 20
        assert len(of_licences) >= 5
        for sql in of_licences:
            assert not re.search(r"Seq Scan on licensing_(licence|licensedpatent|party)\b", plan_of(sql)), sql
        assert "沈阳" in page


def test_the_records_of_an_owner_are_found_and_those_of_a_longer_name_are_not(licence, zhang):
    RecordFactory(owners=(Owner(f"{zhang.organisation.name}附属医院", "institute", ""),))
    found = Record.objects.owned_by(licence.province, zhang.organisation.name)
    assert [record.owner_names for record in found] == [zhang.organisation.name]


def test_a_party_is_found_by_the_name_it_had_and_by_the_one_it_has(licence, zhao, zhang):
    more = {"by": platform(), "effective_at": timezone.now(), "reason": "更名"}
    organisations.change(zhang.organisation, Aspect.NAME, "沈阳新城大学", **more)
    for name in ("北方科技", "新城大学"):
        assert licence.number in shown(zhao, q=name)
    assert licence.number not in shown(zhao, q="南方科技")


def test_an_owner_who_is_not_registered_is_found_by_name(zhao, sun):
    owners = (Owner("无名氏研究所", "institute", ""),)
    licence = acceptance.accept(acceptance_of(RecordFactory(owners=owners)), by=sun)
    assert licence.number in shown(zhao, q="无名氏")
