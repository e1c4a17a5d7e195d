"""A firm that accepts two records in a process of its own, on the database that the environment names.

Where the database is to die the process says so and waits for a line; its last line tells what is there.
"""

import json
import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.faults.people import LATEST, PROVINCE, Town, settle
from licensing.models import Licence
from tenancy.scope import acting

MIDDLE = 8  # statements after the lock: some have written, the licence is not yet acknowledged


def main() -> None:
    town = settle(firms=1, records=2, drafts=0)
    browser = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0], raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = town.firms[0].session
    first, second = (page_of(town, number) for number in town.records)
    answers = [browser.post(*first).status_code]
    wait("acknowledged")
    connection.close()  # as the server does between two requests, which this client leaves out
    with connection.execute_wrapper(Middle()):
        answers.append(browser.post(*second).status_code)
    wait("not answered")
    connection.close()
    there = [licences_of(first), licences_of(second)]
    answers.append(browser.post(*second).status_code)
    print(json.dumps({"answers": answers, "there": there, "at last": [licences_of(first), licences_of(second)]}))


def page_of(town: Town, number: str) -> tuple[str, dict[str, Any]]:
    """Where the button sends to, and what: a key of its own among it."""
    days = {"starts_on": timezone.localdate() + timedelta(days=1), "ends_on": LATEST}
    said = {"use_region": town.city.pk, "scope": "演练", "accept": "1", "main": f"{number}:1", "key": str(uuid4())}
    return reverse("licensing:accept", args=[number]), said | days


def licences_of(page: tuple[str, dict[str, Any]]) -> int:
    with acting(province=PROVINCE), transaction.atomic():
        return Licence.objects.filter(key=page[1]["key"]).count()


class Middle:
    """Stands still once, in the middle of the transaction that writes."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.asked += bool(self.asked) or "FOR UPDATE" in sql
        if self.asked == MIDDLE:
            wait("in the middle")
        return execute(sql, params, many, context)


def wait(word: str) -> None:
    print(word, flush=True)
    sys.stdin.readline()
