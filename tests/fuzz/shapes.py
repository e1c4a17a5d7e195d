"""Values by the shapes of the published description: right ones, those at the edges, and ones that break one rule."""

import re
import sys
from typing import Any

from hypothesis import strategies as st

from tests.fuzz import nasty

Shape = dict[str, Any]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ANYTHING = st.one_of(TEXT, st.sampled_from([said for said in nasty.ALL if said.isprintable()]))


def is_closed(shape: Shape) -> bool:
    """Whether each value that fits is one that the platform knows: a list of words, or a span of numbers."""
    return "enum" in shape or shape["type"] == "integer"


def fits(shape: Shape, said: str) -> bool:
    if "enum" in shape:
        return said in shape["enum"]
    if shape["type"] == "integer":
        figure = said.isascii() and said.isdigit() and len(said) < 7
        return figure and shape["minimum"] <= int(said) <= shape["maximum"]
    return bool(re.fullmatch(shape.get("pattern", "(?s:.*)"), said))


def listed(shape: Shape) -> list[str]:
    """What needs no chance: every word of a list, both ends of a span and what lies just beside them."""
    if "enum" in shape:
        return [*shape["enum"], shape["enum"][0].upper(), shape["enum"][-1] + "x"]
    if shape["type"] == "integer":
        ends = shape["minimum"], shape["maximum"]
        return [str(end + step) for end in ends for step in (-1, 0, 1)] + [str(sys.maxsize + 1), "1.0", "²"]
    return ["", "0", "0" * 19, "a" * 5000, "\0", "²"]


def right(shape: Shape) -> st.SearchStrategy[str]:
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    if shape["type"] == "integer":
        return st.integers(shape["minimum"], shape["maximum"]).map(str)
    return st.from_regex(shape["pattern"].replace("$", r"\Z")) if "pattern" in shape else TEXT


def wrong(shape: Shape) -> st.SearchStrategy[str]:
    """Breaks the one rule that the shape has; whatever fits when nothing can break it. Never only blanks."""
    free = shape["type"] == "string" and not {"enum", "pattern"} & set(shape)
    return ANYTHING.filter(lambda said: free or (said.strip() and not fits(shape, said.strip())))
