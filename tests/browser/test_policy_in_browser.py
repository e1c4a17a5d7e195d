"""The rules of a province on a desk screen and on a phone."""

import pytest

from tests.browser.conftest import WIDTHS

PAGES = [
    "/policy/",
    "/zj/policy/",
    "/ln/policy/min_term_months/",
    "/ln/policy/compare/zj/",
    "/ln/policy/documents/plan/",
]
INSIDE = ["/policy/changes/", "/policy/set/stages/", "/policy/documents/add/"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_rules_has_a_serious_fault(visit, zhao_admin, width):
    found, complaints = {}, []
    for actor, pages in ((None, PAGES), (zhao_admin, INSIDE)):
        visitor = visit(width, actor)
        for path in pages:
            visitor.opens(path)
            visitor.keeps_picture(path.strip("/").replace("/", "-"))
            if faults := visitor.faults():
                found[path] = faults
        complaints += visitor.complaints
    assert not found
    assert not complaints
