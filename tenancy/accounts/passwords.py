"""Rules for passwords, said in plain Chinese. Length before tricks; mixed signs only for staff (GB/T 22239 8.1.4.1)."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tenancy.models import Membership, User
from tenancy.roles import STAFF
from tenancy.scope import acting

MIN_LENGTH, MAX_LENGTH = 10, 128
KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d]")


class LongEnough:
    """At least ten signs; any sign may be used, blanks and Chinese too."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(_("密码至少%(count)d位。") % {"count": MIN_LENGTH})
        if len(password) > MAX_LENGTH:
            raise ValidationError(_("密码最多%(count)d位。") % {"count": MAX_LENGTH})

    def get_help_text(self) -> str:
        return _("至少%(count)d位，可以用一句话") % {"count": MIN_LENGTH}


class NotCommon(CommonPasswordValidator):
    """Not one of the twenty thousand that everybody tries first."""

    def get_error_message(self) -> str:
        return _("这个密码太常见，容易被猜中，请换一个。")

    def get_help_text(self) -> str:
        return _("不用常见密码")


class NotPersonal:
    """Contains neither the name, the telephone number nor the address of its owner."""

    def validate(self, password: str, user: User | None = None) -> None:
        given = (user.email.partition("@")[0], user.phone, user.name) if user else ()
        if any(len(part) >= 3 and part.lower() in password.lower() for part in given):
            raise ValidationError(_("密码不能包含您的邮箱名、手机号或姓名。"))

    def get_help_text(self) -> str:
        return _("不含您的邮箱名、手机号或姓名")


class StaffMixed:
    """People of an office mix three of four kinds of signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_staff(user):
            refuse_unmixed(password)

    def get_help_text(self) -> str:
        return _("工作人员须含大写字母、小写字母、数字、符号中的三类")


def refuse_unmixed(password: str) -> None:
    if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
        raise ValidationError(_("工作人员的密码须含大写字母、小写字母、数字、符号中的三类。"))


def is_staff(user: User | None) -> bool:
    """Holds an office role anywhere; a person may read their own memberships of all provinces."""
    if user is None or user.pk is None:
        return False
    with acting(province=None, user=user.pk), transaction.atomic():
        return Membership.objects.filter(user=user, ended_at=None, role__in=STAFF).exists()
