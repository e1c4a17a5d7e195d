"""What happened: append-only events, written in the same transaction as the fact they tell of, and their seals."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy.actors import Actor
from tenancy.models import Region
from tenancy.models.base import Recorded, Tenanted, own_province
from tenancy.rls import TenantForeignKey
from tenancy.roles import Role
from tenancy.visibility import seen_by

WHOLE_PROVINCE = frozenset({Role.PROVINCE_ADMIN, Role.PROVINCE_OFFICER})
OWN_SUBTREE = frozenset({Role.CITY_OFFICER, Role.COUNTY_OFFICER})
LAST_SIGN = "\U0010ffff"  # a prefix as a range: an index serves it under row-level security, LIKE would not


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, actor: Actor) -> "EventQuerySet":
        """The province's bureau sees its province, a city or county bureau the matters of its subtree.

        None of them what is inside the house of an organisation.
        """
        told = self.filter(province=actor.province).exclude(inside())
        if actor.role in WHOLE_PROVINCE:
            return told
        if actor.role in OWN_SUBTREE:
            path = actor.region.path
            return told.filter(region_path__gte=path, region_path__lt=path + LAST_SIGN)
        return self.none()

    def of(self, subject: models.Model) -> "EventQuerySet":
        """The history of one matter."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


class Event(Tenanted, Recorded):
    """One act. Points by value, so that it outlives what it tells of; the database refuses to change it (A10)."""

    province = own_province(db_index=False)
    verb = models.CharField(_("事项"), max_length=60)  # "declaration.submit"
    subject_type = models.CharField(max_length=60)  # "declarations.declaration"
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(_("对象"), max_length=200)
    actor_id = models.BigIntegerField(null=True)  # a user; none is the platform itself
    actor_name = models.CharField(_("办理人"), max_length=60)
    actor_role = models.CharField(_("角色"), max_length=20, blank=True)
    office_id = models.BigIntegerField(null=True)  # of the actor; so is the organisation
    organisation_id = models.BigIntegerField(null=True)
    place_name = models.CharField(_("机构或单位"), max_length=120, blank=True)
    region_path = models.CharField(max_length=60, blank=True)  # whose matter it is, for subtree views
    reason = models.TextField(_("理由"), blank=True)
    payload = models.JSONField(_("内容"), default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["province", "subject_type", "subject_id"], name="event_subject"),
            models.Index(fields=["province", "actor_id", "recorded_at"], name="event_actor"),
            models.Index(fields=["province", "recorded_at"], name="event_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_label}"

    def get_absolute_url(self) -> str:
        return reverse("audit:event", args=[self.pk])

    @property
    def act(self) -> str:
        """The verb as people say it."""
        return str(acts().get(self.verb, self.verb))

    @property
    def role(self) -> str:
        """The role of the actor as people say it; empty for the platform itself."""
        return str(Role(self.actor_role).label) if self.actor_role in Role else self.actor_role


def acts() -> dict[str, str]:
    """Verb to words. Each room lists its own in its AppConfig: `acts = {"declaration.submit": _("提交声明")}`."""
    return {verb: words for config in apps.get_app_configs() for verb, words in getattr(config, "acts", {}).items()}


def inside() -> Q:
    """Of which events no office reads. Each room says its own in its AppConfig: `def inside(self) -> Q`."""
    told: Q = reduce(or_, [getattr(config, "inside", Q)() for config in apps.get_app_configs()])
    return told


class Seal(Tenanted):
    """Closes a stretch of a province's events: [since, until) of the time they were recorded, none to come any more.

    `leaves` holds the hash of each event, `mark` the hash of the previous mark and all leaves: after a change of an
    event, a leaf or a seal the next no longer fits (audit/seals.py).
    """

    since = models.DateTimeField(null=True)  # none: from the beginning
    until = models.DateTimeField()
    count = models.PositiveIntegerField()
    leaves = models.JSONField()  # [[event id, hash], …] in the order of ids
    previous = models.CharField(max_length=64, blank=True)  # the mark before; empty: the first
    mark = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["province", "previous"], name="seals_are_one_chain")]

    def __str__(self) -> str:
        return f"{self.mark[:12]} ({self.count})"


class FlagOutcome(models.TextChoices):
    CLEARED = "cleared", _("排除")
    CONFIRMED = "confirmed", _("属实")


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, actor: Actor) -> "FlagQuerySet":
        """Offices only, each for its subtree; whom a flag is about does not see it here."""
        return self.filter(seen_by(actor, region="region"))

    def of(self, subjects: "models.QuerySet | list[models.Model]", model: type[models.Model]) -> "FlagQuerySet":
        keys = [subject.pk for subject in subjects]
        return self.filter(subject_type=model._meta.label_lower, subject_id__in=keys)

    def beside(self, model: type[models.Model]) -> "FlagQuerySet":
        """Those of the row of an outer query that hold it back."""
        return self.filter(subject_type=model._meta.label_lower, subject_id=OuterRef("pk")).holding()

    def open(self) -> "FlagQuerySet":
        """Nobody has decided yet."""
        return self.filter(~Exists(FlagDecision.objects.filter(flag=OuterRef("pk"))))

    def with_outcome(self) -> "FlagQuerySet":
        """The last word on each; none while it is open."""
        last = FlagDecision.objects.filter(flag=OuterRef("pk")).order_by("-id").values("outcome")[:1]
        return self.annotate(outcome=Subquery(last))

    def holding(self) -> "FlagQuerySet":
        """Open, or found to be true: what waits for them waits."""
        return self.with_outcome().filter(Q(outcome=None) | Q(outcome=FlagOutcome.CONFIRMED))


class Flag(Tenanted, Recorded):
    """疑点: a sign that a matter is not what it says, raised by a rule, for an officer to look at (LN-72, HB-56).

    Once a sign and matter; append-only. Points by value, and keeps rule and evidence as they were when it was raised.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(_("对象"), max_length=200)
    subject_url = models.CharField(max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # whose office looks at it
    sign = models.CharField(max_length=40)  # the name of a row of the policy's `suspicion_signs`
    title = models.CharField(_("疑点"), max_length=120)
    sentence = models.TextField(_("情况"))
    clause = models.CharField(_("依据"), max_length=300)
    evidence = models.JSONField(default=list)  # [[name, value, address of the row or nothing]]

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "subject_type", "subject_id", "sign"], name="flag_once_a_sign_and_matter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_label}：{self.title}"

    def get_absolute_url(self) -> str:
        return reverse("flags:show", args=[self.pk])


class FlagDecision(Tenanted, Recorded):
    """What an officer found, and why; append-only, the last one counts."""

    flag = TenantForeignKey(Flag, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("结论"), max_length=10, choices=FlagOutcome)
    reason = models.TextField(_("理由"))
    decided_by = models.BigIntegerField()  # a user, by value
    decided_by_name = models.CharField(max_length=60)
    place_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["flag", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="flag_decision_says_why")]

    def __str__(self) -> str:
        return self.get_outcome_display()
