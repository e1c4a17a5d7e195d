"""The words of one contract as one side wants them; and the official text of a province."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.contract import Clause
from licensing.word_reading import MOST_CLAUSES, MOST_SIGNS
from tenancy.days import DayField
from tenancy.signs import UNFIT

WORD = ".docx"
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TextForm(forms.Form):
    """A box for each clause, one paragraph a line, and one more clause if wished; unseen, of which edition."""

    def __init__(self, clauses: Sequence[Clause], *args: Any, edition: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"] = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=edition)
        self.titles = [clause.title for clause in clauses]
        for number, clause in enumerate(clauses, 1):
            label = _("第%(number)s条 %(title)s") % {"number": number, "title": clause.title}
            box = forms.Textarea(attrs={"rows": min(2 + sum(1 + len(line) // 40 for line in clause.text), 12)})
            text = "\n".join(clause.text)
            self.fields[f"clause_{number}"] = forms.CharField(
                label=label, required=False, widget=box, initial=text, max_length=6000
            )
        self.fields["title"] = forms.CharField(label=_("新增条款的标题"), required=False, max_length=60)
        more = forms.Textarea(attrs={"rows": 3})
        self.fields["text"] = forms.CharField(label=_("新增条款的内容"), required=False, widget=more, max_length=6000)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("title")) != bool(said.get("text")):
            self.add_error("title", _("新增条款须同时填写标题和内容。"))
        if said.get("title") in self.titles:
            self.add_error("title", _("已有同名条款，请直接修改该条。"))
        return said

    def stated(self) -> tuple[Clause, ...]:
        """The text as stated; an emptied clause is left out."""
        said = self.cleaned_data
        rows = [(title, said[f"clause_{number}"]) for number, title in enumerate(self.titles, 1)]
        rows.append((said["title"], said["text"]))
        return tuple(Clause(title, _paragraphs(text)) for title, text in rows if _paragraphs(text))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class WordForm(forms.Form):
    word = forms.FileField(
        label=gettext_lazy("修改后的Word文件"),
        help_text=gettext_lazy("下载合同（Word），改好后上传；平台逐条比对，只看条款，不看格式。"),
        widget=forms.ClearableFileInput(attrs={"accept": WORD}),
    )


class ReadForm(forms.Form):
    """The clauses that were read from a file, on their way back once a person has looked at them."""

    clauses = forms.JSONField(widget=forms.HiddenInput)
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_clauses(self) -> tuple[Clause, ...]:
        try:
            said = tuple(
                Clause(str(row["title"]), tuple(map(str, row["text"]))) for row in self.cleaned_data["clauses"]
            )
        except (KeyError, TypeError) as fault:
            raise forms.ValidationError(_("修改稿已损坏，请重新上传。")) from fault
        whole = "".join(sign for clause in said for sign in (clause.title, *clause.text))
        if UNFIT.search(whole):
            raise forms.ValidationError(_("修改稿已损坏，请重新上传。"))
        if len(said) > MOST_CLAUSES or len(whole) > MOST_SIGNS:
            raise forms.ValidationError(_("修改稿过长，请核对是否选错了文件。"))
        return said


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("不同意的理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class OfficialTextForm(forms.Form):
    version = forms.CharField(
        label=gettext_lazy("文本版本"), max_length=40, help_text=gettext_lazy("印在合同上，例如 2026年版。")
    )
    title = forms.CharField(label=gettext_lazy("合同名称"), max_length=80)
    document = forms.CharField(
        label=gettext_lazy("依据文件"), max_length=200, help_text=gettext_lazy("发布该文本的文件名称和文号。")
    )
    in_force_from = DayField(label=gettext_lazy("启用日期"), widget=DAY)
    word = forms.FileField(
        label=gettext_lazy("合同文本（Word）"), widget=forms.ClearableFileInput(attrs={"accept": WORD})
    )

    def clean_in_force_from(self) -> Any:
        day = self.cleaned_data["in_force_from"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("不得早于今天：已接受的许可按当时的文本。"))
        return day
