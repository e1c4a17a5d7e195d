"""Before submission: begin, save, commit to, discard. Only the declarant's own people."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.local_rules import rules_when_begun
from declarations.models import Commitment, Consent, Declaration, Owner
from declarations.promises import promises_of
from declarations.services.moves import locked, move, refuse_stale
from declarations.snapshot import COLUMNS
from declarations.workflow import Action, Status
from tenancy.actors import Actor
from tenancy.policy import Policy, policy_of
from tenancy.refusals import Refused

# What the declarant writes. No other verb changes these, so no office ever does (LN-09).
OFFER_FIELDS = (*COLUMNS, "is_application", "extra")


@transaction.atomic
def begin(*, by: Actor, **offer: Any) -> Declaration:
    """A new draft of the actor's organisation. Three fields make an intention (XY-17): number, title, contact."""
    refuse_after_the_end(by)
    organisation = by.organisation
    if organisation is None:
        raise Refused(_("只有权利人可以填写声明。"))
    policy = policy_of(by.province, region=organisation.region)
    declaration = Declaration(
        organisation=organisation,
        region=organisation.region,
        form_version=form_version(policy),
        created_by=by.user.pk if by.user else None,
        contact_name=by.name,
    )
    _write(declaration, offer)
    declaration.save()
    Owner.objects.create(
        declaration=declaration,
        name=organisation.name,
        credit_code=organisation.credit_code,
        owner_type=organisation.owner_type,
        is_declarant=True,
        consent=Consent.NOT_ASKED,
    )
    record("declaration.begin", declaration, by=by)
    return declaration


def refuse_after_the_end(by: Actor) -> None:
    """The programme of the province runs: else nothing new comes in, and what exists is carried over (CN-19, LN-17)."""
    policy = policy_of(by.province)
    if not policy.accepts_declarations:
        raise Refused(
            _("本省试点不在受理期内，不再受理新的声明；已公布的声明和许可不受影响（%s）。")
            % policy.cite("programme_end")
        )


def untouched(*, by: Actor) -> Declaration | None:
    """A draft this person has begun and not opened a page of: a second click begins no second one."""
    own = Declaration.objects.visible_to(by).filter(status=Status.DRAFT, created_by=by.user.pk if by.user else None)
    return own.filter(pages={}, patent_number="").first()


@transaction.atomic
def intend(*, by: Actor, patent_number: str, contact_name: str, contact_phone: str) -> Declaration:
    """登记意向: number and contact are enough; it grows into a declaration in the same draft (XY-17, F010)."""
    refuse_unless_intake(by)
    declaration = begin(by=by, patent_number=patent_number, contact_name=contact_name, contact_phone=contact_phone)
    declaration.intended_at = timezone.now()
    declaration.save(update_fields=["intended_at"])
    record("declaration.intend", declaration, by=by, payload={"patent_number": patent_number})
    return declaration


def refuse_unless_intake(by: Actor) -> None:
    """Intentions are collected where the province, or the city in it, says so."""
    if by.organisation and not policy_of(by.province, region=by.organisation.region).intention_intake:
        raise Refused(_("本地没有开展意向征集，请直接填写声明。"))


@transaction.atomic
def save(declaration: Declaration, *, by: Actor, seen_version: int | None = None, **offer: Any) -> Declaration:
    """Save answers while it is the declarant's to write; unknown names are a programming error."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if not declaration.is_editable:
        raise Refused(_("声明已提交，当前状态为“%s”，不能再修改。") % declaration.get_status_display())
    refuse_stale(declaration, seen_version)
    _write(declaration, offer)
    declaration.version += 1
    declaration.save(update_fields=[*offer, "version", "saved_at"])
    return declaration


@transaction.atomic
def commit_to(declaration: Declaration, keys: set[str], *, by: Actor) -> None:
    """Tick commitments: each is dated and keeps the very text shown (LN-33). Unticking removes it before submission."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if not declaration.is_editable:
        raise Refused(_("声明已提交，承诺不能再更改。"))
    declaration.commitments.exclude(key__in=keys).delete()
    made = set(declaration.commitments.values_list("key", flat=True))
    for wanted in promises_of(rules_when_begun(declaration)):
        if wanted.name in keys - made:
            Commitment.objects.create(
                declaration=declaration,
                key=wanted.name,
                text=wanted.text,
                text_version=declaration.form_version,
                made_at=timezone.now(),
                made_by=by.person.pk,
            )


@transaction.atomic
def discard(declaration: Declaration, *, by: Actor, reason: str) -> Declaration:
    """Give a draft up; its line and its log stay."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    return move(declaration, Action.DISCARD, by=by, reason=reason)


def form_version(policy: Policy) -> str:
    """Which edition of the form: its name and since when its items hold (LN-32, CN-59)."""
    since = policy.explain("form_fields").effective_from or policy.explain("public_items").effective_from
    return f"{policy.form_template} {since or ''}".strip()


def refuse_unless_own(declaration: Declaration, *, by: Actor) -> None:
    """No officer writes terms (LN-09)."""
    if by.organisation is None or by.organisation.pk != declaration.organisation_id:
        raise Refused(_("声明的内容只能由权利人自己填写和修改（辽知办字〔2022〕4号：尊重创新主体意思自治）。"))


def _write(declaration: Declaration, offer: dict[str, Any]) -> None:
    unknown = set(offer) - set(OFFER_FIELDS)
    if unknown:
        raise TypeError(f"not fields of the offer: {sorted(unknown)}")
    for name, value in offer.items():
        setattr(declaration, name, value)


def as_seen(declaration: Declaration) -> dict[str, Any]:
    """Every item of the offer as plain data: what an officer saw, kept with the decision."""
    values = {name: getattr(declaration, name) for name in OFFER_FIELDS}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    owners = [{"name": o.name, "credit_code": o.credit_code, "consent": o.consent} for o in declaration.owners.all()]
    papers = [
        {"kind": a.kind, "name": a.name, "sha256": a.sha256} for a in declaration.attachments.filter(removed_at=None)
    ]
    return plain | {"version": declaration.version, "owners": owners, "attachments": papers}
