"""A declaration as an officer sees it, from plain data: now, in an earlier round, or years later (F024)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.models import Declaration
from declarations.models.owners import Consent
from publication.choices import Mode
from publication.terms import FaultyTerms, read_terms
from tenancy.policy import Policy
from verification.classes import industries
from verification.numbers import NumberError, parse_number

Label = str | Promise
# What stands on the sheet, in the order of the official form. The names are those of the declarant's form.
COLUMNS = (
    "patent_number",
    "title",
    "filed_on",
    "granted_on",
    "classification",
    "industry",
    "summary",
    "mode",
    "fee",
    "fee_basis",
    "starts_on",
    "ends_on",
    "territory",
    "contact_name",
    "contact_phone",
    "contact_email",
    "contact_public",
    "pledgee_consents",
    "state_asset",
    "service",
    "service_price",
)
LISTS = {"owners": gettext_lazy("专利权人"), "attachments": gettext_lazy("附件")}
YES_NO = {"is_application", "contact_public", "pledgee_consents", "state_asset"}


@dataclass(frozen=True)
class Line:
    """One item: the field, as the form names it, its words, and what stood there before when that differs."""

    field: str
    label: Label
    value: str
    before: str | None = None

    @property
    def differs(self) -> bool:
        return self.before is not None and self.before != self.value


def lines_of(seen: Mapping[str, Any], policy: Policy, earlier: Mapping[str, Any] | None = None) -> list[Line]:
    """Every item of what was seen; with `earlier` the items that changed since then say what they were."""
    before = dict(_items(earlier, policy)) if earlier else {}
    labels = labels_of(policy)
    return [Line(name, labels[name], value, before.get(name)) for name, value in _items(seen, policy)]


def labels_of(policy: Policy) -> dict[str, Label]:
    """Every item that an office may name when it sends a declaration back."""
    own: dict[str, Label] = {item.name: item.label for item in policy.form_fields if item.name not in COLUMNS}
    columns: dict[str, Label] = {name: Declaration._meta.get_field(name).verbose_name for name in COLUMNS}  # type: ignore[union-attr]
    return columns | own | LISTS


def _items(seen: Mapping[str, Any], policy: Policy) -> list[tuple[str, str]]:
    extra = seen.get("extra") or {}
    own = [(item.name, str(extra.get(item.name, ""))) for item in policy.form_fields if item.name not in COLUMNS]
    columns = [(name, said(name, seen.get(name))) for name in COLUMNS]
    return [*columns, *own, ("owners", _owners(seen)), ("attachments", _papers(seen))]


def said(name: str, value: Any) -> str:
    """A value in words."""
    if name == "fee":
        return _fee(value or {})
    if name == "mode":
        return str(Mode(value).label) if value in Mode else str(value or "")
    if name == "patent_number":
        return _number(str(value or ""))
    if name == "industry":
        return f"{value} {industries()[value]}" if value in industries() else str(value or "")
    if name in YES_NO:
        return _("是") if value else _("否")
    return str(value or "")


def _fee(data: Mapping[str, Any]) -> str:
    try:
        return read_terms(data).published_sentence()
    except FaultyTerms as fault:
        return "；".join(map(str, fault.reasons))


def _number(text: str) -> str:
    try:
        number = parse_number(text)
    except NumberError:
        return text
    return f"{number}（{number.kind.label}）"


def _owners(seen: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{owner['name']} {owner.get('credit_code', '')}（{Consent(owner['consent']).label}）"
        for owner in seen.get("owners", [])
    )


def _papers(seen: Mapping[str, Any]) -> str:
    return "\n".join(paper["name"] for paper in seen.get("attachments", []))
