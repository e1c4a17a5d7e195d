"""What an owner or an office says to an acceptance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.services.answers import VERBS
from licensing.workflow import Action, Ground


class AnswerForm(forms.Form):
    action = forms.ChoiceField(choices=[(action, Action(action).label) for action in VERBS], widget=forms.HiddenInput)
    ground = forms.ChoiceField(label=_("理由类别"), choices=[("", _("请选择")), *Ground.choices], required=False)
    reason = forms.CharField(label=_("理由"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
