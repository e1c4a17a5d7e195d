"""The monthly round on a desk screen and on a phone: its pages, and a month from the county to the province's file."""

from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from publication import announce
from publication.choices import AnnouncementKind
from reporting.models import Return
from reporting.periods import Month
from reporting.services import filing, rounds
from reporting.workflow import Status
from tenancy.models import Region
from tenancy.roles import Role
from tenancy.scope import acting
from tests.browser.conftest import WIDTHS
from tests.cast import DALIAN, region
from tests.factories.publication import ChannelFactory, offers
from tests.factories.reporting import ReturnFactory, officer
from tests.factories.tenancy import platform

pytestmark = pytest.mark.django_db(transaction=True)
HENAN, XINYANG, GUANGSHAN = 41, "411500", "411522"
LAST = Month.of(timezone.now()).previous()


@pytest.mark.requirement("U18")
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_the_round_has_a_serious_fault(visit, wang, zhao, width):
    with transaction.atomic():  # rows of a province are seen inside a transaction only
        city, province = a_filed_month(wang)
    pages = {
        "returns": reverse("reporting:board"),
        "return-city": city.get_absolute_url(),
        "return-province": province.get_absolute_url(),
        "return-rows": reverse("reporting:rows", args=[city.pk, "patents_opened"]),
    }
    visitor, found = visit(width, zhao), {}
    for name, path in pages.items():
        visitor.opens(path)
        visitor.keeps_picture(name)
        if faults := visitor.faults():
            found[name] = faults
    assert not found
    assert not visitor.complaints


def a_filed_month(wang):
    """大连 has told three patents of last month; the province has not filed yet."""
    published(3, DALIAN)
    city = ReturnFactory(region=region(DALIAN))
    filing.submit(city, by=wang)
    return city, Return.objects.select_related("region").get(region__code="210000")


def published(count, code):
    """Published elsewhere in the month that ended, told to us now."""
    batch = offers(count, region=region(code), original_at=LAST.starts)
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=LAST.starts, kind=AnnouncementKind.IMPORT)


def test_a_month_goes_from_the_county_over_the_city_to_the_workbook_of_the_province(visit):
    """Sent back with a reason, told again, locked; reopened while the province reads; corrected beside the first."""
    with acting(province=HENAN), transaction.atomic():
        county, city, province = a_month_of_three_levels()
        clerk = visit(1366, officer(county.region, Role.COUNTY_OFFICER))
        bureau = visit(1366, officer(city.region, Role.CITY_OFFICER))
        above = visit(1366, officer(province.region, Role.PROVINCE_OFFICER))
    assert "待报，下级审收后才能上报" in press(bureau, city, "submit")
    press(clerk, county, "submit")
    press(bureau, county, "send_back", "漏报一件")
    assert "漏报一件" in clerk.opens(county.get_absolute_url()).inner_text("main")
    press(clerk, county, "submit", "已核对")
    press(bureau, county, "accept")
    press(bureau, city, "submit")
    press(above, city, "accept")
    seen = above.opens(city.get_absolute_url())
    with acting(province=HENAN), transaction.atomic():
        published(2, GUANGSHAN)
    assert "须先由上级重开" in press(bureau, county, "reopen", "补录两件")
    press(above, city, "reopen", "县里补录两件", page=seen)
    press(bureau, county, "reopen", "补录两件")
    press(clerk, county, "submit", "补录两件")
    press(bureau, county, "accept")
    press(bureau, city, "submit", "县里补录两件")
    press(above, city, "accept")
    press(above, province, "submit")
    told = [opened_by(above, *each) for each in ((city, 1), (city, 2), (province, 1))]
    assert [rows_of(book) for book in told] == [["光山县", 1], ["光山县", 3], ["信阳市", 3]]
    assert ["附件1", "第1行", "已进行开放许可专利数量", "1", "3"] in [
        [cell.value for cell in row] for row in told[1]["更正"].iter_rows()
    ]
    with acting(province=HENAN), transaction.atomic():
        county.refresh_from_db()
        assert (county.status, county.editions) == (Status.ACCEPTED, 3)
    assert not [*clerk.complaints, *bureau.complaints, *above.complaints]


def a_month_of_three_levels():
    """Henan with one city and one county beneath it, so that nobody else is waited for."""
    day = LAST.starts.date()
    Region.objects.filter(level="city", province=HENAN).exclude(code=XINYANG).update(valid_to=day)
    Region.objects.filter(level="county", province=HENAN).exclude(code=GUANGSHAN).update(valid_to=day)
    published(1, GUANGSHAN)
    rounds.prepare_offices(LAST, by=platform())
    returns = Return.objects.of(LAST).filter(organisation=None).select_related("region")
    return [returns.get(region__code=code) for code in (GUANGSHAN, XINYANG, "410000")]


def press(visitor, one, action, notes="", page=None):
    """As a clerk does: open the return, write why, press. The words that come back."""
    page = page or visitor.opens(one.get_absolute_url())
    form = page.locator(f"form:has(button[value={action}])")
    form.locator("textarea").fill(notes)
    with page.expect_navigation():
        form.locator(f"button[value={action}]").click()
    return page.locator(".messages").inner_text()


def opened_by(visitor, one, edition):
    """The file behind the link on the page."""
    page = visitor.opens(one.get_absolute_url())
    link = page.locator(f"#edition-{edition} a").first.get_attribute("href")
    return load_workbook(BytesIO(page.request.get(visitor.address + link).body()))


def rows_of(book):
    """Who stands in the first row of the statistics, and how many patents they opened."""
    page = book.worksheets[0]
    place = next(cell.column for row in page["A3:Z4"] for cell in row if cell.value == "已进行开放许可专利数量")
    return [page.cell(5, 2).value, page.cell(5, place).value]
