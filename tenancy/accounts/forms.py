"""What people type to get in."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from tenancy.accounts import failures
from tenancy.accounts.captcha import question_field


class SignInForm(LoginForm):
    """Address and password; after three failures also a question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("电子邮箱")
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        address = str(self.data.get("login", ""))
        if self.request and failures.asks_question(self.request, address):
            self.fields["question"] = question_field(in_words=self.request.GET.get("question") == "words")

    def clean(self) -> dict[str, Any]:
        """The question comes first: a wrong answer must not try the password."""
        return super().clean() if not self.errors else self.cleaned_data


class TidyMixin(forms.Form):
    """Forms of the library without their English placeholders: the label says it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
