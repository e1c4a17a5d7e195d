"""The page of permissions says what the tables say."""

import os
from pathlib import Path

from tests.isolation.document import page
from tests.isolation.kinds import KINDS
from tests.test_permissions import DOORS

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "permissions.md"


def test_the_page_of_permissions_is_drawn_from_the_tables():
    """Draw it anew with WRITE_PERMISSIONS=1."""
    if os.environ.get("WRITE_PERMISSIONS"):
        PAGE.write_text(page(DOORS))
    assert PAGE.read_text() == page(DOORS)


def test_each_door_to_a_matter_names_a_kind_and_each_kind_has_a_door():
    assert {door.of for door in DOORS.values() if door.of} == KINDS.keys()


def test_a_door_whose_address_holds_a_number_says_of_what():
    """National announcements are nobody's; the other two are signed links."""
    unnamed = {
        name
        for name, door in DOORS.items()
        if not door.of and any(part.removesuffix(".xlsx").isdigit() for part in door.address.split("/"))
    }
    assert unnamed == {"declarations:settle_notice"}
