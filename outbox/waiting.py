"""What of this room waits on desks: notices to read."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outbox.models import Notice
from tenancy.actors import Actor
from tenancy.queues import Queue, Task
from tenancy.roles import Role


def unread_notices(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.visible_to(actor).unread()


def notice_task(notice: Notice) -> Task:
    url = reverse("notice", args=[notice.province_id, notice.pk])
    return Task(title=notice.sentence, url=url, since=notice.sent_at, note=notice.sent_by_name)


NOTICES = Queue(
    name="notices",
    title=_("消息"),
    roles=frozenset(Role),
    pending=unread_notices,
    task=notice_task,
    since="sent_at",
    to_read=True,
)
