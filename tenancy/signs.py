"""Which signs a text may hold that a database, a page, a feed and a document all hold alike; how long it may be."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from tenancy.refusals import Refused

LOST = "\ufffd"  # stands where bytes were no text
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    return UNFIT.sub("", text)


def shortened(text: str, most: int) -> str:
    """For a line that only points to where the whole of it stands."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def fitting(told: Mapping[str, str], name: str, label: str, most: int) -> str:
    """What somebody said, whole; words are refused by the name of their field rather than cut behind one's back."""
    if len(said := told.get(name, "").strip()) > most:
        words = {"label": label, "most": most, "count": len(said)}
        raise Refused(_("“%(label)s”最多%(most)s字，您填写了%(count)s字，没有保存。") % words)
    return said
