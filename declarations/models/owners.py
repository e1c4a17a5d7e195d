"""All owners of the patent; each consents online or on paper, and publication waits for them (F004)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from tenancy.models import Tenanted
from tenancy.models.organisations import OwnerType
from tenancy.rls import TenantForeignKey


class Consent(models.TextChoices):
    NOT_ASKED = "not_asked", _("未征询")
    ASKED = "asked", _("待答复")
    GIVEN = "given", _("已同意")
    DECLINED = "declined", _("不同意")


class Owner(Tenanted):
    """One patentee named in the register. The declarant is one of them and consents by submitting."""

    declaration = TenantForeignKey(Declaration, models.CASCADE, related_name="owners")
    name = models.CharField(_("专利权人名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    owner_type = models.CharField(max_length=20, blank=True)
    email = models.EmailField(_("联系邮箱"), blank=True)
    is_declarant = models.BooleanField(default=False)
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.NOT_ASKED)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)  # of the link in the letter
    asked_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_name = models.CharField(_("答复人"), max_length=60, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    paper_sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of the consent that came on paper
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(consent__in=["given", "declined"]) | models.Q(answered_at__isnull=False),
                name="owner_answer_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        """权利主体类型 as a reader knows it; empty where nobody has said it."""
        return str(dict(OwnerType.choices).get(self.owner_type, ""))

    @property
    def is_on_paper(self) -> bool:
        """Their yes rests on an uploaded paper (an attachment of the same hash), not on a link."""
        return self.consent == Consent.GIVEN and bool(self.paper_sha256)
