"""The declaration itself: what is offered, by whom, on which terms, and where it stands."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations.accredited import may_check
from declarations.workflow import CHECKER, DESKS, EDITABLE, Status
from publication.choices import Mode
from tenancy.models import Organisation, Region, Tenanted
from tenancy.rls import TenantForeignKey
from tenancy.roles import Role

if TYPE_CHECKING:
    from tenancy.actors import Actor


# A patent is declared once in a province as long as one of these holds.
ONE_AT_A_TIME = ["internal", "checking", "second_check", "reviewing", "approved", "published", "notice"]


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, actor: "Actor") -> "DeclarationQuerySet":
        """Applicants see their own; offices see what reached them inside their subtree, never a draft.

        A body that may not check now sees no case of the second check, an agency no case at all (HB-17, CN-23).
        """
        if actor.organisation:
            return self.filter(organisation=actor.organisation)
        if not actor.office:
            return self.none()
        handed_in = self.exclude(status__in=[Status.DRAFT, Status.INTERNAL, Status.DISCARDED]).exclude(number="")
        if actor.role in CHECKER and not may_check(actor):
            if actor.role == Role.CHECKER:
                return self.none()
            handed_in = handed_in.exclude(status=Status.SECOND_CHECK)
        return handed_in.filter(region__path__startswith=actor.region.path)

    def intended_in(self, region: Region) -> "DeclarationQuerySet":
        """Intentions of an area, newest first: number and contact are meant for its offices (XY-17, LN-26)."""
        mine = self.filter(intended_at__isnull=False, region__path__startswith=region.path)
        return mine.exclude(status=Status.DISCARDED).order_by("-intended_at", "-pk")

    def shown_to(self, actor: "Actor") -> "DeclarationQuerySet":
        """Drafts whose people asked the centres and county offices of their place for guidance (LN-28)."""
        if not actor.office:
            return self.none()
        asked = self.filter(status__in=EDITABLE, shared_at__isnull=False)
        return asked.filter(region__path__startswith=actor.region.path)

    def on_desk_of(self, actor: "Actor") -> "DeclarationQuerySet":
        """What waits for this person's decision."""
        statuses = [status for status, hands in DESKS.items() if actor.role in hands]
        return self.visible_to(actor).filter(status__in=statuses)


class Declaration(Tenanted):
    """A patentee's standing offer, from the first draft. What was published lives in `publication` as a Record."""

    number = models.CharField(_("受理编号"), max_length=24, blank=True, editable=False)  # given at submission
    check_code = models.CharField(_("查询码"), max_length=8, blank=True, editable=False)
    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="declarations")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # the declarant's, when it was begun
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.DRAFT, editable=False)

    patent_number = models.CharField(_("专利号（申请号）"), max_length=16, blank=True)  # normal form
    is_application = models.BooleanField(_("尚未授权的专利申请"), default=False)
    title = models.CharField(_("发明名称"), max_length=300, blank=True)
    filed_on = models.DateField(_("申请日"), null=True, blank=True)
    granted_on = models.DateField(_("授权公告日"), null=True, blank=True)
    classification = models.CharField(_("主分类号"), max_length=20, blank=True)  # IPC, or Locarno for designs
    industry = models.CharField(_("所属行业门类"), max_length=1, blank=True)  # GB/T 4754-2017 section
    summary = models.TextField(_("技术简介"), max_length=2000, blank=True)

    mode = models.CharField(_("实施方式"), max_length=20, choices=Mode, default=Mode.OPEN_LICENCE)
    fee = models.JSONField(_("许可使用费"), default=dict, blank=True)  # publication.terms as plain data
    fee_basis = models.TextField(_("计费依据说明"), max_length=2000, blank=True)
    starts_on = models.DateField(_("许可期限起"), null=True, blank=True)
    ends_on = models.DateField(_("许可期限止"), null=True, blank=True)
    territory = models.CharField(_("许可区域"), max_length=120, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    contact_email = models.EmailField(_("联系邮箱"), blank=True)
    contact_public = models.BooleanField(_("同意公开联系方式"), default=False)
    pledgee_consents = models.BooleanField(_("质权人书面同意"), default=False)
    state_asset = models.BooleanField(_("涉及国有资产处置"), default=False)
    service = models.TextField(_("可另行选择的技术服务"), max_length=1000, blank=True)  # never a condition (F128)
    service_price = models.CharField(_("技术服务价格"), max_length=200, blank=True)  # beside the licence fee
    extra = models.JSONField(default=dict, blank=True)  # items that the province adds to the form

    # How far each page of the form is: {"fee": {"edits": 2, "saved_at": "…", "window": "…", "typed": {…}}};
    # `typed` holds answers that are not right yet, so that nothing typed is lost. See services/answers.py.
    pages = models.JSONField(default=dict, blank=True, editable=False)
    intended_at = models.DateTimeField(null=True, editable=False)  # when it was registered as an intention (XY-17)
    form_version = models.CharField(max_length=80, blank=True, editable=False)
    rules_at = models.DateTimeField(default=timezone.now, editable=False)  # whose rules: those in force then
    version = models.PositiveIntegerField(default=1, editable=False)  # against silent overwrite
    held_by = models.BigIntegerField(null=True, editable=False)  # the named lock: a user, by value
    held_by_name = models.CharField(max_length=60, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)
    rounds = models.PositiveSmallIntegerField(default=0, editable=False)  # how often it was returned
    answer_by = models.DateField(null=True, editable=False)  # until when the patentee corrects
    arrived_at = models.DateTimeField(null=True, editable=False)  # since when it stands where it stands
    due_at = models.DateTimeField(null=True, editable=False)  # until when whoever has it should act

    shared_at = models.DateTimeField(null=True, editable=False)  # a draft shown to the centres of its place (LN-28)
    shared_by = models.BigIntegerField(null=True, editable=False)

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.BigIntegerField(null=True, editable=False)
    saved_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.BigIntegerField(null=True, editable=False)
    rating = models.PositiveSmallIntegerField(null=True, editable=False)  # 好差评 of the filing: 1 to 5, once
    record_number = models.CharField(_("公告编号"), max_length=24, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.BigIntegerField(null=True, editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["province", "status", "region"], name="declaration_desk"),
            models.Index(fields=["province", "organisation", "-id"], name="declaration_own"),
            models.Index(fields=["province", "patent_number"], name="declaration_patent"),
            models.Index(
                fields=["province", "record_number"], condition=~Q(record_number=""), name="declaration_record"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "number"], condition=~Q(number=""), name="declaration_number_once"
            ),
            models.UniqueConstraint(
                fields=["province", "patent_number"],
                condition=Q(status__in=ONE_AT_A_TIME),
                name="declaration_patent_once_in_province",
                violation_error_message=_("该专利在本省已有办理中或已发布的声明"),
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="declaration_submitted_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | (Q(published_at__isnull=False, published_by__isnull=False) & ~Q(record_number="")),
                name="declaration_published_has_record",
                violation_error_message=_("已发布的声明必须有公告编号、发布时间和发布人"),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="declaration_ends_after_it_starts",
                violation_error_message=_("许可期限的结束日不得早于起始日"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or _('草稿')} {self.title or self.patent_number}".strip()

    def get_absolute_url(self) -> str:
        return reverse("declarations:show", args=[self.pk])

    @property
    def concerns(self) -> list[int]:
        """Whose it is: keys of organisations whose people decide nothing about it."""
        return [self.organisation_id]

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_on_a_desk(self) -> bool:
        """Some office's decision is awaited."""
        return self.status in DESKS

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    def is_held_by_another(self, user_id: int, now: datetime) -> bool:
        """Someone else works on it right now (the lock ends by itself)."""
        return bool(self.held_until and self.held_until > now and self.held_by != user_id)
