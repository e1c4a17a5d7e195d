"""The rows of components/table.html: a list has a thousand cells, which are put together here and not by a template."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.base import render_value_in_context
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

Tags = tuple[SafeString, SafeString]


@register.simple_tag(takes_context=True)
def table_rows(context: Context, columns: Sequence[Mapping[str, Any]], rows: Iterable[Sequence[Any]]) -> SafeString:
    """Each row with its cells; one that is too short or too long is a fault of the caller."""
    tags = [_tags(column, is_first=n == 0) for n, column in enumerate(columns)]
    drawn = ("".join(_cells(context, tags, row)) for row in rows)
    return mark_safe("".join(f"<tr>{cells}</tr>\n" for cells in drawn))  # noqa: S308 -- each part is escaped


@register.simple_tag(takes_context=True)
def table_row(context: Context, columns: Sequence[Mapping[str, Any]], row: Sequence[Any]) -> SafeString:
    """One alone: that of the totals."""
    return table_rows(context, columns, [row])


def _tags(column: Mapping[str, Any], *, is_first: bool) -> Tags:
    """Around a cell of this column: the first heads its row, the others name their column for cards on a phone."""
    kind, unit, word = column.get("kind", ""), column.get("unit", ""), column["word"]
    if is_first:
        named = format_html(' class="{}"', kind) if kind else ""
        return format_html('<th scope="row"{}>', named), SafeString("</th>")
    head = f"{word}（{unit}）" if unit else word
    return format_html('<td class="{}" data-head="{}">', kind, head), SafeString("</td>")


def _cells(context: Context, tags: Sequence[Tags], row: Sequence[Any]) -> Iterable[str]:
    for (before, after), cell in zip(tags, row, strict=True):
        yield f"{before}{_cell(context, cell)}{after}"


def _cell(context: Context, cell: Any) -> str:
    """A value, or a mapping of `text` with `href` or `status` (components/status.html)."""
    if not isinstance(cell, dict):
        return f"<span>{render_value_in_context(cell, context)}</span>"
    if cell.get("status"):
        return _status(str(cell["status"]), str(cell["text"]))
    text = render_value_in_context(cell["text"], context)
    href = cell.get("href")
    return f'<a href="{conditional_escape(href)}">{text}</a>' if href else f"<span>{text}</span>"


@lru_cache(maxsize=500)
def _status(status: str, word: str) -> str:
    """A list has few different ones; a word in another language is another one."""
    return get_template("components/status.html").render({"status": status, "word": word}).strip()
