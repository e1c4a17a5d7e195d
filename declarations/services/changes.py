"""Other terms after publication, by the province's rule: free (Hubei), or locked and then only lower (Zhejiang)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.local_rules import rules_today
from declarations.models import ChangeRequest, Consent, Declaration
from declarations.models.requests import Outcome
from declarations.notices import tell_declarant, tell_desk
from declarations.offering import CONTACT, offer_of
from declarations.readiness import missing_to_publish, missing_to_submit
from declarations.services import owners
from declarations.services.answers import OFFERED, ask_again
from declarations.services.drafts import refuse_unless_own
from declarations.services.moves import locked, refuse_unless_province
from declarations.workflow import Status
from publication import announce
from publication.choices import Settlement
from publication.models import Record, Version
from publication.terms import PERIODS, Terms, read_terms
from tenancy.actors import Actor
from tenancy.policy import Policy
from tenancy.recusal import stand_aside
from tenancy.refusals import Refused
from verification.terms import last_day_of_term

# What may change; the patent, its owners and the mode of the register stay.
CHANGEABLE = ("mode", "fee", "fee_basis", "starts_on", "ends_on", "territory", "summary")
BESIDE = ("service", "service_price")  # no part of the terms: open while these are locked
TERMS, NO_TERMS = ("terms", "term_from", "term_to", "territory"), ("contact_shown", *BESIDE)  # of a version


def terms_open_on(record: Record, policy: Policy) -> date | None:
    """The first day on which the terms may change; None: any day.

    Locked terms open after whole months without a taker since the listing, the last announcement of terms or the
    last licence, whichever came last (ZJ-22, ZJ-67).
    """
    if policy.change_rule != "locked_then_lower" or not policy.change_after_months:
        return None
    since = max(filter(None, (_announced(record), record.taken_at)))
    following = last_day_of_term(timezone.localdate(since), policy.change_after_months)
    return date.fromordinal(following.toordinal() + 1)


def _announced(record: Record) -> datetime:
    """Since when the terms are announced: another contact or service beside them begins no new time."""
    before = Version.objects.filter(record=OuterRef("record"), number=OuterRef("number") - 1)
    same_terms = before.filter(**{name: OuterRef(name) for name in TERMS})
    only_beside = same_terms.exclude(**{name: OuterRef(name) for name in NO_TERMS})
    return record.versions.filter(~Exists(only_beside)).latest("number").effective_at


@transaction.atomic
def ask_change(declaration: Declaration, *, by: Actor, reason: str, **changes: Any) -> ChangeRequest:
    """Ask for other terms. Refused at once when the province's rule does not allow them today."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if declaration.status != Status.PUBLISHED:
        raise Refused(_("只有已发布的声明才能变更。"))
    if declaration.change_requests.filter(outcome=Outcome.ASKED).exists():
        raise Refused(_("已有一项变更申请待决定，请等待结果。"))
    if not reason.strip():
        raise Refused(_("请写明变更理由。"))
    if not changes:
        raise Refused(_("没有任何改动：填写的与已公布的相同。"))
    refuse_forbidden(declaration, changes)
    request = ChangeRequest.objects.create(
        declaration=declaration, terms=_plain(changes), reason=reason, asked_by=by.user.pk if by.user else None
    )
    record("declaration.ask_change", declaration, by=by, reason=reason, payload={"terms": request.terms})
    if _touches_consent(changes):
        _ask_co_owners(declaration, by=by)
    tell_desk(declaration, by=by, sentence=_("权利人申请变更许可条件"), occasion=f"change:{request.pk}")
    return request


def _touches_consent(changes: Mapping[str, Any]) -> bool:
    """Co-owners consented to terms; to others they are asked anew (专利审查指南第五部分第十一章)."""
    return bool(OFFERED & set(changes))


def _ask_co_owners(declaration: Declaration, *, by: Actor) -> None:
    ask_again(declaration)
    for owner in declaration.owners.filter(is_declarant=False).exclude(email=""):
        owners.ask(owner, by=by)


def _keep_consent(declaration: Declaration) -> None:
    """The terms stay as they were, and so does what the co-owners said to them."""
    asked = declaration.owners.filter(is_declarant=False).exclude(consent=Consent.GIVEN)
    asked.update(consent=Consent.GIVEN, answered_at=timezone.now(), reason="", token_hash="")


def refuse_forbidden(declaration: Declaration, changes: dict[str, Any]) -> None:
    """The rule of the province on the terms, and the form's own rules on the result."""
    policy = rules_today(declaration)
    if unknown := set(changes) - set(CHANGEABLE + CONTACT + BESIDE):
        raise Refused(_("这些项目在发布后不能变更：%s") % "、".join(sorted(unknown)))
    published = Record.objects.select_related("current").get(number=declaration.record_number)
    opens_on = terms_open_on(published, policy)
    if opens_on and set(changes) & set(CHANGEABLE):
        _refuse_locked(declaration, changes, opens_on, policy)
    for name, value in changes.items():
        setattr(declaration, name, value)
    if missing := missing_to_submit(declaration):
        raise Refused(*map(str, missing))


def _refuse_locked(declaration: Declaration, changes: dict[str, Any], opens_on: date, policy: Policy) -> None:
    clause = policy.cite("change_rule")
    if timezone.localdate() < opens_on:
        raise Refused(
            _("许可条件一经公告原则上不予变更，最早可于%(day)s变更（%(clause)s）。")
            % {"day": opens_on, "clause": clause}
        )
    if "fee" in changes and not is_lower(read_terms(changes["fee"]), read_terms(declaration.fee)):
        raise Refused(_("只能降低费用标准，不能提高（%s）。") % clause)
    if other := set(changes) & {"starts_on", "ends_on", "territory"}:
        raise Refused(
            _("只能变更实施方式或降低费用标准，不能变更%(items)s（%(clause)s）。")
            % {"items": "、".join(sorted(other)), "clause": clause}
        )


def is_lower(new: Terms, old: Terms) -> bool:
    """Lower in no point higher: free is below everything; else the same kind with no larger number and one smaller."""
    if new.is_free:
        return not old.is_free
    if new.kind != old.kind:
        return False
    if _way(new) != _way(old):
        return False
    pairs = list(zip(_burdens(new), _burdens(old), strict=True))
    return all(now <= before for now, before in pairs) and any(now < before for now, before in pairs)


def _way(terms: Terms) -> tuple[bool, str]:
    """Whether a sum is asked, and of what a share."""
    return terms.headline is not None, terms.royalty[1] if terms.royalty else ""


def _burdens(terms: Terms) -> tuple[Decimal, ...]:
    """All that makes terms of one kind dearer: sum, rate, least and cap of a royalty, free months taken away."""
    cap, least = getattr(terms, "cap", None), getattr(terms, "minimum", None) or Decimal(0)
    periods = PERIODS[Settlement(getattr(terms, "settlement", Settlement.YEAR))]
    free = getattr(terms, "free_months", 0) + getattr(terms, "trial_months", 0)
    rate = terms.royalty[0] if terms.royalty else Decimal(0)
    uncapped = Decimal("Infinity") if cap is None else cap
    return terms.headline or Decimal(0), rate, least * periods, uncapped, Decimal(-free)


@transaction.atomic
def decide_change(request: ChangeRequest, *, by: Actor, granted: bool, opinion: str = "") -> ChangeRequest:
    """The province announces the new version or says why not; licences accepted before keep their terms (HB-33)."""
    refuse_unless_province(by)
    declaration = locked(request.declaration, by=by)
    stand_aside(by, declaration.concerns, hands=[request.asked_by])
    request = ChangeRequest.objects.select_for_update().get(pk=request.pk)
    if request.outcome != Outcome.ASKED:
        raise Refused(_("这项申请已有决定。"))
    if not granted and not opinion.strip():
        raise Refused(_("不同意变更须写明理由。"))
    changes = request.changes
    if granted:
        if _touches_consent(changes) and (missing := missing_to_publish(declaration)):
            raise Refused(*map(str, missing))
        refuse_forbidden(declaration, changes)
        declaration.version += 1
        declaration.save(update_fields=[*changes, "version", "saved_at"])
        announce.supersede(declaration.record_number, offer_of(declaration), by=by, reason=request.reason)
    elif _touches_consent(changes):
        _keep_consent(declaration)
    request.outcome = Outcome.GRANTED if granted else Outcome.REFUSED
    request.decided_at, request.decided_by, request.opinion = timezone.now(), by.person.pk, opinion
    request.save(update_fields=["outcome", "decided_at", "decided_by", "opinion"])
    record(f"declaration.change_{request.outcome}", declaration, by=by, reason=opinion or request.reason)
    sentence, occasion = _("许可条件变更申请：%s") % request.get_outcome_display(), f"change:{request.pk}:decided"
    tell_declarant(declaration, sentence, by=by, occasion=occasion)
    return request


def _plain(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}
