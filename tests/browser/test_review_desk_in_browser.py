"""The officer's desk and the province's batch, seen by a browser at both widths."""

import pytest
from django.db import transaction

from declarations.services import drafts, questions
from declarations.workflow import Status
from publication.models import Record
from tests.browser.conftest import WIDTHS
from tests.factories.declarations import AttachmentFactory, DeclarationFactory
from tests.factories.publication import CorrectionFactory, patent_number

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_review_desk_and_the_filing_pages_have_no_serious_fault(visit, li, zhao, zhang, width):
    with transaction.atomic():
        case = DeclarationFactory(by=zhang, status=Status.REVIEWING)
        AttachmentFactory(declaration=case, kind="other", name="说明.pdf")
        decided = DeclarationFactory(by=zhang, status=Status.APPROVED).reviews.last()
        asked = questions.ask_province(case, by=li, text="费用明显偏高，如何指导？")
        drafts.intend(by=zhang, patent_number=patent_number(88), contact_name="张伟", contact_phone="13812345678")
        offered = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
        record = Record.objects.get(number=offered.record_number)
        wrong = CorrectionFactory(record=record)
    city, province, found = visit(width, li), visit(width, zhao), {}
    anyone, owner = visit(width), visit(width, zhang)
    looks = [
        (city, f"/declarations/{case.pk}/review/"),
        (city, "/declarations/caseload/?state=all"),
        (city, f"/declarations/decisions/{decided.pk}/"),
        (province, "/declarations/filing/"),
        (province, "/declarations/channels/"),
        (city, "/declarations/intentions/"),
        (city, f"/declarations/{case.pk}/questions/"),
        (province, "/declarations/questions/"),
        (province, f"/declarations/questions/{asked.pk}/"),
        (city, "/corrections/"),
        (city, f"/corrections/{wrong.pk}/"),
        (city, "/desk/"),
        (anyone, f"/records/{record.number}/corrections/"),
        (anyone, "/sources/"),
        (owner, f"/declarations/{offered.pk}/change/"),
        (province, f"/declarations/{offered.pk}/carry-over/"),
    ]
    for visitor, path in looks:
        visitor.opens(path)
        visitor.keeps_picture(path.split("?")[0].strip("/").replace("/", "-"))
        if faults := visitor.faults():
            found[path] = faults
    assert not found
    assert not anyone.complaints
