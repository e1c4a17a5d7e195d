"""The doors of accounts: getting in, and one's own pages; part of the table of tests/test_permissions.py."""

from tests.visitors import Door

ANYONE, SIGNED_IN = "anyone", "signed in"
# fmt: off
ACCOUNTS = {
    "account_login": Door("/accounts/login/", ANYONE),
    "account_signup": Door("/accounts/signup/", ANYONE),
    "account_logout": Door("/accounts/logout/", ANYONE),
    "account_inactive": Door("/accounts/inactive/", ANYONE),
    "account_email_verification_sent": Door("/accounts/confirm-email/", ANYONE),
    "account_confirm_email": Door("/accounts/confirm-email/abc/", ANYONE),
    "account_reset_password": Door("/accounts/password/reset/", ANYONE),
    "account_reset_password_done": Door("/accounts/password/reset/done/", ANYONE),
    "account_reset_password_from_key": Door("/accounts/password/reset/key/1-abc/", ANYONE),
    "account_reset_password_from_key_done": Door("/accounts/password/reset/key/done/", ANYONE),
    "mfa_authenticate": Door("/accounts/2fa/authenticate/", ANYONE),
    "accounts:sign_up_organisation": Door("/accounts/signup/organisation/", ANYONE),
    "accounts:sign_up_individual": Door("/accounts/signup/individual/", ANYONE),
    "accounts:sign_up_invited": Door("/accounts/signup/invited/", ANYONE),
    "accounts:invitation": Door("/accounts/invitation/21.abc/", ANYONE),
    "accounts:invited": Door("/accounts/invitation/21/1/", SIGNED_IN, of="own invitation"),
    "account_reauthenticate": Door("/accounts/reauthenticate/", SIGNED_IN),
    "account_email": Door("/accounts/email/", SIGNED_IN),
    "account_change_password": Door("/accounts/password/change/", SIGNED_IN),
    "account_set_password": Door("/accounts/password/set/", SIGNED_IN),
    "mfa_index": Door("/accounts/2fa/", SIGNED_IN),
    "mfa_reauthenticate": Door("/accounts/2fa/reauthenticate/", SIGNED_IN),
    "mfa_activate_totp": Door("/accounts/2fa/totp/activate/", SIGNED_IN),
    "mfa_deactivate_totp": Door("/accounts/2fa/totp/deactivate/", SIGNED_IN),
    "mfa_view_recovery_codes": Door("/accounts/2fa/recovery-codes/", SIGNED_IN),
    "mfa_generate_recovery_codes": Door("/accounts/2fa/recovery-codes/generate/", SIGNED_IN),
    "mfa_download_recovery_codes": Door("/accounts/2fa/recovery-codes/download/", SIGNED_IN),
    "usersessions_list": Door("/accounts/sessions/", SIGNED_IN),
    "accounts:own": Door("/accounts/", SIGNED_IN),
    "accounts:places": Door("/accounts/places/", SIGNED_IN),
    "accounts:choose": Door("/accounts/places/choose/", SIGNED_IN, "POST"),
    "accounts:register_organisation": Door("/accounts/register/organisation/", SIGNED_IN),
    "accounts:register_individual": Door("/accounts/register/individual/", SIGNED_IN),
    "accounts:resume": Door("/accounts/resume/", SIGNED_IN),
    "accounts:stay": Door("/accounts/stay/", SIGNED_IN, "POST"),
}
# fmt: on
