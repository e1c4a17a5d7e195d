"""What a newcomer stated when opening an account. It counts only once their address is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Tenanted
from tenancy.models.organisations import Organisation, OwnerType, SizeClass
from tenancy.models.users import User
from tenancy.rls import TenantForeignKey
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor


class SignUpState(models.TextChoices):
    STATED = "stated", _("待确认邮箱")
    REGISTERED = "registered", _("已登记，待管理部门确认")
    ASKED = "asked", _("待单位管理员同意")
    JOINED = "joined", _("已加入")
    REFUSED = "refused", _("未同意")


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def visible_to(self, actor: Actor | None) -> SignUpQuerySet:
        """Those who ask to join are their organisation's matter; registrations are the office's."""
        return self.filter(seen_by(actor, region="region", organisation="organisation"))


class SignUp(Tenanted):
    """One statement of one person. A code that is registered already makes it a request to join (U15)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ups")
    name = models.CharField(_("单位名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    region = models.ForeignKey("tenancy.Region", models.PROTECT, verbose_name=_("所在地"), related_name="+")
    owner_type = models.CharField(_("权利主体类型"), max_length=20, choices=OwnerType)
    size = models.CharField(_("企业规模"), max_length=8, choices=SizeClass, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=SignUpState, default=SignUpState.STATED, editable=False)
    organisation = TenantForeignKey(Organisation, models.PROTECT, null=True, editable=False, related_name="sign_ups")
    stated_at = models.DateTimeField(_("填写时间"), db_default=Now(), editable=False)
    answered_by = models.BigIntegerField(null=True, editable=False)  # a user, by value
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="sign_up_answered_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.name}"
