"""费用: the kind first, then only the blanks of that kind (U30)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from declarations.forms.base import PageForm
from publication.choices import FeeKind
from publication.fee_fields import FeeField, Sort, fee_fields
from publication.terms import KINDS, FaultyTerms, Terms, default_of, read_terms


class FeeForm(PageForm):
    page = "fee"

    kind = forms.ChoiceField(label=gettext_lazy("支付方式"), widget=forms.RadioSelect)

    def build(self) -> None:
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(key, FeeKind(key).label) for key in self.policy.fee_kinds]
        self.units = {}
        for name, blank in blanks(self.chosen).items():
            self.fields[name] = question(blank)
            if blank.unit and blank.sort is not Sort.CHOICE:
                self.units[name] = str(blank.unit)

    @property
    def chosen(self) -> str:
        """The kind of the moment: as sent, as typed, as saved."""
        typed = self.kept.get("typed", {})
        said = self.data.get("kind") if self.is_bound else typed.get("kind") or self.declaration.fee.get("kind")
        return said if said in self.policy.fee_kinds else ""

    def asks(self, name: str) -> str:
        return "kind" if name == "kind" else "fee"

    def answers(self) -> dict[str, Any]:
        kind = KINDS.get(self.chosen)
        usual = {name: default_of(kind, name) for name in fee_fields(kind)} if kind else {}
        saved = self.declaration.fee if self.declaration.fee.get("kind") == self.chosen else {}
        typed = {name: value for name, value in self.kept.get("typed", {}).items() if value or name not in usual}
        return usual | saved | typed

    def clean(self) -> dict[str, Any]:
        self.terms: Terms | None = None
        if "kind" in self.cleaned_data:
            try:
                self.terms = read_terms(self.cleaned_data)
            except FaultyTerms as faulty:
                for name, sentence in faulty.faults.items():
                    if name not in self.errors:
                        self.add_error(name if name in self.fields else None, sentence)
        return super().clean()

    def offer(self) -> dict[str, Any]:
        assert self.terms
        return {"fee": self.terms.as_data()}


def blanks(kind: str) -> Mapping[str, FeeField]:
    return fee_fields(KINDS[kind]) if kind in KINDS else {}


def question(blank: FeeField) -> forms.Field:
    """What may stand in it is judged by `read_terms`, in one place; so nothing but its length is judged here."""
    said: dict[str, Any] = {"label": blank.label, "required": blank.required, "help_text": blank.help}
    field: forms.Field
    if blank.sort is Sort.CHOICE:
        unsaid = [] if blank.required else [("", gettext_lazy("不约定"))]
        field = forms.ChoiceField(choices=[*unsaid, *blank.choices], **said)
    else:
        field = forms.CharField(
            max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "number"}), **said
        )
    return field
