"""The monthly round: what each office and pilot unit owes for a month, its steps, and what was told."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from reporting.models.turns import Turn
from reporting.periods import Month
from reporting.workflow import FILED, OPEN, OWING, Hand, Status
from tenancy.models import Organisation, Region, Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey
from tenancy.roles import Right
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor


def end_of_day(day: F) -> Cast:
    """The last second of a day in Beijing, before 16:00 UTC; Django's connections speak UTC. 24:00 is the next day."""
    end = ExpressionWrapper(day + timedelta(hours=16, seconds=-1), models.DateTimeField())
    return Cast(end, models.DateTimeField())


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, actor: "Actor") -> "ReturnQuerySet":
        """Offices: their own and those beneath. Units: their own."""
        return self.filter(seen_by(actor, region="region", organisation="organisation"))

    def of(self, month: Month) -> "ReturnQuerySet":
        return self.filter(month=month.starts.date())

    def open(self) -> "ReturnQuerySet":
        return self.filter(status__in=OPEN)

    def with_due_time(self) -> "ReturnQuerySet":
        """`due_at`: the end of the last day."""
        return self.annotate(due_at=end_of_day(F("due_on")))

    def beneath(self, region: Region) -> "ReturnQuerySet":
        """Those that this office gathers."""
        return self.filter(collector=region)


class Return(Tenanted):
    """月报: one office's or one pilot unit's duty for one month. It exists although nothing happened."""

    month = models.DateField(_("月份"))  # its first day
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("行政区"), related_name="+")
    organisation = TenantForeignKey(
        Organisation, models.PROTECT, verbose_name=_("试点单位"), null=True, related_name="returns"
    )  # none: the office's own table
    collector = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")  # none: the highest
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PREPARED, editable=False)
    due_on = models.DateField(_("报送期限"))  # included
    due_rule = models.CharField(max_length=200)  # how the day was worked out
    filed_at = models.DateTimeField(_("报送时间"), null=True, editable=False)  # the first time
    is_nil = models.BooleanField(_("零报告"), default=False, editable=False)
    editions = models.PositiveSmallIntegerField(_("版次"), default=0, editable=False)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "region__path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "month", "region"], condition=Q(organisation=None), name="return_of_office_once"
            ),
            models.UniqueConstraint(
                fields=["province", "month", "organisation"],
                condition=Q(organisation__isnull=False),
                name="return_of_unit_once",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "accepted"]) | (Q(filed_at__isnull=False) & Q(editions__gt=0)),
                name="return_filed_has_time_and_edition",
            ),
        ]
        indexes = [models.Index(fields=["province", "month", "collector"], name="return_board")]

    def __str__(self) -> str:
        return f"{self.place_name}{self.period.year}年{self.period.number}月月报"

    def get_absolute_url(self) -> str:
        return reverse("reporting:show", args=[self.pk])

    @property
    def period(self) -> Month:
        return Month(self.month.year, self.month.month)

    @property
    def place_name(self) -> str:
        return self.organisation.name if self.organisation else self.region.name

    def is_late(self, today: date) -> bool:
        """First filed after its day, or owing and the day is over."""
        return (localdate(self.filed_at) if self.filed_at and self.status not in OWING else today) > self.due_on

    def hands_of(self, actor: "Actor") -> frozenset[Hand]:
        """Which hands this person lends to this return."""
        if actor.is_platform:
            return frozenset({Hand.PLATFORM})
        if actor.organisation:
            return frozenset({Hand.FILER}) if self.organisation_id == actor.organisation.pk else frozenset()
        hands = set()
        files = actor.may(Right.FILE_RETURNS) or (self.collector_id is None and actor.may(Right.COLLECT_RETURNS))
        if files and not self.organisation_id and actor.region.pk == self.region_id:
            hands.add(Hand.FILER)
        if actor.may(Right.COLLECT_RETURNS) and actor.region.pk in (self.collector_id, self._own_collector):
            hands.add(Hand.COLLECTOR)
        return frozenset(hands)

    @property
    def _own_collector(self) -> int | None:
        """The highest office reopens its own table."""
        return self.region_id if self.collector_id is None else None

    @property
    def is_filed(self) -> bool:
        return self.status in FILED


class ReturnTurn(Turn):
    """One step of a return; append-only, so that each reopening stays on record."""

    filing = TenantForeignKey(Return, models.PROTECT, related_name="turns")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action__in=["send_back", "reopen"]) | ~Q(reason=""), name="return_turn_says_why"
            )
        ]
        indexes = [models.Index(fields=["filing", "id"], name="turn_of_return")]


class Edition(Tenanted, Recorded):
    """What was told, as a file and as cells, with what was known (`known_at`). Append-only: a correction is another."""

    filing = TenantForeignKey(Return, models.PROTECT, related_name="told")
    number = models.PositiveSmallIntegerField(_("版次"))
    known_at = models.DateTimeField()
    cells = models.JSONField()  # {"sheet": {"rows": [[…]], "totals": […]}}; amounts as text
    notes = models.TextField(_("说明"), blank=True)  # why a cumulative figure fell; why it was corrected
    name = models.CharField(max_length=200)  # of the file
    workbook = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file

    class Meta:
        ordering = ["filing", "number"]
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="edition_number_once")]

    def __str__(self) -> str:
        return f"{self.filing} {self.number}"

    @property
    def package_name(self) -> str:
        return self.name.replace(".xlsx", ".zip")


class EditionPackage(Tenanted, Recorded):
    """报送包 of an edition (F097), made once by a job when somebody asks for it. Append-only."""

    edition = TenantForeignKey(Edition, models.PROTECT, related_name="packages")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file

    class Meta:
        ordering = ["edition"]
        constraints = [models.UniqueConstraint(fields=["province", "edition"], name="package_of_edition_once")]

    def __str__(self) -> str:
        return self.edition.package_name
