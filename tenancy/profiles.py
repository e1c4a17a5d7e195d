"""What an organisation was at an instant, as known at another: plain values, for figures and for pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from tenancy.models import OrganisationFact
from tenancy.models.organisations import Aspect


@dataclass(frozen=True)
class HeldTag:
    """A tag that holds, with who awarded it, its certificate and its end (none = open)."""

    tag: str
    level: str
    certificate: str
    since: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class Profile:
    """One organisation at one instant. `region` is the code of its reporting unit."""

    organisation: int
    name: str = ""
    region: str = ""
    owner_type: str = ""
    size: str = ""
    standing: str = ""
    tags: tuple[HeldTag, ...] = field(default=())


def profile_of(organisation: int, at: datetime, known_at: datetime | None = None) -> Profile | None:
    """One organisation; nothing when it was not registered yet (or not yet known to be)."""
    return profiles_of([organisation], at, known_at).get(organisation)


def profiles_of(
    organisations: Iterable[int] | QuerySet, at: datetime, known_at: datetime | None = None
) -> dict[int, Profile]:
    """Many at once, in one query. Those that did not exist at the instant are left out."""
    facts = OrganisationFact.objects.filter(organisation__in=organisations).until(at, known_at).newest_first()
    newest: dict[int, dict[tuple[str, str], OrganisationFact]] = {}
    for fact in facts:
        key = (fact.aspect, fact.value if fact.aspect == Aspect.TAG else "")
        newest.setdefault(fact.organisation_id, {}).setdefault(key, fact)
    return {key: _profile(key, list(held.values()), at) for key, held in newest.items()}


def _profile(organisation: int, facts: list[OrganisationFact], at: datetime) -> Profile:
    values = {fact.aspect: fact.value for fact in facts if fact.aspect != Aspect.TAG}
    tags = [fact for fact in facts if fact.aspect == Aspect.TAG and (fact.expires_at is None or fact.expires_at > at)]
    return Profile(organisation, **values, tags=tuple(_held(fact) for fact in sorted(tags, key=lambda f: f.value)))


def _held(fact: OrganisationFact) -> HeldTag:
    return HeldTag(fact.value, fact.level, fact.certificate, fact.effective_at, fact.expires_at)
