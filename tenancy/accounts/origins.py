"""Where an act came from and how its person had proved who they are, for those acts that are evidence."""

from datetime import UTC, datetime
from hashlib import sha256

from allauth.account.adapter import get_adapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpRequest

from tenancy.actors import Origin

MOST_OF_AGENT = 200


def origin_of(request: HttpRequest) -> Origin:
    """Of this request and its session; nothing is asked of the database."""
    return Origin(
        proofs=tuple(_proof(record) for record in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])),
        address=str(get_adapter().get_client_ip(request)),
        port=str(request.META.get("REMOTE_PORT", "")),
        agent=request.headers.get("User-Agent", "")[:MOST_OF_AGENT],
        session=sha256((request.session.session_key or "").encode()).hexdigest(),
    )


def _proof(record: dict) -> tuple[str, str, str]:  # type: ignore[type-arg]
    """Method, kind and time of one proof (password, mfa totp …)."""
    at = datetime.fromtimestamp(record["at"], UTC).isoformat(timespec="seconds")
    return str(record["method"]), str(record.get("type", "")), at
