"""The session's name changes whenever its rights do, so that a name learned earlier opens nothing."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone


def renew(request: HttpRequest) -> None:
    """Keep the content under a new key; the list of a person's sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def forget_ended() -> None:
    """Sessions whose day is over, with what was kept in them, and from where they were opened."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
