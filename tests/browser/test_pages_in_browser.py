"""Anyone, on a desk screen or a phone, in the standard or the large edition."""

import pytest

from config.guides import GUIDES
from tests.browser.conftest import WIDTHS
from tests.factories.publication import FREE, RecordFactory

PAGES = [
    "/",
    "/ln/",
    "/guides/",
    "/glossary/",
    "/about/",
    "/gallery/",
    "/records/",
    "/announcements/",
    "/verify/",
    *(f"/guides/{key}/" for key in GUIDES),
]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_no_public_page_has_a_serious_fault(visit, settings, liaoning, width, large):
    settings.DEMO = True
    kept, gone = RecordFactory(), RecordFactory(withdrawn=True)
    visitor, found = visit(width, large=large), {}
    records = [f"/records/{record.number}/" for record in (kept, gone)]
    for path in [*PAGES, *records, f"{records[0]}poster/"]:
        visitor.opens(path)
        visitor.keeps_picture(f"{'large-' if large else ''}{path.strip('/').replace('/', '-') or 'start'}")
        if faults := visitor.faults():
            found[path] = faults
    assert not found
    assert not visitor.complaints


def test_the_smallest_text_of_the_large_edition_is_18_pixels(visit):
    page = visit(360, large=True).opens("/")
    smallest = """Math.min(...[...document.querySelectorAll("body *")]
        .filter(each => each.innerText).map(each => parseFloat(getComputedStyle(each).fontSize)))"""
    assert page.evaluate(smallest) >= 18


def test_the_keyboard_reaches_the_text_first(visit):
    page = visit().opens("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.requirement("F025", "F042")
def test_without_scripts_the_list_is_searched_narrowed_and_read(visit, liaoning):
    free, paid = RecordFactory(terms=FREE, title="一种稀土发光材料"), RecordFactory(title="一种稀土永磁材料")
    page = visit(360, script=False).opens("/records/")
    page.get_by_role("searchbox").first.fill("稀土")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    assert page.locator("ol.records > li").count() == 2
    page.locator("summary", has_text="筛选").first.click()
    page.locator("a[href*='fee_kind=free']").first.click()
    page.wait_for_url("**fee_kind=free**")
    assert page.locator("ol.records > li").count() == 1
    page.get_by_role("link", name=free.title).click()
    page.wait_for_url(f"**{free.get_absolute_url()}**")
    assert page.get_by_text(free.owner_names).first.is_visible()
    assert paid.number not in page.content()


def test_a_term_is_explained_where_it_stands(visit, settings):
    settings.DEMO = True
    page = visit(script=False).opens("/gallery/")
    page.get_by_role("button", name="普通许可").click()
    assert page.get_by_text("专利权人可以同时许可多家").is_visible()


def test_after_a_refused_form_the_faults_are_read_first(visit, settings):
    settings.DEMO = True
    page = visit().opens("/gallery/")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="许可费：").click()
    assert page.evaluate("document.activeElement.id") == "faulty_fee"
