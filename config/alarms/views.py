"""The alarms for people, and the figures for machines."""

import hmac

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.alarms.checks import Alarm
from config.alarms.figures import CONTENT_TYPE, as_text
from config.alarms.telling import standing
from tenancy.actors import Actor
from tenancy.guards import guard, public
from tenancy.models import Province
from tenancy.roles import Role


@require_safe
@guard("alarms", frozenset({Role.PROVINCE_ADMIN, Role.NATION_STAFF}))
def alarms(request: HttpRequest) -> HttpResponse:
    """The platform's and the own province's; the nation sees which provinces have any, and what."""
    found = standing()
    mine = [(alarm, places().get(alarm.province)) for alarm in found or () if concerns(request.actor, alarm)]  # type: ignore[attr-defined]
    return render(request, "alarms/alarms.html", {"alarms": mine, "looked": found is not None})


def concerns(actor: Actor, alarm: Alarm) -> bool:
    return actor.role == Role.NATION_STAFF or alarm.province in (None, actor.province.pk)


def places() -> dict[int | None, str]:
    return {province.pk: province.name for province in Province.objects.started()}


@require_safe
@public
@never_cache
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """For a collector that knows the word; to everybody else there is no such address."""
    given, word = request.headers.get("Authorization", ""), settings.METRICS_TOKEN
    if not word or not hmac.compare_digest(given.encode(), f"Bearer {word}".encode()):
        raise Http404
    return HttpResponse(as_text(), content_type=CONTENT_TYPE)
