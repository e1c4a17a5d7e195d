"""The boards on a desk screen, on a phone and on a wall: no serious fault, and no chart without its table."""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.browser.conftest import WIDTHS
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import FREE, RecordFactory

pytestmark = pytest.mark.django_db(transaction=True)
CHARTS = "figure.chart"


@pytest.fixture
def busy(liaoning):
    with transaction.atomic():
        LicenceFactory(records=[RecordFactory(terms=FREE)])


def read_in_print(page):
    """How many tables stand open on paper, beneath their charts."""
    page.pdf()
    return page.locator(f"{CHARTS} .twin[open] table").count()


def first_column(page):
    """How the first cells of tables that scroll sideways stand while the others move."""
    cells = ".table-frame:not(.folds) tbody tr > :first-child"
    return page.eval_on_selector_all(cells, "all => [...new Set(all.map(each => getComputedStyle(each).position))]")


@pytest.mark.requirement("U18")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_board_has_no_serious_fault_and_its_charts_can_be_read_as_tables(visit, busy, zhao, width):
    visitor = visit(width, zhao)
    page = visitor.opens(reverse("boards:board"))
    visitor.keeps_picture("board")
    charts = page.locator(CHARTS).count()
    assert charts > 2
    assert page.locator(f"{CHARTS} .plot[aria-hidden=true] svg").count() == charts
    assert page.locator(f"{CHARTS} .twin summary").count() == charts
    assert visitor.faults() == visitor.complaints == []
    assert first_column(page) == ["sticky"]
    assert read_in_print(page) == charts


def test_a_wall_shows_each_of_its_pages_without_a_fault_and_without_scrolling(visit, busy, zhao):
    visitor = visit(1920, zhao)
    visitor.page.set_viewport_size({"width": 1920, "height": 1080})
    for number in (1, 2, 3, 4):
        page = visitor.opens(f"{reverse('boards:screen')}?page={number}&stands=1")
        visitor.keeps_picture(f"wall-{number}")
        assert visitor.faults() == []
        assert page.evaluate("document.documentElement.scrollHeight") <= 1080, number
    assert visitor.complaints == []
