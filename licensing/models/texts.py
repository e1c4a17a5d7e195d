"""The words of contracts: a province's official text by versions, and what the sides of a contract want to change."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenancy.models import Organisation, Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey


class ContractText(Tenanted, Recorded):
    """官方合同文本: one version, in force from its day until the next one; append-only. Clauses keep their marks."""

    version = models.CharField(_("文本版本"), max_length=40)
    title = models.CharField(_("合同名称"), max_length=80)
    document = models.CharField(_("依据文件"), max_length=200)
    clauses = models.JSONField()  # title and text, with {marks} for what a licence fills in
    in_force_from = models.DateField(_("启用日期"))
    sha256 = models.CharField(max_length=64)  # of the uploaded file
    entered_by = models.BigIntegerField(null=True)  # a user, by value
    entered_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["-in_force_from", "-id"]
        constraints = [models.UniqueConstraint(fields=["province", "version"], name="contract_text_version_once")]

    def __str__(self) -> str:
        return self.version


class ProposalState(models.TextChoices):
    OPEN = "open", _("待对方答复")
    AGREED = "agreed", _("双方同意")
    DECLINED = "declined", _("对方不同意")
    REPLACED = "replaced", _("已被新的修改稿取代")


class Proposal(Tenanted, Recorded):
    """协商修改稿: the clauses as one side wants them; agreed, they become the next edition of the contract."""

    licence = TenantForeignKey("licensing.Licence", models.PROTECT, related_name="proposals")
    base = models.PositiveSmallIntegerField()  # edition that it was written against
    clauses = models.JSONField()
    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="+")  # whose proposal
    made_by = models.BigIntegerField(null=True)  # a user, by value
    made_by_name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)  # a user, by value
    answered_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)

    class Meta:
        ordering = ["licence", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "licence"], condition=Q(state="open"), name="proposal_one_open_per_licence"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="proposal_declined_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.licence} {self.get_state_display()}"
