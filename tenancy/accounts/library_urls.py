"""The pages of django-allauth that we open, each with its audience; whatever is not listed here does not exist.

The names are the library's own: it looks its pages up by them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from tenancy.accounts.views import sign_up
from tenancy.accounts.views.library import activate_totp
from tenancy.guards import public, signed_in

urlpatterns = [
    path("login/", public(account.login), name="account_login"),
    path("signup/", sign_up.door, name="account_signup"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("email/", signed_in(account.email), name="account_email"),
    path("confirm-email/", public(account.email_verification_sent), name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", public(account.confirm_email), name="account_confirm_email"),
    path("password/change/", signed_in(account.password_change), name="account_change_password"),
    path("password/set/", signed_in(account.password_set), name="account_set_password"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("2fa/", signed_in(factor.index), name="mfa_index"),
    path("2fa/authenticate/", public(factor.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", signed_in(activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("sessions/", signed_in(sessions.list_usersessions), name="usersessions_list"),
]
