"""One line of JSON per thing that happened, each naming the request or the job it belongs to.

No query strings, form fields or addresses of people: who did what to whom is in the audit, not in the logs.
"""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from outbox.running import running_job

logger = logging.getLogger("config.requests")
request_id: ContextVar[str] = ContextVar("request_id", default="")
HEADER, GOOD_ID = "X-Request-ID", re.compile(r"[A-Za-z0-9._-]{8,64}")
SLOW_SECONDS = 1.0
USUAL = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "request", "data", "taskName"}


class JsonFormatter(logging.Formatter):
    """What `extra=` holds becomes fields of the line; what JSON does not know becomes text."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "words": words_of(record),
        }
        line |= {name: value for name, value in ids().items() if value}
        line |= {name: value for name, value in record.__dict__.items() if name not in USUAL}
        if record.exc_info:
            line["error"] = without_rows(self.formatException(record.exc_info), record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def words_of(record: logging.LogRecord) -> str:
    """The library's own lines name the path of the request; it is told as everywhere."""
    words, request = record.getMessage(), getattr(record, "request", None)
    return words.replace(request.path, told_path(request)) if isinstance(request, HttpRequest) else words


def without_rows(told: str, error: BaseException | None) -> str:
    """A traceback without what the database says of the row it refused: its values are people's."""
    while error:
        if detail := getattr(getattr(error, "diag", None), "message_detail", None):
            told = told.replace(detail, "…")
        error = error.__cause__ or error.__context__
    return told


def ids() -> dict[str, object]:
    return {"request_id": request_id.get(), "job": running_job.get()}


class RequestMiddleware:
    """Outermost: names the request (or takes the proxy's name for it), times it, writes its line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        token, started = request_id.set(given if GOOD_ID.fullmatch(given) else uuid.uuid4().hex), time.monotonic()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = request_id.get()
            tell(request, response, time.monotonic() - started)
            return response
        finally:
            request_id.reset(token)


def told_path(request: HttpRequest) -> str:
    """Without the secrets that links in letters carry."""
    match = request.resolver_match or slashed(request.path)
    caught = match.kwargs if match else {}
    secret = caught.get("token") or (caught.get("key") if request.path.startswith("/accounts/") else "")
    return request.path.replace(secret, "…") if isinstance(secret, str) and secret else request.path


def slashed(path: str) -> ResolverMatch | None:
    """What an address means that lost its last stroke on the way."""
    try:
        return resolve(f"{path}/")
    except Resolver404:
        return None


def tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    actor = getattr(request, "actor", None)
    who = {"province": actor.province.pk, "user": actor.user.pk} if actor else {}
    level = logging.WARNING if seconds > SLOW_SECONDS else logging.INFO
    facts = {"method": request.method, "path": told_path(request), "status": response.status_code}
    logger.log(level, "request", extra=facts | who | {"milliseconds": round(seconds * 1000, 1)})
