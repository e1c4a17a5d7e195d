"""Opening an account, and registering somebody else with the account one has."""

from typing import Any

from allauth.account.views import SignupView
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenancy.accounts.forms import (
    IndividualForm,
    IndividualSignUpForm,
    OrganisationForm,
    OrganisationSignUpForm,
    PersonForm,
)
from tenancy.guards import public, signed_in
from tenancy.refusals import Refused
from tenancy.services import sign_ups


@public
@require_GET
def door(request):
    """Two doors: an organisation, or a person in their own name."""
    return render(request, "account/signup.html")


class _SignUpView(SignupView):
    def get_form_class(self) -> type:
        return self.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}


organisation = _SignUpView.as_view(
    form_class=OrganisationSignUpForm, template_name="accounts/sign_up_organisation.html"
)
individual = _SignUpView.as_view(form_class=IndividualSignUpForm, template_name="accounts/sign_up_individual.html")
invited = _SignUpView.as_view(form_class=PersonForm, template_name="accounts/sign_up_invited.html")


@require_http_methods(["GET", "POST"])
@signed_in
def another_organisation(request):
    return _another(request, OrganisationForm(request.POST or None), _("登记单位"))


@require_http_methods(["GET", "POST"])
@signed_in
def another_individual(request):
    form = IndividualForm(request.POST or None, initial={"name": request.user.name})
    return _another(request, form, _("以个人名义登记"))


def _another(request, form, heading):
    if not (form.is_valid() and _stated(request.user, form)):
        return render(request, "accounts/register.html", {"form": form, "heading": heading})
    messages.success(request, _("已提交，结果以邮件和消息告知。"))
    return redirect("accounts:places")


def _stated(user, form):
    """Whether it was taken; what was typed stays on the page with the reason."""
    try:
        sign_ups.state_another(user, form.particulars())
    except Refused as refused:
        form.add_error(None, refused.reasons)
        return False
    return True
