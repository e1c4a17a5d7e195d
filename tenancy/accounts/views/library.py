"""Pages of the library with a little of ours."""

from typing import Any

from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpResponse

from tenancy.accounts import second_factor


class ActivateView(ActivateTOTPView):
    """Setting a factor up also shows it."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.remember_shown(self.request)
        return response


activate_totp = ActivateView.as_view()
