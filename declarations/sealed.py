"""The sealed form beside the print: of which answers it was made, and what a program can say of it today (F009)."""

import json
from collections.abc import Iterable
from hashlib import sha256

from django.utils.translation import gettext as _

from declarations.local_rules import rules_when_begun
from declarations.materials import SEALED
from declarations.models import Attachment, Declaration
from declarations.promises import promises_of
from declarations.services.drafts import OFFER_FIELDS


def print_mark(declaration: Declaration) -> str:
    """A hash of what its owner answers for on the paper: the answers, the owners, the promises, the edition.

    What others add later (number, consents, dates, more papers) makes no new paper.
    """
    answers = {name: getattr(declaration, name) for name in OFFER_FIELDS}
    owners = [(owner.name, owner.credit_code) for owner in declaration.owners.all()]
    promises = [each.text for each in promises_of(rules_when_begun(declaration))]
    printed = [answers, owners, promises, declaration.form_version]
    return sha256(json.dumps(printed, default=str, sort_keys=True).encode()).hexdigest()


def as_of_now(papers: Iterable[Attachment], declaration: Declaration) -> list[Attachment]:
    """Papers to be shown; the hints on a sealed form are those beside the print of today, none is saved."""
    shown = list(papers)
    sealed = [paper for paper in shown if paper.kind == SEALED and paper.print_mark]
    today = print_mark(declaration) if sealed else ""
    for scan in sealed:
        scan.hints = _hints(scan, today)
    return shown


def _hints(scan: Attachment, today: str) -> list[str]:
    if scan.print_mark != today:
        return [_("上传之后填写的内容有改动，扫描件是改动以前打印的表；请重新打印、盖章并上传。")]
    return scan.hints or [_("还没有与打印的表比较页数；请稍后再看，或者逐页核对。")]
