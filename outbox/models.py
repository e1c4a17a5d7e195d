"""What is still to be done: jobs written in the same transaction as their cause."""

from django.db import models
from django.db.models.functions import Now

from tenancy.models.base import Tenanted


class Job(Tenanted):
    """One thing to do, once in effect. `key` is its natural name: a second of the same kind and key is the same job."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["province", "kind", "key"], name="job_once_per_key")]
        indexes = [models.Index(fields=["province", "due_at"], condition=models.Q(done_at=None), name="job_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
