"""What the components ask: unit and clause of a question, tone of a status, the meaning of a word."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from config.glossary import GLOSSARY, Entry
from config.tones import tone_of

register = template.Library()


@register.filter
def unit_of(field: BoundField) -> str | Promise:
    """The unit shown after the input: the form says `units = {"field": "元"}`."""
    return getattr(field.form, "units", {}).get(field.name, "")


@register.filter
def clause_of(field: BoundField) -> str | Promise:
    """The rule behind the question: the form says `clauses = {"field": "国知办函运字〔2022〕448号 三"}`."""
    return getattr(field.form, "clauses", {}).get(field.name, "")


@register.filter
def anchor(field: BoundField) -> str:
    """Where a link to the question leads: its input, or the first choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def tone(status: object) -> str:
    return tone_of(str(status or ""))


@register.filter
def meaning(key: str) -> Entry:
    return GLOSSARY[key]


@register.simple_tag
def term(key: str, word: str = "", at: str = "") -> SafeString:
    """A word explained where it stands (components/definition.html), with no space around it."""
    drawn = render_to_string("components/definition.html", {"key": key, "word": word, "at": at})
    return mark_safe(drawn.strip())  # noqa: S308 -- a template of ours, already escaped


@register.filter
def seal_size(number: str) -> int:
    """The height of the number so that it stays inside the ring of the seal mark (160 units wide)."""
    return max(8, min(19, 180 // max(len(number), 1)))


@register.filter
def elided(paginator: Paginator, number: int) -> Iterator[int | str]:
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
