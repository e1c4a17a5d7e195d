"""提成: what is due of a base by machine-readable terms, how it was worked out, and what looks odd. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from publication.choices import RoyaltyBase
from publication.money import plain, yuan
from publication.terms import CENT, NOTHING, Royalty, Terms
from tenancy.refusals import Refused

JUMP = 3  # times the base of the period before, either way: asks for a word of explanation


@dataclass(frozen=True)
class Computed:
    """Yuan to the fen, and the sum written out for both sides."""

    amount: Decimal
    sentence: str


def royalty_of(terms: Terms, base: Decimal, earlier: Decimal) -> Computed:
    """Rate × base, no less than the minimum of a period, within what the cap leaves after `earlier` periods.

    Raises Refused where there is no royalty.
    """
    if terms.royalty is None:
        raise Refused(_("该专利的支付方式不含提成。"))
    rate, kind = terms.royalty
    share = (base * rate / 100).quantize(CENT, ROUND_HALF_UP)
    words = {"base": RoyaltyBase(kind).label, "sum": plain(base), "rate": plain(rate), "share": yuan(share)}
    told = _("%(base)s%(sum)s元×%(rate)s%%=%(share)s") % words
    least = terms.minimum if isinstance(terms, Royalty) else None
    if least is not None and share < least:
        told = _("%(told)s；每个结算期不低于%(least)s") % {"told": told, "least": yuan(least)}
        share = least
    left = _left_by_cap(terms, earlier)
    if left is not None and share > left:
        words = {"told": told, "cap": yuan(_cap(terms) or NOTHING), "earlier": yuan(earlier), "left": yuan(left)}
        told = _("%(told)s；累计上限%(cap)s，其余各期%(earlier)s，本期应付%(left)s") % words
        share = left
    return Computed(share, told)


def doubts_of(base: Decimal, before: Sequence[Decimal], *, is_used: bool) -> list[str]:
    """What a reader would ask; a report with doubts needs a note. `before`: earlier bases; `is_used`: as told."""
    found = []
    if base == 0 and is_used:
        found.append(_("实施跟踪填报已实施，本期提成基数却为0。"))
    if before and before[-1] > 0:
        factor = base / before[-1]
        if factor > JUMP or factor < Decimal(1) / JUMP:
            words = {"now": plain(base), "last": plain(before[-1])}
            found.append(_("本期提成基数%(now)s元与上期%(last)s元相差三倍以上。") % words)
    return found


def _left_by_cap(terms: Terms, earlier: Decimal) -> Decimal | None:
    cap = _cap(terms)
    return None if cap is None else max(NOTHING, cap - earlier)


def _cap(terms: Terms) -> Decimal | None:
    return terms.cap if isinstance(terms, Royalty) else None
