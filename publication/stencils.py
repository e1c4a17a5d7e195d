"""Templates that are drawn once and then only filled: for the pages everybody reads, where drawing costs most.

A stencil is an ordinary template. It is drawn once per language (and whatever else its frame depends on) with a mark
in place of each gap; afterwards a page is that text with its gaps filled. What is filled in is escaped as a template
would escape it, so a stencil says the same as its template (tests/publication/test_stencils.py).
"""

import html
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST_KEPT = 200  # patterns of one stencil; the oldest goes


class Stencil:
    """`gaps` are the variables that differ from one filling to the next; `fixed` are the same in all of them."""

    def __init__(self, template: str, *gaps: str, **fixed: Any) -> None:
        self.template, self.gaps, self.fixed = template, gaps, fixed
        self.patterns: dict[Any, str] = {}

    def fill(self, values: Mapping[str, Any]) -> SafeString:
        return mark_safe(self.pattern() % filling(values))  # noqa: S308 -- escaped by filling()

    def fill_each(self, rows: Iterable[Mapping[str, Any]]) -> SafeString:
        pattern = self.pattern()
        return mark_safe("".join([pattern % filling(row) for row in rows]))  # noqa: S308 -- escaped by filling()

    def pattern(self, request: HttpRequest | None = None, key: Any = None) -> str:
        """The drawn text with %(gap)s in each gap. `key` names what else the drawing with `request` depends on."""
        key = (get_language(), key)
        if key not in self.patterns:
            if len(self.patterns) >= MOST_KEPT:
                self.patterns.pop(next(iter(self.patterns)))
            self.patterns[key] = self._draw(request)
        return self.patterns[key]

    def _draw(self, request: HttpRequest | None) -> str:
        marks = {gap: mark_safe(mark(gap)) for gap in self.gaps}  # noqa: S308 -- a mark is two signs and our own word
        text = render_to_string(self.template, {**self.fixed, **marks}, request=request).strip().replace("%", "%%")
        for gap in self.gaps:
            text = text.replace(mark(gap), f"%({gap})s")
        return text


def mark(gap: str) -> str:
    """No text of ours or of people has these signs (config/plain_text.py)."""
    return f"\x02{gap}\x03"


def filling(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, SafeString) else html.escape(value if isinstance(value, str) else str(value))
        for name, value in values.items()
    }
