"""The session's name changes whenever its rights do, so that a name learned earlier opens nothing."""

from allauth.usersessions.models import UserSession
from django.http import HttpRequest


def renew(request: HttpRequest) -> None:
    """Keep the content under a new key; the list of a person's sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
