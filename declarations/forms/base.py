"""What all pages of the form share: clauses, units, what was typed, and whether another window saved in between."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from declarations.clauses import clause_of
from declarations.models import Declaration
from tenancy.numerals import read_numeral
from tenancy.policy import Policy

MOST_SIGNS = 20_000  # of one answer that is kept although it is not right yet; longer ones are cut there


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PageForm(forms.Form):
    """One page of questions about a declaration. `offer` is what the page saves."""

    units: dict[str, str] = {}
    page = ""

    def __init__(self, data: QueryDict | None = None, *, declaration: Declaration, policy: Policy, **more: Any) -> None:
        self.declaration, self.policy = declaration, policy
        self.kept = declaration.pages.get(self.page, {})
        super().__init__(data, **more)
        self.build()
        self.clauses = {name: clause_of(policy, self.asks(name)) for name in self.fields}
        if data is None:
            self.initial = {**self.answers(), **self.initial}
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
            field.error_messages["required"] = _("请填写“%s”。") % field.label

    def build(self) -> None:
        """Shape the questions to the province and the declaration."""

    def asks(self, name: str) -> str:
        """The question of declarations/clauses.py that a field belongs to."""
        return name

    def answers(self) -> dict[str, Any]:
        """What is saved, as the questions show it; what was typed and is not right yet comes first."""
        saved = {name: getattr(self.declaration, name, None) for name in self.fields}
        return saved | self.kept.get("typed", {})

    def offer(self) -> dict[str, Any]:
        """The columns of the declaration that this page writes."""
        return dict(self.cleaned_data)

    def typed(self) -> dict[str, str]:
        """Every answer as it was typed, fit for JSON."""
        named = {name: self.data.get(name, "") for name in self.fields}
        return {name: str(value).replace("\x00", "")[:MOST_SIGNS] for name, value in named.items()}

    @property
    def window(self) -> str:
        return str(self.data.get("window", ""))[:16]

    @property
    def sent_at(self) -> int:
        """By the clock of the window, in milliseconds; 0 without scripts."""
        said = str(self.data.get("sent_at", ""))[:15]
        return int(said) if said.isdecimal() else 0

    @property
    def is_stale(self) -> bool:
        """Another window saved this page after this one was opened."""
        seen = read_numeral(str(self.data.get("seen", "")))
        edits = self.kept.get("edits", 0)
        return seen is not None and seen != edits and self.kept.get("window") != self.window

    def clean(self) -> dict[str, Any]:
        if self.is_stale:
            raise forms.ValidationError(
                _(
                    "您在另一个窗口（或同事）已于%s保存过这一页，您刚才填写的内容仍在下面，还没有保存。"
                    "请核对后再按一次保存，以这里的内容为准。"
                )
                % self.kept.get("saved_at", "")[11:16],
                code="stale",
            )
        return self.cleaned_data
