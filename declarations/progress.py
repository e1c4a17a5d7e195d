"""Progress without signing in: the number names the province, the code opens one line and tells nothing of a person."""

import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import constant_time_compare

from declarations.confirmation import Facts, facts
from declarations.models import Declaration
from tenancy.models import Province
from tenancy.scope import acting


@dataclass(frozen=True)
class Progress:
    province: str
    facts: Facts


def find_progress(number: str, code: str) -> Progress | None:
    """What the holder of number and code may know; nothing when they do not belong together."""
    number, code = _plain(number), _plain(code)
    province = Province.objects.started().filter(slug=number.partition("-")[0].lower()).first()
    if province is None:
        return None
    with acting(province=province.pk), transaction.atomic():
        found = Declaration.objects.select_related("province").filter(number=number).exclude(number="").first()
        if found is None or not constant_time_compare(found.check_code, code):
            return None
        return Progress(province.name, facts(found))


def _plain(text: str) -> str:
    """Half width, capitals, no blanks; dashes of every kind are dashes."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in plain)
    return "".join(plain.split())
