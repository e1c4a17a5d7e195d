"""What a declarant asks for after publication: other terms, or the end of the offer; and the province's answer."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.forms.base import PageForm
from declarations.forms.fee import FeeForm
from declarations.forms.simple import ContactForm, ServiceForm, TermForm
from declarations.models import Declaration
from publication.terms import read_terms
from tenancy.policy import Policy
from tenancy.refusals import Refused

REASON = forms.Textarea(attrs={"rows": 3})


class WithdrawalForm(forms.Form):
    """The ground from the province's list, where it has one, and the reason in one's own words."""

    ground = forms.ChoiceField(label=gettext_lazy("撤回事由"), widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("撤回理由"), max_length=1000, widget=REASON)

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clauses = {"ground": policy.cite("withdrawal_grounds")}
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        ground.choices = [(each.name, each.text) for each in policy.withdrawal_grounds]
        if not ground.choices:
            del self.fields["ground"]

    def said(self) -> dict[str, str]:
        return {"ground": ""} | self.cleaned_data


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("变更理由"), max_length=1000, widget=REASON)


class OpenTermForm(TermForm):
    """The term as far as the province's rule lets it change: locked terms keep their dates and territory (ZJ-67)."""

    def build(self) -> None:
        super().build()
        if self.policy.change_rule == "locked_then_lower":
            for name in ("starts_on", "ends_on", "territory"):
                del self.fields[name]


class Changes:
    """The forms of a change on one page; only what differs is asked for.

    Another way of paying shows its own blanks (`then=kind`): nothing is judged then, and what was typed stays.
    """

    def __init__(self, data: Any, *, declaration: Declaration, policy: Policy, locked: bool) -> None:
        self.declaration = declaration
        kinds: list[type[PageForm]] = [] if locked else [FeeForm, OpenTermForm]
        kinds += [ServiceForm, ContactForm]
        self.shows_blanks = bool(data) and data.get("then") == "kind"
        declaration.pages = self._typed(kinds, data, policy) if self.shows_blanks else {}
        sent = None if self.shows_blanks else data
        self.pages = [kind(sent, declaration=declaration, policy=policy) for kind in kinds]
        self.why = ReasonForm(sent, initial={"reason": data.get("reason", "") if data else ""})

    def _typed(self, kinds: list[type[PageForm]], data: Any, policy: Policy) -> dict[str, Any]:
        """What stands on the page, as a draft keeps what is not right yet; this declaration is not saved with it."""
        sent = [kind(data, declaration=self.declaration, policy=policy) for kind in kinds]
        return {form.page: {"typed": form.typed()} for form in sent}

    @property
    def forms(self) -> list[forms.Form]:
        return [*self.pages, self.why]

    def carries(self, ask: Callable[..., Any]) -> bool:
        """Whether the wish was taken in; a refusal is said on the page, so that nothing typed is lost."""
        if self.shows_blanks or [form for form in self.forms if not form.is_valid()]:
            return False
        try:
            ask(reason=self.why.cleaned_data["reason"], **self.asked())
        except Refused as refused:
            for sentence in refused.reasons:
                self.why.add_error(None, sentence)
        return not self.why.errors

    def asked(self) -> dict[str, Any]:
        """Field → new value, where it is not what is published."""
        offered = {name: value for page in self.pages for name, value in page.offer().items()}
        return {name: value for name, value in offered.items() if not self._is_as_before(name, value)}

    def _is_as_before(self, name: str, value: Any) -> bool:
        before = getattr(self.declaration, name)
        if name == "fee":
            return read_terms(value).as_data() == read_terms(before).as_data()
        return bool(value == before)


class StatutoryForm(forms.Form):
    """The number that the national office gave to the declaration under the Patent Law."""

    statutory_number = forms.CharField(label=gettext_lazy("法定开放许可声明编号"), max_length=40)


class AnswerForm(forms.Form):
    """Granted or not, and why."""

    opinion = forms.CharField(
        label=gettext_lazy("决定意见"),
        required=False,
        max_length=1000,
        widget=REASON,
        help_text=gettext_lazy("不同意的须写明理由。"),
    )
    granted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("granted") == "no" and not told.get("opinion", "").strip():
            self.add_error("opinion", _("请写明不同意的理由。"))
        return told

    def said(self) -> dict[str, Any]:
        return {"granted": self.cleaned_data["granted"] == "yes", "opinion": self.cleaned_data["opinion"]}
