"""手续: the steps that a way of implementing needs beside the contract. A row says that one was done; append-only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.models.licences import Licence
from licensing.models.money import Stated
from tenancy.rls import TenantForeignKey


class FormalityKind(models.TextChoices):
    VENUE = "venue", _("在知识产权交易场所办理")
    STATE_ASSET = "state_asset", _("国有资产处置意见")
    VALUATION = "valuation", _("资产评估")
    RESOLUTION = "resolution", _("出资协议和股东会决议")
    CONTRACT = "contract", _("签署合同")
    BIBLIOGRAPHIC = "bibliographic", _("著录项目变更登记")
    REGISTRATION = "registration", _("市场主体变更登记")
    FILING = "filing", _("合同备案")
    CLOSED = "closed", _("手续办结")


class Formality(Stated):
    """`body`: the exchange, the valuer, the registry; `number`: of its receipt or document."""

    licence = TenantForeignKey(Licence, models.PROTECT, related_name="formalities")
    kind = models.CharField(_("手续"), max_length=14, choices=FormalityKind)
    done_on = models.DateField(_("办理日"))
    body = models.CharField(_("办理机构"), max_length=80, blank=True)
    number = models.CharField(_("文书或者回执编号"), max_length=60, blank=True)

    class Meta:
        ordering = ["licence", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "licence"], condition=Q(kind="closed"), name="formalities_closed_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="venue") | ~Q(body=""),
                name="formality_names_its_venue",
                violation_error_message=_("须写明知识产权交易场所（征求意见稿 一）"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
