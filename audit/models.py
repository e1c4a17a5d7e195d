"""What happened: append-only events, written in the same transaction as the fact they tell of."""

from django.db import models

from tenancy.models.base import Recorded, Tenanted


class Event(Tenanted, Recorded):
    """One act. Points by value, so that it outlives what it tells of; the database refuses to change it (A10)."""

    verb = models.CharField(max_length=60)  # "declaration.submit"
    subject_type = models.CharField(max_length=60)  # "declarations.declaration"
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200)
    actor_id = models.BigIntegerField(null=True)  # a user; none is the platform itself
    actor_name = models.CharField(max_length=60)
    actor_role = models.CharField(max_length=20, blank=True)
    place_name = models.CharField(max_length=120, blank=True)  # office or organisation of the actor
    region_path = models.CharField(max_length=60, blank=True)  # whose matter it is, for subtree views
    reason = models.TextField(blank=True)
    payload = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["province", "subject_type", "subject_id"], name="event_subject"),
            models.Index(fields=["province", "actor_id", "recorded_at"], name="event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"
