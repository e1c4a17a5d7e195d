"""What an office or the automatic check found wrong, field by field: one notice a round."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from declarations.models import CheckRun, Declaration, Review
from declarations.models.reviews import Verdict
from declarations.workflow import Status
from verification.findings import Item, Level, Report

FIELD_OF_ITEM = {
    Item.TERM: "ends_on",
    Item.REPORT: "attachments",
    Item.OWNERS: "owners",
    Item.FEE: "fee",
    Item.PLEDGE: "pledgee_consents",
}


@dataclass(frozen=True)
class Mark:
    """One reason at one field."""

    field: str
    sentence: str
    said_at: datetime
    said_by: str


def marks_of(declaration: Declaration) -> list[Mark]:
    """The reasons of the last return; none while it is not returned."""
    if declaration.status != Status.RETURNED:
        return []
    review = declaration.reviews.filter(verdict=Verdict.RETURNED).last()
    run = declaration.check_runs.last()
    if run and (review is None or run.checked_at > review.decided_at):
        return _of_run(run)
    return _of_review(review) if review else []


def _of_review(review: Review) -> list[Mark]:
    return [Mark(each["field"], each["sentence"], review.decided_at, review.office_name) for each in review.reasons]


def _of_run(run: CheckRun) -> list[Mark]:
    return [
        Mark(FIELD_OF_ITEM.get(result.item, "patent_number"), finding.sentence, run.checked_at, _("自动核验"))
        for result in Report.from_plain(run.findings).items
        for finding in result.findings
        if finding.level is Level.STOP
    ]
