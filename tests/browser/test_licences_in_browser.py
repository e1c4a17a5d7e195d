"""孙 walks from a record's page to a licence; 张 and 李 look at it: on a desk screen, on a phone, without scripts."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from licensing.models import Licence
from licensing.services import acceptance
from publication import announce
from tests.browser.conftest import WIDTHS
from tests.factories.licensing import acceptance_of
from tests.factories.publication import FREE, OfferFactory
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by, owned_by

pytestmark = pytest.mark.django_db(transaction=True)


def looks(visitor, name, found):
    visitor.keeps_picture(f"licence-{name}")
    if faults := visitor.faults():
        found[name] = faults


@pytest.mark.requirement("U18")
@pytest.mark.parametrize("width", WIDTHS)
def test_each_screen_to_the_licence_is_without_fault(visit, zhang, sun, zhao, width):
    record, found = offered_by(zhang), {}
    offered_by(zhang)
    visitor = visit(width, sun)
    page = visitor.opens(record.get_absolute_url())
    page.get_by_role("link", name="接受许可").click()
    looks(visitor, "terms", found)
    page.get_by_label("使用地", exact=False).first.select_option(label="沈阳市")
    page.get_by_label("使用范围").fill("永磁电机控制器")
    page.get_by_role("button", name="下一步").click()
    looks(visitor, "effect", found)
    page.get_by_role("button", name="确认接受许可").click()
    page.wait_for_url(re.compile(r"/licences/\d+/$"))
    looks(visitor, "done", found)
    with transaction.atomic():
        licence = Licence.objects.get()
    assert licence.number in page.inner_text("main")
    for name, actor, path in (
        ("answer", zhang, licence.get_absolute_url()),
        ("ledger", zhao, reverse("licensing:ledger")),
        ("check", None, reverse("licensing:check")),
    ):
        other = visit(width, actor)
        other.opens(path)
        looks(other, name, found)
        visitor.complaints += other.complaints
    assert not found
    assert not visitor.complaints


def test_it_works_without_scripts_and_by_keyboard(visit, zhang, sun):
    record = offered_by(zhang)
    page = visit(360, sun, script=False).opens(reverse("licensing:accept", args=[record.number]))
    page.get_by_label("使用地", exact=False).first.select_option(label="沈阳市")
    page.get_by_label("使用范围").fill("永磁电机控制器")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="确认接受许可").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/licences/\d+/$"))
    with transaction.atomic():
        assert Licence.objects.get().number in page.inner_text("main")


def fills_in(page):
    page.get_by_label("使用地", exact=False).first.select_option(label="沈阳市")
    page.get_by_label("使用范围").fill("永磁电机控制器")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="确认接受许可").wait_for()


def test_paging_back_sends_nothing_again_and_says_that_the_licence_is_there(visit, zhang, sun):
    page = visit(1366, sun).opens(reverse("licensing:accept", args=[offered_by(zhang).number]))
    fills_in(page)
    page.get_by_role("button", name="确认接受许可").click()
    page.wait_for_url(re.compile(r"/licences/\d+/$"))
    with transaction.atomic():
        number = Licence.objects.get().number
    page.go_back()
    page.get_by_text(number).first.wait_for()
    assert page.get_by_role("button", name="确认接受许可").is_disabled()


@pytest.mark.requirement("U27")
def test_terms_that_change_at_the_last_moment_cost_the_reader_no_typing(visit, zhang, sun):
    record = offered_by(zhang)
    page = visit(1366, sun).opens(reverse("licensing:accept", args=[record.number]))
    fills_in(page)
    with transaction.atomic():
        offer = OfferFactory(patent_number=record.patent_number, terms=FREE, owners=owned_by(zhang))
        announce.supersede(record.number, offer, by=platform(), reason="让利")
    page.get_by_role("button", name="确认接受许可").click()
    page.get_by_text("现为第2版").wait_for()
    assert page.get_by_label("使用范围").input_value() == "永磁电机控制器"
    assert page.locator("#idle-given").is_visible()
    fills_in(page)
    page.get_by_role("button", name="确认接受许可").click()
    page.wait_for_url(re.compile(r"/licences/\d+/$"))


@pytest.mark.requirement("U27")
def test_a_refusal_in_words_leaves_the_reason_in_its_box(visit, zhang, sun):
    """The ground is missing: the page says so, and the reason that was typed stands there still."""
    with transaction.atomic():
        licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    page = visit(1366, zhang).opens(licence.get_absolute_url())
    page.get_by_label("理由", exact=True).fill("专利权已转移给第三方")
    page.get_by_role("button", name="提出异议").click()
    page.get_by_text("请选择理由类别").wait_for()
    assert page.get_by_label("理由", exact=True).input_value() == "专利权已转移给第三方"
