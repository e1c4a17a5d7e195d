"""Where our rules meet django-allauth: who is saved how, what is told, what is kept secret."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy import secrets
from tenancy.accounts import failures
from tenancy.accounts.backend import is_of_demo
from tenancy.accounts.second_factor import must_keep_factor
from tenancy.models import User
from tenancy.services import sign_ups


class AccountAdapter(DefaultAccountAdapter):
    """Our words for the few errors a person meets, and our fields of a person."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("电子邮箱或密码不正确。"),
        "too_many_login_attempts": _("尝试次数过多，请15分钟后再试，或通过“忘记密码”用邮件重设密码。"),
        "rate_limited": _("尝试次数过多，请15分钟后再试。"),
        "incorrect_code": _("验证码不正确。请输入身份验证器当前显示的6位数字，或一个未用过的备用码。"),
        "incorrect_password": _("密码不正确。"),
        "enter_current_password": _("当前密码不正确。"),
        "account_inactive": _("该账号已停用，请联系本单位或本省管理员。"),
    }

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        self.keep_what_is_proved(request, form.cleaned_data["email"])
        user.name = form.cleaned_data["name"]
        user.phone = form.cleaned_data.get("phone", "")
        return super().save_user(request, user, form, commit)

    def keep_what_is_proved(self, request: HttpRequest, email: str) -> None:
        """An invitation read in this browser proves its own address; the library would give it to whoever signs up."""
        proved = self.unstash_verified_email(request) or ""
        if proved.lower() == email.lower():
            self.stash_verified_email(request, proved)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The library hands on whom the backend turns away, to say why; the demonstration gets no answer."""
        user = super().authenticate(request, **credentials)
        if is_of_demo(user) and not settings.DEMO:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The library adds the name by which the server was asked, and each name would begin to count anew."""
        return str(credentials.get("email", "")).strip().lower()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        failures.count_failure(request, credentials.get("email", ""))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        failures.forget_failures(request, user.email)
        return super().post_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever proved themselves within the last minutes is not asked again."""
        records = get_authentication_records(self.request, self.request.user)
        recent = any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)
        return not recent and super().is_reauthentication_required(app=app, **kwargs)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """From now on what this person stated at sign-up counts."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            sign_ups.lodge(email_address.user)
        return confirmed

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:own")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are unreadable in the database without the key of the server."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("您的岗位需要第二重验证，不能关闭。更换手机请联系省级管理员重置。"),
    }

    def encrypt(self, text: str) -> str:
        return secrets.close(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.open_again(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not must_keep_factor(authenticator.user)
