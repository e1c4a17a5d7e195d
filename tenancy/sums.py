"""A sum as people type it: 12,000.50 and １２０００ are numbers; 1E9 and 1_000 are slips that a parser would take."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WRITTEN = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


class SumField(forms.DecimalField):
    """Digits, a point, and separators where they belong; anything else is named as what it is, no number."""

    default_error_messages = {"invalid": _("请填写数字，例如 12000 或者 12,000.50。")}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            value = unicodedata.normalize("NFKC", value).strip()
            if not WRITTEN.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            value = value.replace(",", "")
        return super().to_python(value)
