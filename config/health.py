"""Is the process alive, and can it do its work? Asked by the supervisor, the proxy and the alarm."""

import time
from collections.abc import Callable
from functools import cache
from typing import Any

from celery.exceptions import OperationalError as BrokerError
from django.core.cache import cache as kept
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from audit.record import APART_SECONDS
from config.celery import app
from outbox.tasks import HEARTBEAT
from tenancy.database.might import TOO_MIGHTY
from tenancy.guards import public

REFUSED = (DatabaseError, ImproperlyConfigured)  # the second: a role above the policies gets no connection
SILENT_SECONDS = 60  # the worker leaves a sign every ten seconds


class NotReadyError(Exception):
    """In words for the person on duty."""


@public
@never_cache
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, broker and worker can be reached, else 503 and what is wrong."""
    report = {name: told(check) for name, check in CHECKS.items()}
    ready = all(part["ready"] for part in report.values())
    return JsonResponse({"ready": ready} | report, status=200 if ready else 503, json_dumps_params=SPOKEN)


def told(check: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What one check found and how long it took."""
    started = time.monotonic()
    try:
        found = {"ready": True} | check()
    except NotReadyError as error:
        found = {"ready": False, "words": str(error)}
    return found | {"milliseconds": round((time.monotonic() - started) * 1000, 1)}


def database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(TOO_MIGHTY)
            too_mighty = cursor.fetchone()[0]
    except ImproperlyConfigured:
        too_mighty = True
    except DatabaseError as error:
        raise NotReadyError(_("数据库没有应答")) from error
    if too_mighty:
        raise NotReadyError(_("应用所用的数据库账号越过行级隔离，必须更换"))
    return {}


def clock() -> dict[str, Any]:
    """This process beside the database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            apart = abs(time.time() - float(cursor.fetchone()[0]))
    except REFUSED as error:
        raise NotReadyError(_("数据库没有应答")) from error
    if apart > APART_SECONDS:
        raise NotReadyError(_("程序与数据库的时钟相差%(n)d秒") % {"n": apart})
    return {"apart_seconds": round(apart, 1)}


def schema() -> dict[str, Any]:
    """A programme on a database that was not brought up to it serves nobody: `migrate` comes first (M-2)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            missing = steps() - set(cursor.fetchall())
    except REFUSED as error:
        raise NotReadyError(_("数据库没有应答")) from error
    if missing:
        raise NotReadyError(_("数据库结构还差%(n)d步，须先执行 migrate") % {"n": len(missing)})
    return {}


@cache
def steps() -> frozenset[tuple[str, str]]:
    """Of all rooms, as they lie on the disk of this process."""
    return frozenset(MigrationLoader(None).disk_migrations)


def broker() -> dict[str, Any]:
    try:
        with app.connection_for_write(connect_timeout=2) as link:
            link.ensure_connection(max_retries=1, timeout=2)
    except (BrokerError, OSError, RedisError) as error:
        raise NotReadyError(_("消息服务（Redis）没有应答")) from error
    return {}


def worker() -> dict[str, Any]:
    """The worker's sign of life, left each time the timetable has it look for due jobs."""
    try:
        sign = kept.get(HEARTBEAT)
    except (OSError, RedisError) as error:
        raise NotReadyError(_("消息服务（Redis）没有应答")) from error
    if sign is None:
        raise NotReadyError(_("后台作业进程或时间表还没有动静"))
    age = round(time.time() - sign["at"], 1)
    if age > SILENT_SECONDS:
        raise NotReadyError(_("后台作业进程或时间表已有 %(age)d 秒没有动静") % {"age": age})
    return {"age_seconds": age, "oldest_job_seconds": sign["oldest_job_seconds"]}


CHECKS = {"database": database, "schema": schema, "clock": clock, "broker": broker, "worker": worker}
SPOKEN = {"ensure_ascii": False}
