"""The question that a program finds hard: letters in a picture, or a sum in words for those who cannot see it."""

import secrets
from typing import Any

from captcha.fields import CaptchaField, CaptchaTextInput
from captcha.models import CaptchaStore
from django.utils.translation import gettext_lazy as _

SIGNS = "ACDEFHJKLMNPRTUVWXY"  # no letter that looks like a figure or like another letter
FIGURES = "零一二三四五六七八九"


def letters() -> tuple[str, str]:
    """Challenge and answer of the picture."""
    text = "".join(secrets.choice(SIGNS) for _sign in range(4))
    return text, text.lower()


def spoken_sum() -> tuple[str, str]:
    """Challenge and answer of the sum in words, for screen readers."""
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    return f"{FIGURES[first]}加{FIGURES[second]}", str(first + second)


class QuestionInput(CaptchaTextInput):
    """Picture or words; the page offers the other by a link that works without scripts."""

    template_name = "accounts/question.html"
    use_fieldset = False  # one visible input: its label names it

    def __init__(self, *, in_words: bool = False) -> None:
        super().__init__(generator="tenancy.accounts.captcha.spoken_sum" if in_words else None)
        self.in_words = in_words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.in_words:
            context["question"] = CaptchaStore.objects.get(hashkey=self._key).challenge
        return context


def question_field(*, in_words: bool) -> CaptchaField:
    return CaptchaField(
        label=_("验证题"),
        widget=QuestionInput(in_words=in_words),
        error_messages={
            "invalid": _("验证题的答案不对或已过期，请按新的题目再答一次。"),
            "required": _("请回答验证题。"),
        },
    )
