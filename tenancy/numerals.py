"""A number in an address or a hidden field: plain figures, at most nine, so that it fits a column of the database."""

import re

FIGURES = re.compile(r"[0-9]{1,9}")


def read_numeral(text: str) -> int | None:
    """None for anything else: signs, superscripts, figures of other scripts, a thousand figures."""
    return int(text) if FIGURES.fullmatch(text) else None
