"""What no register told at first: typed by an officer from a register copy, or asked again until somebody answers."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.checking import run_checks
from declarations.local_rules import rules_when_begun
from declarations.models import CheckRun, Declaration
from declarations.notices import tell_desk
from declarations.rechecks import look_at
from declarations.registers import UNAVAILABLE, ask_registers
from declarations.services.attachments import keep
from declarations.services.moves import locked
from declarations.services.review import refuse_unless_on_desk
from declarations.workflow import CITY, DESKS, PROVINCE, Status
from tenancy.actors import Actor
from tenancy.recusal import stand_aside
from tenancy.refusals import Refused
from tenancy.uploads import examined
from verification.numbers import parse_number
from verification.on_file import keep_on_file
from verification.registers.codec import BadFacts
from verification.registers.manual import manual_entry
from verification.registers.protocol import Found

COPY = "register_copy"
ON_OFFER = (Status.PUBLISHED, Status.NOTICE)
ASK_AGAIN = "declarations.ask_again"
PORTION = 20


@transaction.atomic
def enter_copy(declaration: Declaration, upload: UploadedFile, values: Mapping[str, Any], *, by: Actor) -> CheckRun:
    """人工补查: facts from an uploaded register copy, checked at once; what other sources say stands beside them.

    `values` are facts by name or Chinese head, as verification.registers.codec reads them. Raises Refused.
    """
    declaration = locked(declaration, by=by)
    refuse_unless_known_to(declaration, by=by)
    stand_aside(by, declaration.concerns, hands=[declaration.submitted_by])
    paper, now, number = examined(upload), timezone.now(), parse_number(declaration.patent_number)
    try:
        entry = manual_entry(number, values, entered_by=by.place_name, copy_digest=paper.sha256, at=now)
    except BadFacts as fault:
        raise Refused(str(fault)) from fault
    if not dict(entry.facts.known()):
        raise Refused(_("请至少录入一项登记事项。"))
    keep(declaration, COPY, paper, upload, by=by)
    keep_on_file(number, Found(entry.facts, entry.name, now))
    told = {name: str(fact.value) for name, fact in entry.facts.known()}
    record("declaration.register_copy", declaration, by=by, payload={"sha256": paper.sha256, "facts": told})
    run = run_checks(declaration)
    if declaration.status in ON_OFFER:
        look_at([number], declaration.province)
    return run


def refuse_unless_known_to(declaration: Declaration, *, by: Actor) -> None:
    """Whose desk it lies on; once it is public, its city and the province, who answer for what is shown."""
    if declaration.status not in ON_OFFER:
        refuse_unless_on_desk(declaration, by=by)
    elif by.role not in CITY | PROVINCE:
        raise Refused(_("已公开的声明，由审核它的市局或省局录入登记簿副本。"))


def still_pending(after: int = 0) -> QuerySet[Declaration]:
    """On a desk, and the last check found no register that answered."""
    last = CheckRun.objects.filter(declaration=OuterRef("pk")).order_by("-id").values("pending")[:1]
    waiting = Declaration.objects.filter(status__in=list(DESKS), pk__gt=after).annotate(pending=Subquery(last))
    return waiting.exclude(pending="").exclude(pending=None).order_by("pk")


def ask_again(*, by: Actor, after: int = 0) -> int | None:
    """Ask for the next declarations that wait for a register; where it went on, None at the end."""
    portion = list(still_pending(after)[:PORTION])
    for declaration in portion:
        policy = rules_when_begun(declaration)
        told = ask_registers(parse_number(declaration.patent_number), policy)
        if told.register_answer != UNAVAILABLE:
            run = run_checks(declaration)
            said = _("%s：登记信息已取得，核验结果已更新") % declaration
            tell_desk(declaration, by=by, sentence=said, occasion=f"checked:{run.pk}")
    return portion[-1].pk if portion else None
