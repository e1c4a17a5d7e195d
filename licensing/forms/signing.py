"""What a party says to the contract that lies before it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.models import Signature
from licensing.services.signing import colleagues_of
from licensing.signing import SIGN_STEPS, SignAction
from tenancy.uploads import ACCEPT

ANSWERS = (SignAction.SIGN, SignAction.HAND_ON, SignAction.REFUSE, SignAction.AGREE, SignAction.RETURN)
OF_A_SCAN = (SignAction.AGREE, SignAction.RETURN)


class SigningForm(forms.Form):
    """The fields that this action wants; whatever it is, the verb decides."""

    action = forms.ChoiceField(choices=[(action, action.label) for action in ANSWERS], widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)  # which scan was before the reader
    agreed = forms.BooleanField(label=_("我已阅读合同全文，代表本单位签署，知悉电子签名与手写签名、盖章具有同等效力"))
    to = forms.TypedChoiceField(label=_("转交给"), coerce=int, empty_value=None)
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, signature: Signature, action: str, *args: Any, seen: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{action}_%s", **kwargs)
        self.initial |= {"action": action, "seen": seen}
        step = SIGN_STEPS.get(SignAction(action)) if action in ANSWERS else None
        if action != SignAction.SIGN:
            del self.fields["agreed"]
        if action not in OF_A_SCAN:
            del self.fields["seen"]
        if not (step and step.needs_reason):
            del self.fields["reason"]
        if action == SignAction.HAND_ON:
            others = [(one.user_id, one.user.name) for one in colleagues_of(signature)]
            self._field("to").choices = [("", _("请选择")), *dict(others).items()]
        else:
            del self.fields["to"]

    def _field(self, name: str) -> Any:
        return self.fields[name]


class ScanForm(forms.Form):
    scan = forms.FileField(
        label=_("盖章扫描件"),
        help_text=_("打印合同，签字盖章后逐页扫描。"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
