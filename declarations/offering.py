"""The bridge to `publication`: what of a declaration the public gets, as a plain Offer."""

from datetime import datetime

from django.utils import timezone

from declarations.local_rules import rules_today
from declarations.models import Declaration
from declarations.models.requests import Outcome
from publication.offers import Offer, Owner, Reach, place_of
from publication.terms import read_terms
from tenancy.models.organisations import OwnerType
from verification.numbers import Kind, parse_number
from verification.terms import months_later

UNPUBLISHED_MONTHS = 18
CONTACT = ("contact_name", "contact_phone", "contact_email", "contact_public")
CONSENT_TEXT = "contact-1"  # version of the sentence beside the tick


def offer_of(declaration: Declaration) -> Offer:
    """Everything that is published; the rest of the declaration stays with the offices."""
    assert declaration.starts_on  # readiness.missing_to_submit
    assert declaration.ends_on
    policy, hidden = rules_today(declaration), is_unpublished(declaration)
    return Offer(
        patent_number=declaration.patent_number,
        patent_type=parse_number(declaration.patent_number).kind.value,
        title=declaration.title.strip(),
        owners=owners_of(declaration),
        place=place_of(declaration.region),
        terms=read_terms(declaration.fee),
        term_from=declaration.starts_on,
        term_to=declaration.ends_on,
        contact=reach_of(declaration),
        publisher=policy.publisher_name or declaration.province.name,
        territory=declaration.territory or "全国",
        ipc="" if hidden else declaration.classification,
        industry=declaration.industry,
        mode=declaration.mode,
        is_application=declaration.is_application,
        summary="" if hidden else declaration.summary,
        service=declaration.service.strip(),
        service_price=declaration.service_price.strip(),
    )


def is_unpublished(declaration: Declaration) -> bool:
    """An application that the office has not published: its technical content stays out of the register (F007).

    An invention is published eighteen months after filing, the other two with their grant (专利法第三十四条、第四十条).
    """
    if not declaration.is_application:
        return False
    if declaration.filed_on is None or parse_number(declaration.patent_number).kind is not Kind.INVENTION:
        return True
    return timezone.localdate() < months_later(declaration.filed_on, UNPUBLISHED_MONTHS)


def owners_of(declaration: Declaration) -> tuple[Owner, ...]:
    return tuple(
        Owner(owner.name, owner.owner_type or OwnerType.OTHER.value, owner.credit_code)
        for owner in declaration.owners.all()
    )


def reach_of(declaration: Declaration) -> Reach:
    """A person's contact goes out in full only with the consent ticked in the form."""
    return Reach(
        name=declaration.contact_name,
        phone=declaration.contact_phone,
        email=declaration.contact_email,
        consented_at=_consented_at(declaration) if declaration.contact_public else None,
        consent_text=CONSENT_TEXT if declaration.contact_public else "",
    )


def _consented_at(declaration: Declaration) -> datetime | None:
    """When the tick was handed in: with the declaration, or with the last change of the contact after publication."""
    if not declaration.record_number:
        return declaration.submitted_at
    wishes = declaration.change_requests.exclude(outcome=Outcome.REFUSED).filter(terms__has_any_keys=CONTACT)
    return wishes.values_list("asked_at", flat=True).first() or declaration.submitted_at
