"""What a licence keeps by value, as it was on the day: its patents with their terms, and its parties. Append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.workflow import Side
from publication.choices import FeeKind
from publication.terms import Terms, read_terms
from tenancy.models import Organisation, Tenanted
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.rls import TenantForeignKey


class LicensedPatent(Tenanted):
    """One patent of a licence with the very version that was accepted (件次: patent × licence)."""

    licence = TenantForeignKey("licensing.Licence", models.PROTECT, related_name="patents")
    record = models.ForeignKey("publication.Record", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    record_number = models.CharField(_("公开编号"), max_length=20)
    version = models.PositiveSmallIntegerField(_("版本"))
    digest = models.CharField(max_length=64)  # SHA-256 of the published version
    patent_number = models.CharField(_("专利号"), max_length=20)
    patent_type = models.CharField(_("专利类型"), max_length=15)
    title = models.CharField(_("发明名称"), max_length=300)
    owners = models.JSONField()
    terms = models.JSONField()
    fee_kind = models.CharField(_("支付方式"), max_length=20, choices=FeeKind)
    fee_sentence = models.TextField(_("许可使用费支付方式和标准"))
    term_from = models.DateField()
    term_to = models.DateField()
    territory = models.CharField(_("许可地域"), max_length=200)
    amount = models.DecimalField(_("使用费金额"), max_digits=16, decimal_places=2)  # its part of the annex amount

    class Meta:
        ordering = ["licence", "position"]
        constraints = [
            models.UniqueConstraint(fields=["province", "licence", "record"], name="licensed_patent_once"),
        ]
        indexes = [models.Index(fields=["province", "patent_number"], include=["licence"], name="licences_of_patent")]

    def __str__(self) -> str:
        return f"{self.patent_number} {self.title}"

    def read_terms(self) -> Terms:
        return read_terms(self.terms)


class Party(Tenanted):
    """A licensor or licensee as on the day of acceptance; later changes of the organisation do not reach it."""

    licence = TenantForeignKey("licensing.Licence", models.PROTECT, related_name="parties")
    side = models.CharField(max_length=10, choices=[(side.value, side.value) for side in Side])
    position = models.PositiveSmallIntegerField()
    organisation = TenantForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # none: not registered
    name = models.CharField(_("名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    owner_type = models.CharField(_("权利主体类型"), max_length=20, choices=OwnerType)
    size = models.CharField(_("企业规模"), max_length=8, choices=SizeClass, blank=True)
    region_path = models.CharField(max_length=60, blank=True)
    region_name = models.CharField(_("所在地"), max_length=60, blank=True)

    class Meta:
        ordering = ["licence", "side", "position"]
        indexes = [models.Index(fields=["province", "organisation", "licence"], name="party_of_organisation")]

    def __str__(self) -> str:
        return self.name
