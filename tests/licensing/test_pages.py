"""From the record's page to a licence, as 孙 sees it; the answer, as 张 and 李 see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from licensing.contract import contract_of
from licensing.models import Licence
from licensing.services import answers
from licensing.workflow import Status
from publication import announce
from tenancy.models import Membership, Organisation
from tenancy.models.organisations import Standing
from tenancy.scope import acting
from tests.cast import HANGZHOU, SHENYANG, ZHEJIANG, client_of, region
from tests.factories.days import LATEST
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import FREE, OfferFactory, RecordFactory
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by, owned_by

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return answer.content.decode()


def stated(form, **more):
    """What the page's form sends when its fields are filled."""
    hidden = {name: form.initial[name] for name in ("key", "main")}
    days = {name: form.initial[name].isoformat() for name in ("starts_on", "ends_on")}
    return {**hidden, **days, "use_region": region(SHENYANG).pk, "scope": "永磁电机控制器"} | more


@pytest.fixture
def address(record):
    return reverse("licensing:accept", args=[record.number])


@pytest.mark.requirement("LN-50", "HB-26", "CN-32")
def test_three_screens_lead_from_the_terms_to_the_licence(record, address, sun):
    browser = client_of(sun)
    first = browser.get(address)
    assert record.fee_sentence in words(first)
    said = stated(first.context["form"])
    second = browser.post(address, said, follow=True)
    assert "许可即告达成" in words(second)
    assert "您按下按钮、系统记录的时刻" in words(second)
    assert not Licence.objects.exists()
    third = browser.post(address, said | {"accept": "1"}, follow=True)
    assert Licence.objects.get().number in words(third)


def test_each_screen_has_an_address_so_that_paging_back_never_asks_to_send_again(record, address, zhang, sun):
    browser = client_of(sun)
    said = stated(browser.get(address).context["form"])
    review = browser.post(address, said)
    assert (review.status_code, review.url) == (302, f"{address}?review=1")
    for _time in range(2):  # once as it comes, once as the browser pages back to it
        assert "永磁电机控制器" in words(browser.get(review.url))
    edit = browser.post(review.url, said | {"back": "1", "scope": "风机控制器"})
    assert (edit.status_code, edit.url) == (302, f"{address}?edit=1")
    assert 'value="风机控制器"' in words(browser.get(edit.url))
    for other in (address, f"{reverse('licensing:accept', args=[offered_by(zhang).number])}?review=1"):
        assert "风机控制器" not in words(browser.get(other))
    assert not Licence.objects.exists()


def test_the_button_pressed_twice_leads_to_the_same_licence(address, sun):
    browser = client_of(sun)
    said = stated(browser.get(address).context["form"]) | {"accept": "1"}
    assert browser.post(address, said).url == browser.post(address, said).url
    assert Licence.objects.count() == 1


def test_terms_that_changed_while_reading_are_said_before_and_at_the_button(record, address, zhang, sun):
    browser = client_of(sun)
    said = stated(browser.get(address).context["form"])
    offer = OfferFactory(patent_number=record.patent_number, terms=FREE, owners=owned_by(zhang))
    announce.supersede(record.number, offer, by=platform(), reason="让利")
    assert "现为第2版" in words(browser.post(address, said, follow=True))
    answer = browser.post(address, said | {"accept": "1"}, headers={"referer": address}, follow=True)
    assert "现为第2版" in words(answer)
    assert not Licence.objects.exists()


def test_a_package_is_offered_and_accepted_in_one_contract(address, zhang, sun):
    other = offered_by(zhang)
    browser = client_of(sun)
    page = browser.get(address)
    assert f"{other.patent_number} {other.title}（一次总付，期限至{LATEST}）" in words(page)
    browser.post(address, stated(page.context["form"], also=[f"{other.number}:1"], accept="1"))
    assert Licence.objects.get().patents.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("scope", "", "使用范围"),
        ("starts_on", "昨天", "许可期限起"),
        ("ends_on", "2020-01-01", "不得早于"),
        ("use_region", "", "其他地区"),
        ("main", "x' OR 1=1", "还有问题需要更正"),
    ],
)
def test_a_faulty_field_is_named_and_nothing_is_done(address, sun, field, value, fault):
    browser = client_of(sun)
    said = stated(browser.get(address).context["form"]) | {"accept": "1", field: value}
    assert fault in words(browser.post(address, said))
    assert not Licence.objects.exists()


def test_what_was_withdrawn_a_second_ago_is_said(record, address, sun):
    announce.withdraw(record.number, by=platform(), ground="transfer", sentence="专利权已转移")
    assert "在先达成的许可不受影响" in words(client_of(sun).get(address))


def test_who_owns_it_or_has_it_already_is_told_before_anything_is_filled_in(licence, address, zhang, sun):
    owner, holder = (words(client_of(one).get(address)) for one in (zhang, sun))
    assert "专利权人不能接受自己的声明" in owner
    assert f"许可编号{licence.number}，无需重复办理" in holder
    assert "下一步：查看法律效果" not in owner + holder


def test_an_organisation_of_another_province_gets_its_row_there(sun):
    with acting(province=ZHEJIANG):
        foreign = RecordFactory()
    browser, address = client_of(sun), reverse("licensing:accept", args=[foreign.number])
    assert "登记并继续" in words(browser.get(address))
    there = browser.post(reverse("licensing:enter", args=[foreign.number]), follow=True)
    assert foreign.fee_sentence in words(there)
    with acting(province=ZHEJIANG):
        assert Organisation.objects.get(credit_code=sun.organisation.credit_code).region == sun.region


def test_who_is_confirmed_at_home_accepts_there(sun):
    with acting(province=ZHEJIANG):
        foreign = RecordFactory()
    browser, address = client_of(sun), reverse("licensing:accept", args=[foreign.number])
    browser.post(reverse("licensing:enter", args=[foreign.number]))
    said = stated(browser.get(address).context["form"], use_region=region(HANGZHOU).pk, accept="1")
    browser.post(address, said)
    with acting(province=ZHEJIANG):
        assert Licence.objects.get().licensee_name == sun.organisation.name


def test_who_is_not_confirmed_at_home_takes_no_code_elsewhere(sun):
    Organisation.objects.filter(pk=sun.organisation.pk).update(standing=Standing.REGISTERED)
    with acting(province=ZHEJIANG):
        foreign = RecordFactory()
    page, address = [reverse(f"licensing:{name}", args=[foreign.number]) for name in ("accept", "enter")]
    answer = client_of(sun).post(address, headers={"referer": page}, follow=True)
    assert "确认后才能到其他省办理" in words(answer)
    with acting(province=ZHEJIANG):
        assert not Organisation.objects.filter(credit_code=sun.organisation.credit_code).exists()


def test_coming_a_second_time_makes_no_second_row(sun):
    with acting(province=ZHEJIANG):
        foreign = RecordFactory()
    for _ in range(2):
        client_of(sun).post(reverse("licensing:enter", args=[foreign.number]))
    with acting(province=ZHEJIANG):
        assert Membership.objects.filter(user=sun.user).count() == 1


def test_the_owner_confirms_on_the_page(licence, zhang):
    page = client_of(zhang).get(licence.get_absolute_url())
    assert "谢绝请求" not in words(page)
    assert "许可自接受时已达成；确认合同后进入签署" in words(page)
    client_of(zhang).post(reverse("licensing:answer", args=[licence.pk]), {"action": "confirm"})
    licence.refresh_from_db()
    assert licence.status == Status.CONFIRMED


def test_the_city_reads_the_objection_and_decides(licence, zhang, li):
    answers.object_to(licence, by=zhang, ground="right", reason="专利权已转移")
    page = client_of(li).get(licence.get_absolute_url())
    assert "专利权已转移" in words(page)
    said = {"action": "dismiss", "reason": "登记簿未见转移"}
    client_of(li).post(reverse("licensing:answer", args=[licence.pk]), said)
    licence.refresh_from_db()
    assert licence.status == Status.CONCLUDED


@pytest.mark.requirement("U16")
def test_a_day_reads_alike_on_all_pages_otherwise_in_prints_and_a_last_day_names_its_weekday(licence, zhang):
    page, first, last = words(client_of(zhang).get(licence.get_absolute_url())), licence.starts_on, licence.answer_by
    assert f"{last:%Y-%m-%d} 星期{'一二三四五六日'[last.weekday()]}" in page
    assert f"{first:%Y-%m-%d} 至" in page
    assert f"{first:%Y-%m-%d} –" in words(client_of(zhang).get(reverse("licensing:ledger")))
    terms = " ".join(line for clause in contract_of(licence).clauses for line in clause.text)
    assert f"自{first.year}年{first.month}月{first.day}日起" in terms


def test_of_what_never_became_a_licence_nothing_is_signed_or_filed(licence, zhang, li, sun):
    answers.object_to(licence, by=zhang, ground="right", reason="专利权已转移")
    answers.uphold(licence, by=li, reason="登记簿已见转移")
    page = words(client_of(sun).get(licence.get_absolute_url()))
    assert "许可未达成，不签署合同" in page
    assert "合同备案期限" not in page
    assert "contract.pdf" not in page
    assert "不签署合同。" in words(client_of(sun).get(reverse("licensing:signing", args=[licence.pk])))


def test_an_unknown_answer_is_refused_in_words(licence, zhang):
    address = reverse("licensing:answer", args=[licence.pk])
    answer = client_of(zhang).post(address, {"action": "burn"}, headers={"referer": licence.get_absolute_url()})
    assert answer.status_code == 302
    licence.refresh_from_db()
    assert licence.status == Status.CONCLUDED


def test_strangers_find_no_licence(licence, wang, chen):
    assert client_of(wang).get(licence.get_absolute_url()).status_code == 404
    with acting(province=ZHEJIANG):
        assert client_of(chen).get(licence.get_absolute_url()).status_code == 404


@pytest.mark.requirement("CN-35")
def test_a_licence_accepted_today_is_in_the_ledgers_of_city_and_province_today(licence, li, zhao, wang):
    for officer in (li, zhao):
        assert licence.number in words(client_of(officer).get(reverse("licensing:ledger")))
    assert licence.number not in words(client_of(wang).get(reverse("licensing:ledger")))


def test_the_ledger_asks_the_same_number_of_questions_for_any_length(zhao, django_assert_max_num_queries):
    for _ in range(4):
        LicenceFactory()
    browser = client_of(zhao)
    browser.get(reverse("licensing:ledger"))
    with django_assert_max_num_queries(20):
        browser.get(reverse("licensing:ledger"))


def test_the_button_asks_few_questions_beside_the_rows_of_the_licence(zhang, sun):
    """Session, person with place and rules, record, own licences, key; units are read again each minute (L10)."""
    browser = client_of(sun)
    for number in range(2):
        page = reverse("licensing:accept", args=[offered_by(zhang).number])
        said = stated(browser.get(page).context["form"]) | {"accept": "1"}
        with CaptureQueriesContext(connection) as asked:
            assert browser.post(page, said).status_code == 302
        questions = [
            each["sql"] for each in asked if each["sql"].startswith("SELECT") and "set_config" not in each["sql"]
        ]
        assert number == 0 or len(questions) <= 6, questions
