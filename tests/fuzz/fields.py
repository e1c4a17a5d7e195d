"""B6: every column that holds what somebody typed, each with a sign of its own by which it is found again anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import DatabaseError, models, transaction

from tests.isolation.marks import free_texts

OURS = ("audit", "outbox", "tenancy", "verification", "publication", "declarations", "licensing", "reporting")
FIRST_SIGN = 0x3500  # characters that no name or law has
GIVEN = """
    password sort_key digest sha256 packet_sha256 signed_sha256 paper_sha256 file_digest key key_hash token_hash
    region_code code division_code path region_path slug verb subject_type subject_url actor_role previous mark kind
    series city city_code dimension state epoch number record_number statutory_number patent_number patent_type
    owner_type credit_code recipient_code recipient_region claimant_code ipc classification industry form_version
    text_version version pending print_mark check_code media_type event event_code link template ground section target
    rules definitions occasion why_request url email channel sign parent value
"""
"""Names of columns that the platform fills, or that a pattern rules: nothing can be typed there but what fits."""


@dataclass(frozen=True)
class Text:
    """One column, and the sign that what is written there ends with."""

    model: type[models.Model]
    name: str
    room: int
    sign: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def holding(self, said: str) -> str:
        return said[: self.room - 1] + self.sign


def texts() -> list[Text]:
    """All of them, in a fixed order."""
    found = [(model, field) for model in apps.get_models() if model._meta.app_label in OURS
             for field in free_texts(model) if field.name not in GIVEN.split()]  # fmt: skip
    return [Text(model, field.name, min(field.max_length or 500, 500), chr(FIRST_SIGN + place))
            for place, (model, field) in enumerate(found)]  # fmt: skip


def fill(each: Text, said: str) -> bool:
    """Into the rows that are there, or into the first or last where not all can hold it. False when none took it."""
    rows = each.model._base_manager.all()
    ends = (rows.filter(pk__in=rows.order_by(order).values("pk")[:1]) for order in ("pk", "-pk"))
    return _taken(rows, each, said) or any(_taken(end, each, said) for end in ends)


def _taken(rows: models.QuerySet, each: Text, said: str) -> bool:
    try:
        with transaction.atomic():
            return rows.update(**{each.name: each.holding(said)}) > 0
    except DatabaseError:
        return False


def signs_in(words: str, known: dict[str, Text]) -> Iterator[str]:
    """The columns that a page tells of."""
    return (str(known[sign]) for sign in set(words) & set(known))
