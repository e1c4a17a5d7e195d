"""Pages of the library with a little of ours."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpResponse

from tenancy.accounts import second_factor


class SignInView(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"demo_sign_ins": ()}


class ActivateView(ActivateTOTPView):
    """Setting a factor up also shows it."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.remember_shown(self.request)
        return response


sign_in = SignInView.as_view()
activate_totp = ActivateView.as_view()
