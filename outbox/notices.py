"""Tell people what has changed: one notice per person and change, and the same by mail (U07).

    notify(people, sentence=_("声明已退回补正"), link=declaration.get_absolute_url(),
           key=f"declaration:{declaration.pk}:returned:{round}", by=by)

Call it inside the verb, so that the notice stands exactly when the change does. `key` names the change of state; told
twice, it is one notice. `link` is a path of ours. The sentence is in the words of the reader.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outbox import mail
from outbox.models import Notice
from tenancy.actors import Actor
from tenancy.models import User
from tenancy.scope import acting
from tenancy.signs import shortened

ROOM = 300  # signs of a line; the matter itself says the rest


@transaction.atomic
def notify(users: Iterable[User], *, sentence: str, link: str, key: str, by: Actor) -> None:
    """Leave a notice for each of these people, and a letter on its way. Whoever did it need not be told."""
    line = shortened(sentence, ROOM)
    people = {user.pk: user for user in users if by.user is None or user.pk != by.user.pk}
    Notice.objects.bulk_create(
        [
            Notice(province=by.province, user=user, key=key, sentence=line, link=link, sent_by_name=by.name)
            for user in people.values()
        ],
        ignore_conflicts=True,
    )
    for user in people.values():
        if user.is_active:
            mail.post(user.email, line, _letter(user, sentence, link), key=f"notice:{key}:{user.pk}", by=by)


def _letter(user: User, sentence: str, link: str) -> str:
    return _(
        "%(name)s：\n\n%(sentence)s\n\n请登录平台查看：%(address)s\n\n专利开放许可试点平台（系统邮件，请勿回复）"
    ) % {"name": user.name, "sentence": sentence, "address": f"{settings.SITE_URL}{link}"}


def read(notice: Notice) -> None:
    """The addressee has seen it; the first time counts."""
    with acting(province=notice.province_id, user=notice.user_id), transaction.atomic():
        Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())


def read_all(user: User) -> None:
    """In every province in which something waits."""
    for province in set(Notice.objects.of(user).unread().order_by().values_list("province", flat=True)):
        with acting(province=province, user=user.pk), transaction.atomic():
            Notice.objects.of(user).unread().filter(province=province).update(read_at=timezone.now())
