"""One value, one text: the form in which payloads are kept and events are hashed, the same on every machine."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise

from audit.models import Event

FORM = 1  # of the canonical text; a new form gets a new number, old seals keep theirs
TOLD = (
    "id",
    "province_id",
    "verb",
    "subject_type",
    "subject_id",
    "subject_label",
    "actor_id",
    "actor_name",
    "actor_role",
    "office_id",
    "organisation_id",
    "place_name",
    "region_path",
    "effective_at",
    "recorded_at",
    "reason",
    "payload",
)


def plain(value: Any) -> Any:
    """A value as JSON keeps it exactly: Decimal, date and float as text, instants in UTC, a row as its key."""
    match value:
        case None | bool() | int() if not isinstance(value, Enum):
            return value
        case dict():
            return {str(plain(key)): plain(part) for key, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case set() | frozenset():
            return sorted((plain(part) for part in value), key=str)
        case models.Model():
            return value.pk
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Enum():
            return plain(value.value)
        case str() | Decimal() | float() | UUID() | Promise():
            return str(value)
    raise TypeError(f"An event cannot keep a {type(value).__name__} exactly; give it as text or number.")


def text_of(event: Event) -> str:
    """The whole event in one line: sorted keys, no spaces, no escapes."""
    fields = {name: plain(getattr(event, name)) for name in TOLD}
    return json.dumps({"form": FORM} | fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
