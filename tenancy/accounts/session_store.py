"""Sessions in the database, whose silence is not taken for the end of a session (SESSION_ENGINE)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError

from tenancy.database.prepared import prepared


class SessionStore(db.SessionStore):
    """Django tells every fault while saving as a session that was deleted: 400, as if nothing had been done.

    A session is saved after the act itself. Where the database went away in between, the visitor is told that something
    failed, and may send the same again; a refusal would be false.
    """

    @prepared()
    def _get_session_from_db(self) -> Session | None:
        return super()._get_session_from_db()  # type: ignore[misc,no-any-return]  # not in the stubs

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as ended:
            if isinstance(ended.__context__, OperationalError | InterfaceError):
                raise ended.__context__ from None
            raise
