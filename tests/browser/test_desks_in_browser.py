"""Everyone's desk, and every page one step from it, at both widths."""

import pytest

from tests.browser.conftest import WIDTHS

pytestmark = pytest.mark.django_db(transaction=True)
LINKS = '[...document.querySelectorAll(\'main a[href^="/"], .tools a[href^="/"]\')].map(link => link.pathname)'
DOWNLOADS = (".pdf", ".xlsx", ".csv", ".json", ".docx", ".svg", ".xml")
FOR_ANYONE = ("/records", "/verify", "/guides", "/glossary")  # looked at in test_pages_in_browser.py


@pytest.mark.parametrize("who", ["zhang", "sun", "li", "zhao", "zhao_admin"])
def test_no_desk_has_a_serious_fault(visit, request, who):
    actor = request.getfixturevalue(who)
    found = {}
    for width in WIDTHS:
        visitor = visit(width, actor)
        for path in near_the_desk(visitor):
            visitor.opens(path)
            visitor.keeps_picture(f"{who}{path.rstrip('/').replace('/', '-')}")
            if faults := visitor.faults():
                found[path, width] = faults
        assert not visitor.complaints
    assert not found


def near_the_desk(visitor) -> list[str]:
    paths = visitor.opens("/desk/").evaluate(LINKS)
    return sorted(
        {path for path in paths if not (path.endswith(DOWNLOADS) or path.startswith(FOR_ANYONE))} | {"/desk/"}
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_no_way_in_has_a_serious_fault(visit, width):
    visitor, found = visit(width), {}
    for path in ("login", "signup", "signup/organisation", "signup/individual", "password/reset"):
        visitor.opens(f"/accounts/{path}/")
        visitor.keeps_picture(path.replace("/", "-"))
        if faults := visitor.faults():
            found[path] = faults
    assert not found
    assert not visitor.complaints
