"""Rules as data with a source: governing documents, the values they lay down, and changes waiting for a second person.

Documents and values are public by construction and append-only; the database refuses to change them. A correction is
a new row. Values are written by `tenancy.policy` only.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Tenanted


class DocumentStatus(models.TextChoices):
    DRAFT = "draft", _("征求意见稿")
    IN_FORCE = "in_force", _("有效")
    REPEALED = "repealed", _("已废止")
    PLATFORM = "platform", _("平台缺省")


class PolicyDocument(models.Model):
    """A governing document as it stood when recorded; a later row of the same province and key replaces it (LN-01)."""

    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    region_code = models.CharField(max_length=12, blank=True)  # of a city's own document
    issuer = models.CharField(_("发文机关"), max_length=120)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    issued_on = models.DateField(_("发文日期"), null=True, blank=True)  # none: the document does not say
    applies_from = models.DateField(_("适用起始日"))
    status = models.CharField(_("状态"), max_length=10, choices=DocumentStatus)
    parent = models.CharField(max_length=50, blank=True)  # "cn/plan": the document it follows (HB-01, XY-04)
    public = models.BooleanField(_("公开"), default=True)  # XY-36
    text = models.TextField(blank=True)  # as published; empty when only the reference is known
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    entered_by = models.BigIntegerField(null=True)  # a user; none is a policy pack
    entered_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["province", "key"], name="policy_document_key")]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title


class PolicyValue(models.Model):
    """What one province (or one city of it) lays down for one parameter from a date. Never changed, never deleted.

    `effective_to` is the last day on which it holds. `inherits` ends the own rule: from that date the level above
    speaks again. Of rows for the same date the later recorded one counts; `void` says that the earlier one was a
    mistake and nothing changed on that date.
    """

    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, blank=True)  # empty: the whole province
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    inherits = models.BooleanField(default=False)
    void = models.BooleanField(default=False)
    document = models.CharField(max_length=50, blank=True)  # "ln/plan"
    clause = models.CharField(max_length=80, blank=True)
    quote = models.TextField(blank=True)  # the words of the clause
    note = models.TextField(blank=True)  # the analysis a change rests on (ZJ-40), or a decision (G1 to G13)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    entered_by = models.BigIntegerField(null=True)  # a user; none is a policy pack
    entered_name = models.CharField(max_length=60, blank=True)
    approved_by = models.BigIntegerField(null=True)
    approved_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["province", "key", "effective_from"], name="policy_value_key")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_to=None) | models.Q(effective_to__gte=models.F("effective_from")),
                name="policy_value_ends_after_it_starts",
                violation_error_message=_("失效日不能早于生效日"),
            ),
            models.CheckConstraint(
                condition=models.Q(entered_by=None, approved_by=None)
                | models.Q(entered_by__isnull=False, approved_by__isnull=False)
                & ~models.Q(entered_by=models.F("approved_by")),
                name="policy_value_entered_and_approved_by_two_people",
                violation_error_message=_("录入和批准须为两人"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.effective_from}"


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("待批准")
    APPROVED = "approved", _("已批准")
    DECLINED = "declined", _("未批准")


class PolicyProposal(Tenanted):
    """A changed value that waits for a second person; approving it writes the `PolicyValue`."""

    region_code = models.CharField(max_length=12, blank=True)
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    inherits = models.BooleanField(default=False)
    document = models.CharField(max_length=50)
    clause = models.CharField(max_length=80)
    note = models.TextField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    proposed_at = models.DateTimeField(db_default=Now(), editable=False)
    proposed_by = models.BigIntegerField()
    proposed_name = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_name = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.WAITING, decided_at=None, decided_by=None)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False) & ~models.Q(state=ProposalState.WAITING),
                name="policy_proposal_decided_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="policy_proposal_decided_by_another_person",
                violation_error_message=_("录入和批准须为两人"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.effective_from}"


class DayKind(models.TextChoices):
    REST = "rest", _("放假")
    WORK = "work", _("上班")


class WorkdayOverride(models.Model):
    """A day on which the official calendar differs from Monday to Friday; a later row of the day replaces it."""

    day = models.DateField()
    kind = models.CharField(max_length=4, choices=DayKind)
    holiday = models.CharField(max_length=40)
    source = models.CharField(max_length=120)  # number of the official notice
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    entered_by = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"
