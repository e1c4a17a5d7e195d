"""Hand in: complete or not at all; the checks start by themselves."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.checking import rules_of, run_checks
from declarations.local_rules import rules_today, rules_when_begun
from declarations.models import Batch, Consent, Declaration
from declarations.models.counters import next_number
from declarations.notices import tell_declarant, tell_desk, tell_desk_of_many, tell_uploader
from declarations.readiness import missing_to_submit
from declarations.services.drafts import refuse_after_the_end, refuse_unless_own
from declarations.services.internal import agreed, approvals_needed, refuse_undecided
from declarations.services.moves import locked, move, refuse_stale, refuse_unless_its_turn
from declarations.services.suspicion import look
from declarations.workflow import Action, hand_may, why_not
from outbox.queue import enqueue
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.services.standings import why_not_yet
from verification.checks.duplicates import once_in_a_province
from verification.findings import Report

CHECK = "declarations.check"
CHECK_ONE_OF_MANY = "declarations.check_one_of_many"  # of a workbook: who handed it in is told once for all
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@transaction.atomic
def submit(
    declaration: Declaration, *, by: Actor, seen_version: int | None = None, batch: int | None = None
) -> Declaration:
    """提交声明：补齐才收，收下即核验。A second click finds it already handed in and is told so.

    `batch`: the workbook with which it is handed in; what is to be told of its rows is told once.
    """
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    refuse_stale(declaration, seen_version)
    if not declaration.number:
        refuse_after_the_end(by)
    if declaration.is_editable and (missing := missing_to_submit(declaration)):
        raise Refused(*map(str, missing))
    if reasons := why_not_yet(by.organisation):
        raise Refused(*reasons)
    refuse_undecided(declaration)
    action = Action.ASK_APPROVAL if goes_inside_first(declaration, by=by) else Action.SUBMIT
    return _hand_in(declaration, action, by=by, batch=batch)


def goes_inside_first(declaration: Declaration, *, by: Actor) -> bool:
    """Where province or institution ask for it, it waits for the approval inside (ZJ-28).

    An administrator's own submission is the approval where one is enough.
    """
    needed = approvals_of(declaration)
    return needed > 1 or (needed == 1 and by.role == Role.HANDLER)


def approvals_of(declaration: Declaration) -> int:
    policy = rules_when_begun(declaration)
    return approvals_needed(declaration.organisation, policy)


@transaction.atomic
def agree(declaration: Declaration, *, by: Actor) -> Declaration:
    """The institution's own approval; then it leaves the house (ZJ-28)."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if not declaration.number:
        refuse_after_the_end(by)
    refuse_undecided(declaration)
    if not hand_may(by.role, Action.AGREE, declaration.status):
        raise Refused(str(why_not(by.role, Action.AGREE, declaration.status)))
    who = {"edition": declaration.version, "agreed_by": by.person.pk}
    _mine, new = declaration.approvals.get_or_create(**who, defaults={"agreed_by_name": by.name})
    waiting = approvals_of(declaration) - agreed(declaration).count()
    if waiting > 0 and not new:
        raise Refused(_("您已同意，还须另外%s人同意。") % waiting)
    if waiting > 0:
        record("declaration.agree_inside", declaration, by=by, payload={"waiting": waiting})
        occasion = f"agreed:{declaration.version}:{by.person.pk}"
        tell_declarant(declaration, _("还须%s人内部同意") % waiting, by=by, occasion=occasion)
        return declaration
    return _hand_in(declaration, Action.AGREE, by=by)


def _said_twice(declaration: Declaration) -> str:
    clause = once_in_a_province(rules_of(rules_today(declaration)))
    told = {"number": declaration.patent_number, "clause": clause}
    return _("该专利（%(number)s）在本省已有办理中或已发布的声明，不能重复声明（%(clause)s）。") % told


def _hand_in(declaration: Declaration, action: Action, *, by: Actor, batch: int | None = None) -> Declaration:
    changes: dict[str, Any] = {"submitted_at": timezone.now(), "submitted_by": by.user.pk if by.user else None}
    try:
        with transaction.atomic():
            declaration = move(declaration, action, by=by, **changes)
    except IntegrityError as error:
        raise Refused(_said_twice(declaration)) from error
    declaration.owners.filter(is_declarant=True).update(consent=Consent.GIVEN, answered_at=timezone.now())
    if action is Action.ASK_APPROVAL:
        return declaration
    payload = {"declaration": declaration.pk} | ({"batch": batch} if batch else {})
    kind = CHECK_ONE_OF_MANY if batch else CHECK
    enqueue(kind, key=f"{declaration.pk}:{declaration.version}", payload=payload, by=by)
    if not declaration.number:
        declaration.check_code = "".join(secrets.choice(CODE_ALPHABET) for _each in range(6))
        declaration.number = next_number(declaration.province.slug)
        declaration.save(update_fields=["number", "check_code"])
    return declaration


@transaction.atomic
def rate(declaration: Declaration, stars: int, *, by: Actor) -> None:
    """好差评: how the filing went, one to five, once."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if declaration.rating is not None or not 1 <= stars <= 5:
        raise Refused(_("已经评价过了。") if declaration.rating else _("请从一星到五星中选择。"))
    declaration.rating = stars
    declaration.save(update_fields=["rating"])


@transaction.atomic
def record_findings(declaration: Declaration, *, by: Actor, batch: Batch | None = None) -> Declaration:
    """The first, automatic check (HB-08): a stop sends it back, anything else goes to the next desk.

    The sources are asked before the row is locked: one that hangs keeps nobody waiting.
    """
    refuse_unless_its_turn(declaration, Action.FORWARD, by=by)
    run = run_checks(declaration)
    declaration = locked(declaration, by=by)
    stops = [finding.sentence for finding in Report.from_plain(run.findings).stops]
    if stops:
        declaration = move(declaration, Action.STOP, by=by, reason="；".join(stops), rounds=declaration.rounds + 1)
        _tell_stopped(declaration, stops, batch, by=by)
        return declaration
    declaration = move(declaration, Action.FORWARD, by=by, payload={"check_run": run.pk, "pending": run.pending})
    _tell_forwarded(declaration, run.pending, batch, by=by)
    look(declaration, by=by)
    return declaration


def _tell_stopped(declaration: Declaration, stops: Sequence[str], batch: Batch | None, *, by: Actor) -> None:
    if batch:
        tell_uploader(batch, _("有声明未通过自动核验，已退回；逐件结果见本表。"), by=by, occasion="stopped")
    else:
        tell_declarant(declaration, _("自动核验未通过，声明已退回：%s") % "；".join(stops), by=by)


def _tell_forwarded(declaration: Declaration, pending: str, batch: Batch | None, *, by: Actor) -> None:
    if batch:
        tell_desk_of_many(batch, declaration, by=by)
    else:
        tell_desk(declaration, by=by)
    if pending and batch:
        tell_uploader(batch, _("声明已收下，%s") % pending, by=by, occasion="pending")
    elif pending:
        tell_declarant(declaration, _("声明已收下，%s") % pending, by=by)
