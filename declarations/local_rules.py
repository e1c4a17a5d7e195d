"""Whose rules a declaration is held to: those of the place it comes from, a city's before the province's (XY-04)."""

from datetime import datetime
from typing import Any

from django.utils.functional import SimpleLazyObject

from declarations.models import Batch, Declaration
from tenancy.policy import Policy, policy_of


def rules_when_begun(declaration: Declaration, known_at: datetime | None = None) -> Policy:
    """Those in force when it was begun, as far as they were known then (now, unless told)."""
    return _rules(declaration, declaration.rules_at, known_at)


def rules_today(declaration: Declaration) -> Policy:
    """For what is asked or announced now."""
    return _rules(declaration)


def rules_of_batch(batch: Batch, at: datetime | None = None) -> Policy:
    """Where its uploader is at home; of today, unless told when."""
    house = batch.organisation or batch.office
    return policy_of(batch.province, at=at, region=house.region if house else None)


def _rules(declaration: Declaration, at: datetime | None = None, known_at: datetime | None = None) -> Policy:
    """The place is read only where some city of the province has rules of its own."""
    place: Any = SimpleLazyObject(lambda: declaration.region)
    return policy_of(declaration.province, at=at, known_at=known_at, region=place)
