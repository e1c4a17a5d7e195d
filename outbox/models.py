"""What is still to be done: jobs written in the same transaction as their cause."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.actors import Actor
from tenancy.models import User
from tenancy.models.base import Tenanted
from tenancy.roles import Role

LATE = timedelta(minutes=5)


class JobState(models.TextChoices):
    """How a job stands, as its administrator reads it."""

    WAITING = "waiting", _("等待")
    RETRYING = "retrying", _("重试中")
    GIVEN_UP = "failed", _("已停止重试")
    DONE = "done", _("已办结")


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> "JobQuerySet":
        """Neither done nor given up."""
        return self.filter(done_at=None, given_up_at=None)

    def due(self) -> "JobQuerySet":
        """Open and due by the clock of the database; patient ones last."""
        return self.open().filter(due_at__lte=Now()).order_by("patient", "due_at", "id")

    def troubled(self) -> "JobQuerySet":
        """Given up, failing, or late: due or begun minutes ago and still not done. The worst first."""
        minutes_ago = Now() - LATE
        late = models.Q(due_at__lt=minutes_ago) | models.Q(attempts__gt=0, started_at__lt=minutes_ago)
        failing = models.Q(done_at=None) & (models.Q(given_up_at__isnull=False) | ~models.Q(last_error="") | late)
        return self.filter(failing).order_by(models.F("given_up_at").desc(nulls_last=True), "due_at", "id")

    def visible_to(self, actor: Actor) -> "JobQuerySet":
        """The jobs of a province are the matter of its administrators."""
        return self.filter(province=actor.province) if actor.role == Role.PROVINCE_ADMIN else self.none()


class Job(Tenanted):
    """One thing to do, once in effect. `key` is its natural name: a second of the same kind and key is the same job.

    An attempt moves `due_at` ahead before it starts: that is when the next attempt may begin if this one dies.
    """

    kind = models.CharField(_("作业"), max_length=60)
    key = models.CharField(_("标识"), max_length=160)
    payload = models.JSONField(default=dict)
    patient = models.BooleanField(default=False, editable=False)  # waits until nothing else of its province is due
    asked_by = models.BigIntegerField(null=True, editable=False)  # a user, by value; none is the platform
    due_at = models.DateTimeField(_("应办时间"), db_default=Now())
    created_at = models.DateTimeField(_("登记时间"), db_default=Now(), editable=False)
    started_at = models.DateTimeField(_("最近开始"), null=True, editable=False)
    done_at = models.DateTimeField(_("完成时间"), null=True, editable=False)
    given_up_at = models.DateTimeField(_("停止重试时间"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0, editable=False)
    retried_at = models.DateTimeField(_("人工重试时间"), null=True, editable=False)
    retried_by = models.BigIntegerField(null=True, editable=False)  # a user, by value
    last_error = models.TextField(_("最近错误"), blank=True, editable=False)
    steps_done = models.PositiveIntegerField(_("已办"), default=0, editable=False)  # of a job that works in portions
    steps_total = models.PositiveIntegerField(_("共计"), default=0, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "kind", "key"], name="job_once_per_key"),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(given_up_at=None), name="job_not_done_and_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["province", "patient", "due_at", "id"],
                condition=models.Q(done_at=None, given_up_at=None),
                name="job_open",
            ),
            models.Index(fields=["province"], condition=models.Q(given_up_at__isnull=False), name="job_given_up"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def state(self) -> JobState:
        if self.done_at:
            return JobState.DONE
        if self.given_up_at:
            return JobState.GIVEN_UP
        return JobState.RETRYING if self.last_error else JobState.WAITING

    @property
    def words(self) -> str:
        """The kind as people say it."""
        return str(kinds().get(self.kind, self.kind))

    def save_fields(self, **values: Any) -> None:
        """Set and save just these columns."""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> "NoticeQuerySet":
        """A notice is its addressee's alone, in every province."""
        return self.of(actor.user)

    def of(self, user: User | None) -> "NoticeQuerySet":
        return self.filter(user=user) if user else self.none()

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(Tenanted):
    """One message about one change of state to one person (U07). Points to its matter by value."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    key = models.CharField(max_length=140)  # the change of state; a second notice of it is the same one
    sentence = models.CharField(_("消息"), max_length=300)
    link = models.CharField(max_length=300)  # a path of ours
    sent_by_name = models.CharField(_("发出人"), max_length=60)
    sent_at = models.DateTimeField(_("时间"), db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("已读时间"), null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "user", "key"], name="notice_once_per_change"),
            models.CheckConstraint(condition=models.Q(link__startswith="/"), name="notice_leads_to_a_page_of_ours"),
        ]
        indexes = [models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread")]

    def __str__(self) -> str:
        return self.sentence


def kinds() -> dict[str, str]:
    """Kind to words. Each room lists its own in its AppConfig: `jobs = {"declarations.check": _("核验声明")}`."""
    return {kind: words for config in apps.get_app_configs() for kind, words in getattr(config, "jobs", {}).items()}
