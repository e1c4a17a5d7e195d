"""Where a caller is in a list: an opaque word made of the last row's place, so that no page is ever counted from 0."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from publication.query import SORTS, Query

AMOUNT = re.compile(r"[0-9]{1,16}(\.[0-9]{1,4})?")


def _moment(text: str) -> datetime:
    """With its offset, and of a year that the database reads."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1900 < moment.year < 2200:
        raise ValueError
    return moment


def _amount(text: str) -> Decimal | None:
    if text and not AMOUNT.fullmatch(text):
        raise ValueError
    return Decimal(text) if text else None


READERS: dict[str, Any] = {
    "published_at": _moment,
    "fee_amount": _amount,
    "term_to": date.fromisoformat,
}


class CursorError(ValueError):
    """The word is none of ours, or of another order."""


@dataclass(frozen=True)
class Place:
    """The sorted value and the key of the last row of a page."""

    value: Any
    key: int


def write(query: Query, row: dict[str, Any]) -> str:
    column = SORTS[query.sort][0].lstrip("-")
    value = row[column]
    said = "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
    return base64.urlsafe_b64encode(f"{query.sort}|{said}|{row['id']}".encode()).decode().rstrip("=")


def read(query: Query, word: str) -> Place:
    try:
        plain = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        sort, said, key = plain.split("|")
        if sort != query.sort or not (key.isascii() and key.isdigit() and len(key) < 19):
            raise CursorError
        return Place(READERS[SORTS[query.sort][0].lstrip("-")](said), int(key))
    except (binascii.Error, UnicodeDecodeError, ValueError) as fault:
        raise CursorError from fault


def after(query: Query, place: Place) -> Q:
    """What comes behind a place; ties are in the order of their keys, newest first, and no amount comes last."""
    column = SORTS[query.sort][0]
    name, falling = column.lstrip("-"), column.startswith("-")
    tie = Q(**{name: place.value}, pk__lt=place.key)
    if place.value is None:
        return Q(**{f"{name}__isnull": True}, pk__lt=place.key)
    further = Q(**{f"{name}__{'lt' if falling else 'gt'}": place.value})
    return further | tie | (Q(**{f"{name}__isnull": True}) if name == "fee_amount" else Q())
