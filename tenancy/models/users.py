"""People. A person is one account, however many organisations and provinces they act for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tenancy.models.memberships import Membership


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Signs in with an e-mail address; what they may do is in their memberships, never here."""

    email = models.EmailField(_("电子邮箱"), unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机号"), max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    large_text = models.BooleanField(_("长辈版"), default=False)
    last_membership = models.BigIntegerField(null=True, editable=False)  # by value: for whom they acted last
    joined_at = models.DateTimeField(auto_now_add=True)

    held: "Sequence[Membership]" = ()  # what they hold, where it came along with them (tenancy/accounts/people.py)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or self.email
