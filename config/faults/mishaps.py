"""What may befall a house (4.7): each is done to the running one, and put right again at the end of its context."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Seal
from config.alarms import checks
from config.faults import outfit
from config.faults.acts import Importing
from config.faults.clients import History, Request, ask, insist, work
from config.faults.drills import seal_everything
from config.faults.people import PROVINCE, Person, Town, offers, publish_channel
from config.faults.places import ADMINISTRATOR
from declarations.models import Batch
from outbox.mail import MAIL
from outbox.models import Job
from outbox.queue import enqueue
from outbox.runner import MAX_ATTEMPTS
from publication import announce
from publication.models import Contact
from publication.offers import Reach
from reporting.models import Return
from reporting.periods import Month
from reporting.services import rounds
from tenancy.actors import system_actor
from tenancy.scope import acting

ASIDE = 9_000  # numbers that no other part of the drill takes
UNKNOWN_KIND = "faults.of_the_next_version"
STRANGER = "exactly nobody"
OFTEN = 8  # at once


@contextmanager
def inside() -> Iterator[None]:
    """In the scope of the town's province, all or nothing."""
    with acting(province=PROVINCE), transaction.atomic():
        yield


def mend(statement: str, *given: Any) -> None:
    """As somebody who passes every guard of the database: the intruder, and who puts it right again."""
    with psycopg.connect(os.environ[ADMINISTRATOR], autocommit=True) as administrator:
        administrator.execute("SET session_replication_role = replica")
        administrator.execute(statement, given)


@contextmanager
def a_job_nobody_takes(_town: Town) -> Iterator[None]:
    """Of a kind that our worker leaves to the version beside it, which is not there."""
    with inside():
        late = timezone.now() - checks.LATE_JOB - timedelta(minutes=1)
        job = Job.objects.create(province_id=PROVINCE, kind=UNKNOWN_KIND, key="alarm", due_at=late)
    yield
    mend("DELETE FROM outbox_job WHERE id = %s", job.pk)


@contextmanager
def a_job_that_fails(_town: Town) -> Iterator[None]:
    """For the last time that it is tried: its letter has no address."""
    with inside():
        job = enqueue(MAIL, key="faults:alarm")
        Job.objects.filter(pk=job.pk).update(attempts=MAX_ATTEMPTS - 1)
    yield
    mend("DELETE FROM outbox_job WHERE id = %s", job.pk)


@contextmanager
def history_rewritten(_town: Town) -> Iterator[None]:
    with acting(province=PROVINCE):
        seal_everything()
        with transaction.atomic():
            event, _hash = Seal.objects.latest("pk").leaves[-1]
    mend("UPDATE audit_event SET actor_name = '*' || actor_name WHERE id = %s", event)
    yield
    mend("UPDATE audit_event SET actor_name = substr(actor_name, 2) WHERE id = %s", event)


@contextmanager
def a_file_changed(town: Town) -> Iterator[None]:
    insist(next(Importing(town, first=ASIDE).requests), History())
    with inside():
        file = Path(Batch.objects.latest("pk").file.path)
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    yield
    file.write_bytes(content)


@contextmanager
def a_contact_without_consent(town: Town) -> Iterator[None]:
    agreed = Reach("王芳", "13812345678", consented_at=timezone.now(), consent_text="1")
    with inside():
        by = system_actor(town.province)
        [offer] = (replace(one, contact=agreed) for one in offers(1, town.owner, town.city, first=ASIDE))
        announce.publish([offer], by=by, channels=[publish_channel(by)])
        contact = Contact.objects.latest("pk").pk
    mend("UPDATE publication_contact SET consent_text = '' WHERE id = %s", contact)
    yield
    mend("UPDATE publication_contact SET consent_text = '1' WHERE id = %s", contact)


@contextmanager
def a_month_left_open(town: Town) -> Iterator[None]:
    """The table of this month, as if its day had come and gone."""
    with inside():
        month = Month.of(timezone.now())
        rounds.prepare_offices(month, by=system_actor(town.province))
        [one] = Return.objects.of(month).filter(collector=None, organisation=None)
    mend("UPDATE reporting_return SET due_on = current_date - 2 WHERE id = %s", one.pk)
    yield
    mend("UPDATE reporting_return SET due_on = %s WHERE id = %s", one.due_on, one.pk)


@contextmanager
def a_full_disk(_town: Town) -> Iterator[None]:
    outfit.DISK.write_text("86")
    yield
    outfit.DISK.unlink()


@contextmanager
def a_night_without_backup(_town: Town) -> Iterator[None]:
    """The last one is of the night before."""
    [kept] = outfit.BACKUPS.iterdir()
    older = outfit.backup_of(checks.BACKUP_HOURS + 1)
    aside = kept.rename(outfit.BACKUPS.with_suffix(".aside"))
    yield
    aside.rename(kept)
    (older / outfit.manifest.NAME).unlink()
    older.rmdir()


@contextmanager
def a_certificate_that_ends(_town: Town) -> Iterator[None]:
    outfit.certificate_for(checks.CERTIFICATE_DAYS - 1)
    yield
    outfit.certificate_for(outfit.DAYS)


@contextmanager
def a_certificate_that_is_none(_town: Town) -> Iterator[None]:
    """What looks at it breaks off; everything else is looked at all the same."""
    outfit.CERTIFICATE.write_text("of somebody else")
    yield
    outfit.certificate_for(outfit.DAYS)


@contextmanager
def a_clock_that_runs_away(_town: Town) -> Iterator[None]:
    outfit.CLOCK.write_text("90")
    yield
    outfit.CLOCK.unlink()


@contextmanager
def stuffing(town: Town) -> Iterator[None]:
    """A list of addresses, each with a word that is wrong."""
    path, nobody = reverse("account_login"), Person(town.owner.actor, "")
    guesses = ({"login": f"guess{n}@example.cn", "password": STRANGER} for n in range(checks.FAILED_IN_FIVE_MINUTES))
    work((Request("guess", nobody, path, each) for each in guesses), History(), lambda: False, people=OFTEN)
    yield


@contextmanager
def doors_of_others(town: Town) -> Iterator[None]:
    """A firm asks for one licence after the other, none of which is its own."""
    asked = (reverse("licensing:show", args=[ASIDE + n]) for n in range(checks.DENIED_IN_FIVE_MINUTES))
    work((Request(path, town.firms[-1], path, None) for path in asked), History(), lambda: False, people=OFTEN)
    yield


@contextmanager
def a_page_that_breaks(town: Town) -> Iterator[None]:
    """What the page writes to is taken away from the programme."""
    path = reverse("accounts:sign_up_individual")
    mend("REVOKE INSERT ON captcha_captchastore FROM platform_app")
    for _time in range(checks.FAULTS_IN_FIVE_MINUTES):
        ask(Request(path, Person(town.owner.actor, ""), path, None))
    mend("GRANT INSERT ON captcha_captchastore TO platform_app")
    yield


@contextmanager
def a_role_past_the_policies(_town: Town) -> Iterator[None]:
    mend("ALTER ROLE platform_app BYPASSRLS")
    yield
    mend("ALTER ROLE platform_app NOBYPASSRLS")


@dataclass(frozen=True)
class Mishap:
    words: str
    befalls: Callable[[Town], AbstractContextManager[None]]
    letter: str = ""  # words of its letter, where without a database there is neither page nor notice


# By the name of the alarm that must tell it.
MISHAPS = {
    "sign_ins_fail": Mishap("撞库", stuffing),
    "doors_tried": Mishap("越权访问骤增", doors_of_others),
    "answers_fail": Mishap("页面出错", a_page_that_breaks),
    "history_broken": Mishap("操作记录被改", history_rewritten),
    "files_changed": Mishap("文件翻转一位", a_file_changed),
    "backup_missing": Mishap("缺昨夜备份", a_night_without_backup),
    "disk_nearly_full": Mishap("磁盘86%", a_full_disk),
    "jobs_wait": Mishap("作业等候6分钟", a_job_nobody_takes),
    "jobs_given_up": Mishap("作业停止重试", a_job_that_fails),
    "month_not_closed": Mishap("月报过期未报", a_month_left_open),
    "contact_without_consent": Mishap("个人电话没有同意", a_contact_without_consent),
    "certificate_ends": Mishap("证书29天后到期", a_certificate_that_ends),
    "clocks_differ": Mishap("时钟差90秒", a_clock_that_runs_away),
}
# Each by itself, after the others: it has the certificate too.
NEXT = {"check_broke_off": Mishap("检查中断", a_certificate_that_is_none)}
# While this lasts the programme has no database.
LAST = {"database_unusable": Mishap("数据库账号越过隔离", a_role_past_the_policies, letter="越过行级隔离")}
