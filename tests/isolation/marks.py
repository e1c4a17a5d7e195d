"""Words by which a text is known wherever it turns up: whose it is, of which column and of which row."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from unittest.mock import patch

from django.apps import apps
from django.db import models

from tenancy.models.base import Tenanted

BIRD = "金丝雀"
MARK = re.compile(rf"{BIRD}(?P<place>[一-鿿]{{2}})(?P<column>\d{{3}})?(?:·(?P<row>\d+))?")
HUMAN = re.compile(r"[一-鿿]")
ROOMY = 24  # characters that hold a mark and something of the text itself
SHORTEST = 10
# By name, and why no word can be hidden there.
GIVEN = {
    "a number, a code or a hash of a fixed pattern": """
        number patent_number patent_type classification credit_code recipient_code claimant_code region_code
        sha256 signed_sha256 packet_sha256 file_digest print_mark digest token_hash media_type mark previous epoch
    """,
    "an address by which the platform finds its way or a person": "email link subject_type subject_url region_path",
    "the name of a kind, a text or a rule of the platform or of the province's policy": """
        key kind owner_type sign task template version text_version form_version definitions rules rule due_rule
        answer_rule channel publisher event verb actor_role target occasion
    """,
    "a name of the tree of places": "region_name recipient_region",
    "it orders rows": "sort_key",
    "published": "name_en record_number",
}
CODES = {
    "declarations.WithdrawalRequest.ground": "the name of a ground of the policy",
    "tenancy.OrganisationFact.value": "a code, or a name that everybody knows",
    "publication.ViewCount.source": "the name of a channel, or one of three words",
    "reporting.Summary.title": "the policy's name of the report",
    "tenancy.PolicyProposal.document": "the key of a document of the policy",
}
NAMES = frozenset(" ".join(GIVEN.values()).split())
# Part of these rows is published, or stands in lists for all: marked only once the register has its own copy.
SHOWN = {"Declaration", "Owner", "Commitment", "Organisation", "Office", "WithdrawalRequest"}


@cache
def columns() -> dict[models.Field, int]:
    """Every text of a tenant's table that people write, numbered."""
    tenanted = [model for model in apps.get_models() if issubclass(model, Tenanted)]
    written = [field for model in tenanted for field in free_texts(model) if not is_given(field)]
    return {field: number for number, field in enumerate(sorted(written, key=str))}


def free_texts(model: type[models.Model]) -> Iterator[models.Field]:
    """Columns that hold any words at all."""
    for field in model._meta.local_fields:
        text = isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique
        roomy = field.max_length is None or field.max_length >= SHORTEST
        if text and roomy and field.name not in ("name_en", "record_number"):
            yield field


def is_given(field: models.Field) -> bool:
    return field.name in NAMES or str(field) in CODES


def mark(word: str, field: models.Field, row: object) -> str:
    """As much of it as the column holds."""
    return f"{word}{columns()[field]:03}·{row}"[: field.max_length]


def told(found: re.Match[str]) -> str:
    """A mark in words: whose, of which column, of which row."""
    numbered = {number: str(field) for field, number in columns().items()}
    column = numbered.get(int(found["column"] or -1), "?")
    return f"{found['place']}: {column}, {found['row'] or '?'}"


@contextmanager
def born(word: str) -> Iterator[None]:
    """Each text that people write into a new row ends with the mark, also where no later hand may change it."""
    plain, serial = models.Field.pre_save, count(1)

    def marked(field: models.Field, row: models.Model, add: bool):
        if add and field in columns() and type(row).__name__ not in SHOWN:
            setattr(row, field.attname, with_mark(getattr(row, field.attname), word, field, serial))
        return plain(field, row, add)

    with patch.object(models.Field, "pre_save", marked):
        yield


def with_mark(text: str, word: str, field: models.Field, serial: Iterator[int]) -> str:
    if not isinstance(text, str) or not HUMAN.search(text) or word in text:
        return text
    longer = text + mark(word, field, f"9{next(serial)}")
    return longer if field.max_length is None or len(longer) <= field.max_length else text
