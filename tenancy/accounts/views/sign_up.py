"""Opening an account."""

from typing import Any

from allauth.account.views import SignupView
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tenancy.accounts.forms import IndividualSignUpForm, OrganisationSignUpForm, PersonForm
from tenancy.guards import public


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
