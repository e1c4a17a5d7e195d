"""Questions to an officer: the audit sheet, and what has to be corrected."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.checking import REPORT
from declarations.services.review import ITEMS, Reason, Result
from declarations.snapshot import Label
from tenancy.refusals import Refused


class ActForm(forms.Form):
    """A form that stands for one verb."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def carries(self, act: Callable[..., Any]) -> bool:
        """Whether the verb was carried out; a refusal is said at the form, so that nothing typed is lost."""
        if not self.is_valid():
            return False
        try:
            act(**self.said())
        except Refused as refused:
            for reason in refused.reasons:
                self.add_error(None, reason)
        return not self.errors

    def said(self) -> dict[str, Any]:
        return self.cleaned_data


class SheetForm(ActForm):
    """Four items, each with a result, and the opinion (LN-71)."""

    validity, licence, pledge, fee = (
        forms.ChoiceField(label=title, choices=Result.choices, widget=forms.RadioSelect) for title in ITEMS.values()
    )
    opinion = forms.CharField(
        label=gettext_lazy("审核意见"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("有“另有说明”的事项时必填。"),
    )

    def said(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return {"items": {key: told.pop(key) for key in ITEMS}} | told


class FaultsForm(ActForm):
    """One tick and one sentence for each item that has to be corrected."""

    def __init__(self, *args: Any, labels: Mapping[str, Label], report_sentence: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels, self.report_sentence = labels, report_sentence
        for name, label in labels.items():
            self.fields[f"tick_{name}"] = forms.BooleanField(label=label, required=False)
            words = forms.Textarea(attrs={"rows": 2})
            said = _("%s：需要怎样更正") % label
            self.fields[f"why_{name}"] = forms.CharField(label=said, required=False, max_length=500, widget=words)
        if report_sentence:
            self.fields["report"] = forms.BooleanField(label=report_sentence, required=False)

    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Each item with its tick and its sentence."""
        return ((self[f"tick_{name}"], self[f"why_{name}"]) for name in self.labels)

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        for name in self.labels:
            if told.get(f"tick_{name}") and not told.get(f"why_{name}"):
                self.add_error(f"why_{name}", _("请写明需要怎样更正。"))
        if not self.errors and not self.reasons():
            raise forms.ValidationError(_("请至少勾选一项，并写明需要怎样更正。"))
        return told

    def reasons(self) -> list[Reason]:
        told = self.cleaned_data
        found = [Reason(name, told[f"why_{name}"]) for name in self.labels if told.get(f"why_{name}")]
        if told.get("report"):
            found.append(Reason("attachments", self.report_sentence, asks_for=REPORT))
        return found

    def said(self) -> dict[str, Any]:
        return {"reasons": self.reasons(), "seen_version": self.cleaned_data["seen_version"]}
