"""Answers as they are typed: kept on the server at once, right or not, so that nothing typed is lost (U04)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.models import Consent, Declaration
from declarations.services.drafts import refuse_unless_own, save
from declarations.services.moves import locked
from tenancy.actors import Actor
from tenancy.refusals import Refused

OFFERED = {"fee", "mode", "starts_on", "ends_on", "territory"}  # what a co-owner consents to
CONSENTED = OFFERED | {"patent_number"}  # and for which patent, as long as that is open


@transaction.atomic
def look(declaration: Declaration, page: str, *, by: Actor) -> Declaration:
    """A page was opened: from now on it is "looked at"."""
    if page in declaration.pages:
        return declaration
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    _note(declaration, page)
    return declaration


@transaction.atomic
def keep(
    declaration: Declaration,
    page: str,
    *,
    by: Actor,
    offer: dict[str, Any] | None = None,
    typed: dict[str, str] | None = None,
    window: str = "",
    sent_at: int = 0,
    faulty: bool = False,
    filled: dict[str, dict[str, str]] | None = None,
) -> Declaration:
    """Save a page: what is right becomes part of the offer, what is not right yet waits as it was typed.

    `sent_at` is the clock of the window (ms): what it sent earlier and what arrives later changes nothing.
    `filled` are the answers that a register gave, with its name; they are kept beside those of earlier look-ups.
    """
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if not declaration.is_editable:
        raise Refused(_("声明已提交，当前状态为“%s”，不能再修改。") % declaration.get_status_display())
    before = declaration.pages.get(page, {})
    if window and before.get("window") == window and 0 < sent_at < before.get("sent_at", 0):
        return declaration
    if offer is not None:
        changed = {name for name, value in offer.items() if getattr(declaration, name) != value}
        declaration = save(declaration, by=by, **offer)
        if changed & CONSENTED:
            ask_again(declaration)
    _note(
        declaration,
        page,
        edits=before.get("edits", 0) + 1,
        saved_at=timezone.localtime().isoformat(timespec="seconds"),
        window=window,
        sent_at=sent_at,
        typed={} if offer is not None else typed or {},
        faulty=faulty,
        filled=before.get("filled", {}) | (filled or {}),
    )
    return declaration


def ask_again(declaration: Declaration) -> None:
    """Consent was given to other terms, or of another patent: the co-owners are to be asked anew."""
    given = declaration.owners.filter(is_declarant=False, consent__in=[Consent.GIVEN, Consent.DECLINED])
    given.update(consent=Consent.NOT_ASKED, answered_at=None, answered_name="", reason="")


def _note(declaration: Declaration, page: str, **more: Any) -> None:
    declaration.pages = declaration.pages | {page: declaration.pages.get(page, {}) | more}
    declaration.save(update_fields=["pages"])
