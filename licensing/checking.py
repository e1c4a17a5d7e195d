"""Is a printed contract genuine, and what is the licence now? Anyone who holds number and check code may ask."""

import hmac
import re
from dataclasses import dataclass

from licensing.models import Licence
from licensing.services.papers import contract_for
from tenancy.models import Province
from tenancy.scope import acting

NUMBER = re.compile(r"([A-Z]{2})-XK-\d{4}-\d{5,}")


@dataclass(frozen=True)
class Checked:
    """What the public is told: no names, which the holder of the paper has before them."""

    number: str
    status: str
    word: str
    patents: tuple[str, ...]
    accepted_on: str


def checked(number: str, code: str) -> Checked | None:
    """The licence of this number, if the code is that of its contract."""
    form = NUMBER.fullmatch(number.upper())
    province = Province.objects.filter(slug=form[1].lower()).first() if form else None
    if province is None:
        return None
    with acting(province=province.pk):
        licence = Licence.objects.filter(number=number.upper()).prefetch_related("parties", "patents").first()
        return _told(licence) if licence and _is_code(licence, code) else None


def _is_code(licence: Licence, code: str) -> bool:
    return hmac.compare_digest(contract_for(licence).check_code.encode(), code.upper().encode())


def _told(licence: Licence) -> Checked:
    patents = tuple(f"{patent.patent_number} {patent.title}" for patent in licence.patents.all())
    word = str(licence.get_status_display())
    return Checked(licence.number, licence.status, word, patents, f"{licence.accepted_at:%Y-%m-%d}")
