"""Look at everything, and tell what is wrong: each matter once a day, to the staff concerned and to who is on duty."""

import logging
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config.alarms.checks import OF_A_PROVINCE, OF_THE_PLATFORM, Alarm, database_unusable
from outbox.mail import post
from outbox.notices import notify
from tenancy.actors import system_actor
from tenancy.models import Membership, Province, User
from tenancy.models.regions import NATION
from tenancy.roles import Role
from tenancy.scope import acting

STANDING, KEPT_SECONDS = "alarms:standing", 5 * 60
ONE_DAY = 24 * 60 * 60
logger = logging.getLogger("config.alarms")


def look() -> list[Alarm]:
    """What is wrong now, told where it has not been told today, and kept for the page and for /metrics."""
    known, found = standing() or [], list(database_unusable())
    channel = call_out if found else tell
    found = found or [*of_the_platform(), *of_the_provinces()]
    for alarm in found:
        if alarm not in known:
            logger.error("alarm", extra={"alarm": alarm.name, "province": alarm.province, "matter": alarm.words})
        channel(alarm)
    cache.set(STANDING, found, KEPT_SECONDS)
    return found


def standing() -> list[Alarm] | None:
    """What the last look found; nothing at all when nobody has looked for five minutes."""
    found: list[Alarm] | None = cache.get(STANDING)
    return found


def of_the_platform() -> Iterator[Alarm]:
    for check in OF_THE_PLATFORM:
        yield from found_by(check)


def of_the_provinces() -> Iterator[Alarm]:
    for province in Province.objects.started():
        with acting(province=province.pk), transaction.atomic():
            for check in OF_A_PROVINCE:
                yield from found_by(check, province)


def found_by(check: Callable[..., Iterator[Alarm]], *province: Province) -> Iterator[Alarm]:
    """What a check finds. One that breaks off is a matter of its own and silences no other."""
    name = getattr(check, "__name__", "")
    try:
        with transaction.atomic():
            yield from check(*province)
    except Exception:  # whatever it is, the others look
        logger.exception("check broke off", extra={"check": name})
        words = _("告警检查“%(name)s”没有完成，原因见后台作业的日志") % {"name": name}
        yield Alarm(f"check_broke_off:{name}", words, *(one.pk for one in province))


def tell(alarm: Alarm) -> None:
    """A notice and letters once a day."""
    key = f"alarm:{alarm.name}:{timezone.localdate()}"
    place = alarm.province or NATION
    with acting(province=place), transaction.atomic():
        by = system_actor(Province.objects.get(pk=place))
        sentence = sentence_of(alarm)
        notify(people(alarm), sentence=sentence, link=reverse("alarms"), key=key, by=by)
        for address in settings.ALARM_MAIL:
            post(address, sentence, letter_of(sentence), key=f"{key}:{address}", by=by)


def call_out(alarm: Alarm) -> None:
    """Without the database: no notice and no outbox, but a letter straight to who is on duty, once a day."""
    key, sentence = f"alarms:called:{alarm.name}:{timezone.localdate()}", sentence_of(alarm)
    if not cache.get(key):
        for address in settings.ALARM_MAIL:
            EmailMessage(sentence, letter_of(sentence), to=[address]).send()
        cache.set(key, True, ONE_DAY)


def sentence_of(alarm: Alarm) -> str:
    return _("告警：%(words)s") % {"words": alarm.words}


def letter_of(sentence: str) -> str:
    return f"{sentence}\n\n{settings.SITE_URL}{reverse('alarms')}"


def people(alarm: Alarm) -> Iterable[User]:
    """The administrators of the province, or the staff of the nation."""
    role = Role.NATION_STAFF if alarm.province in (None, NATION) else Role.PROVINCE_ADMIN
    return [one.user for one in Membership.objects.active().filter(role=role).select_related("user")]
