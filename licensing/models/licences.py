"""One licence: who may use what, where and how long. It keeps its own copy of the terms that were accepted."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from licensing.models.particulars import Party
from licensing.workflow import CONCLUDED_STATES, WAITING, Side, Status
from publication.choices import Mode, Scheme
from tenancy.models import Organisation, Region, Tenanted
from tenancy.rls import TenantForeignKey
from tenancy.roles import Role
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor

OFFICERS = frozenset({Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.PROVINCE_ADMIN})


class LicenceQuerySet(models.QuerySet["Licence"]):
    def visible_to(self, actor: "Actor") -> "LicenceQuerySet":
        """Both sides see their own; offices see the licences of patents in their subtree."""
        if actor.organisation:
            mine = Party.objects.filter(licence=OuterRef("pk"), organisation=actor.organisation)
            return self.filter(Exists(mine))
        return self.filter(seen_by(actor, region="region"))

    def given_by(self, organisation: Organisation | None) -> "LicenceQuerySet":
        side = Party.objects.filter(licence=OuterRef("pk"), organisation=organisation, side=Side.LICENSOR)
        return self.filter(Exists(side)) if organisation else self.none()

    def taken_by(self, organisation: Organisation | None) -> "LicenceQuerySet":
        return self.filter(licensee=organisation) if organisation else self.none()

    def waiting(self) -> "LicenceQuerySet":
        """The owner's answer is due."""
        return self.filter(status__in=WAITING)

    def concluded(self) -> "LicenceQuerySet":
        """达成许可, whatever became of it later. One row is one contract (项, 份)."""
        return self.filter(concluded_at__isnull=False, status__in=CONCLUDED_STATES)


class Licence(Tenanted):
    """One contract over one or more patents of one owner (a package), in the province of the records."""

    number = models.CharField(_("许可编号"), max_length=24, blank=True, editable=False)  # LN-XK-2026-00017
    key = models.UUIDField(editable=False)  # of the page that was sent: pressed twice, it is one licence
    status = models.CharField(_("状态"), max_length=12, choices=Status, editable=False)
    scheme = models.CharField(_("制度"), max_length=10, choices=Scheme, default=Scheme.PILOT)
    mode = models.CharField(_("实施方式"), max_length=20, choices=Mode, default=Mode.OPEN_LICENCE)
    is_binding = models.BooleanField(_("接受即达成"))  # inside the region of CN-40; else a request
    why_request = models.TextField(blank=True)  # the sentence that said why it does not bind

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # of the records: whose office answers
    licensee = TenantForeignKey(Organisation, models.PROTECT, related_name="licences")
    use_region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")  # none: outside the tree
    use_place = models.CharField(_("使用地域"), max_length=120)
    scope = models.CharField(_("使用范围"), max_length=300)  # products or processes it is used for
    starts_on = models.DateField(_("许可期限起"))
    ends_on = models.DateField(_("许可期限止"))  # included

    amount = models.DecimalField(_("使用费金额"), max_digits=16, decimal_places=2)  # yuan, as annex 2 counts it
    remark = models.CharField(_("备注"), max_length=300, blank=True)  # the way of payment, where annex 2 asks for it
    is_free = models.BooleanField(_("免费许可"))

    accepted_at = models.DateTimeField(_("接受时间"))
    accepted_by = models.BigIntegerField(null=True)  # a user, by value
    accepted_by_name = models.CharField(max_length=60)
    identity = models.JSONField(default=dict)  # how it was proved who accepted, on that day
    concluded_at = models.DateTimeField(_("达成时间"), null=True)
    answer_by = models.DateField(_("答复期限"))
    answer_rule = models.CharField(max_length=200)  # how the day was worked out
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    escalated_at = models.DateTimeField(_("转督促时间"), null=True)
    ended_at = models.DateTimeField(_("终止时间"), null=True)
    formalities_by = models.DateField(_("手续办理期限"), null=True)  # none: the way of implementing needs none
    closed_at = models.DateTimeField(_("手续办结时间"), null=True)
    scheduled_at = models.DateTimeField(null=True)  # what falls due, and the follow-up, were worked out

    objects = LicenceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "licensee", "key"], name="licence_once_per_page_sent"),
            models.UniqueConstraint(fields=["province", "number"], condition=~Q(number=""), name="licence_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="licence_ends_after_it_starts",
                violation_error_message=_("许可期限止不得早于许可期限起"),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["concluded", "objected", "confirmed", "ended"])
                | Q(concluded_at__isnull=False),
                name="licence_concluded_has_its_time",
            ),
            models.CheckConstraint(condition=Q(is_binding=True) | ~Q(why_request=""), name="licence_request_says_why"),
            models.CheckConstraint(condition=Q(is_free=False) | Q(amount=0), name="licence_free_costs_nothing"),
        ]
        indexes = [
            models.Index(fields=["province", "region", "-id"], name="licence_ledger"),
            models.Index(fields=["province", "licensee", "-id"], name="licence_taken"),
            models.Index(fields=["province", "status", "answer_by"], name="licence_clock"),
            models.Index(F("province"), F("id"), condition=Q(scheduled_at=None), name="licence_to_schedule"),
        ]

    def __str__(self) -> str:
        return self.number or str(_("许可（编号待定）"))

    def get_absolute_url(self) -> str:
        return reverse("licensing:show", args=[self.pk])

    @property
    def concerns(self) -> list[int]:
        """Whose it is: keys of organisations whose people decide nothing about it."""
        return [party.organisation_id for party in self.parties.all() if party.organisation_id]

    def sides_of(self, actor: "Actor") -> frozenset[Side]:
        """Which hands this person lends to this licence."""
        if actor.is_platform:
            return frozenset({Side.PLATFORM})
        if actor.organisation:
            return frozenset(Side(p.side) for p in self.parties.all() if p.organisation_id == actor.organisation.pk)
        is_office = actor.role in OFFICERS and actor.answers_for(self.region)
        return frozenset({Side.OFFICE}) if is_office else frozenset()

    def names(self, side: Side) -> str:
        return "、".join(party.name for party in self.parties.all() if party.side == side)

    @property
    def licensor_names(self) -> str:
        return self.names(Side.LICENSOR)

    @property
    def licensee_name(self) -> str:
        return self.names(Side.LICENSEE)
