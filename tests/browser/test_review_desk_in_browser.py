"""The officer's desk and the province's batch, seen by a browser at both widths."""

import pytest
from django.db import transaction

from declarations.workflow import Status
from tests.browser.conftest import WIDTHS
from tests.factories.declarations import AttachmentFactory, DeclarationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_review_desk_and_the_filing_pages_have_no_serious_fault(visit, li, zhao, zhang, width):
    with transaction.atomic():
        case = DeclarationFactory(by=zhang, status=Status.REVIEWING)
        AttachmentFactory(declaration=case, kind="other", name="说明.pdf")
        decided = DeclarationFactory(by=zhang, status=Status.APPROVED).reviews.last()
    city, province, found = visit(width, li), visit(width, zhao), {}
    looks = [
        (city, f"/declarations/{case.pk}/review/"),
        (city, "/declarations/work/?state=all"),
        (city, f"/declarations/decisions/{decided.pk}/"),
        (province, "/declarations/filing/"),
        (province, "/declarations/channels/"),
    ]
    for visitor, path in looks:
        visitor.opens(path)
        visitor.keeps_picture(path.split("?")[0].strip("/").replace("/", "-"))
        if faults := visitor.faults():
            found[path] = faults
    assert not found
