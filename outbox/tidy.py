"""What a job leaves behind is kept for half a year (logs at least six months), then what nobody needs any more goes.

Rows with a natural key stay: they are how the outbox knows that a thing was done. Slots of the timetable never return,
and a letter that was sent needs neither address nor text.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models.functions import Now

from outbox.mail import MAIL
from outbox.models import Job

KEPT = timedelta(days=190)


def tidy(slots: Iterable[str]) -> None:
    """`slots`: the kinds of the timetable. Works on the active province."""
    old = Job.objects.filter(done_at__lt=Now() - KEPT)
    old.filter(kind__in=list(slots)).delete()
    old.filter(kind=MAIL).update(payload={})
