"""Whatever goes wrong is told within a look: each matter once a day, to the people it concerns, and to nobody else."""

import hashlib
import io
import shutil
import time
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from audit import seals
from audit.models import Seal
from audit.record import record
from audit.seals import seal
from config.alarms import checks, counts, portions, telling
from config.alarms.checks import Alarm
from config.alarms.counts import Kind
from config.celery import app
from config.tasks import look_out
from outbox.models import Job, Notice
from outbox.queue import enqueue
from reporting.models import Return
from tenancy.models.regions import NATION
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import LIAONING, client_of, office, person
from tests.factories.declarations import AttachmentFactory
from tests.factories.licensing import PaperFactory
from tests.factories.publication import ContactFactory
from tests.factories.reporting import ReturnFactory
from tests.factories.tenancy import platform

Usage = namedtuple("Usage", "total used free")
ROOM = Usage(100, 50, 50)


@pytest.fixture(autouse=True)
def quiet_hour(monkeypatch):
    """Nobody was refused anywhere in the last two hours, nobody has looked yet, and there is room on the disk."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: ROOM)
    now = counts.minute_now()
    keys = [counts._key(kind, now - back) for kind in Kind for back in range(-2, 130)]
    cache.delete_many([*keys, telling.STANDING])
    yield
    cache.delete_many([*keys, telling.STANDING])


@pytest.fixture
def nation_staff(db):
    with acting(province=100):
        return person("国家局 周", "zhou-nation", office("国家知识产权局", "100000"), Role.NATION_STAFF)


def names(found) -> set[str]:
    return {alarm.name for alarm in found}


def many(kind: Kind, number: int) -> None:
    cache.set(counts._key(kind, counts.minute_now()), number, 600)


def test_a_quiet_platform_raises_no_alarm(liaoning):
    assert telling.look() == []


def test_a_job_that_waits_longer_than_five_minutes_is_told(liaoning):
    enqueue("audit.seal", key="一")
    Job.objects.update(due_at=timezone.now() - timedelta(minutes=6))
    (alarm,) = checks.jobs_wait(liaoning)
    assert (alarm.name, alarm.province) == ("jobs_wait", LIAONING)
    Job.objects.update(due_at=timezone.now() - timedelta(minutes=4))
    assert not list(checks.jobs_wait(liaoning))


def test_a_job_that_was_given_up_is_told_until_it_is_done(liaoning):
    enqueue("audit.seal", key="一")
    Job.objects.update(given_up_at=timezone.now())
    assert names(checks.jobs_given_up(liaoning)) == {"jobs_given_up"}
    Job.objects.update(done_at=timezone.now(), given_up_at=None)
    assert not list(checks.jobs_given_up(liaoning))


def test_an_event_that_no_longer_fits_its_seal_is_told(liaoning, monkeypatch):
    record("tests.said", liaoning, by=platform())
    seal(timedelta(0))
    assert not list(checks.history_broken(liaoning))
    monkeypatch.setattr(seals, "text_of", lambda _event: "改过")
    assert names(checks.history_broken(liaoning)) == {"history_broken"}


def test_older_stretches_of_history_are_looked_at_in_turns(liaoning):
    for number in range(3):
        record(f"tests.said{number}", liaoning, by=platform())
        seal(timedelta(0))
    every = Seal.objects.order_by("id")
    cache.delete("alarms:turn:tests")
    seen = [portions.next_of(every, "tests", 1)[0] for _time in range(4)]
    assert seen == [*every, every[0]]


@pytest.mark.parametrize("harm", ["gone", "changed", "none"])
def test_a_stored_file_that_is_gone_or_changed_is_told_by_its_name(liaoning, harm):
    paper = AttachmentFactory()
    paper.file.save("承诺书.pdf", ContentFile(b"%PDF-1.7 as sent"))
    paper.sha256 = hashlib.sha256(b"%PDF-1.7 as sent").hexdigest()
    paper.save()
    if harm == "gone":
        paper.file.storage.delete(paper.file.name)
    if harm == "changed":
        paper.file.storage.delete(paper.file.name)
        paper.file.storage.save(paper.file.name, io.BytesIO(b"%PDF-1.7 as seNt"))
    found = list(checks.files_changed(liaoning))
    assert [paper.file.name in alarm.words for alarm in found] == ([] if harm == "none" else [True])


def test_a_persons_contact_without_the_text_they_agreed_to_is_told(liaoning):
    contact = ContactFactory()
    assert not list(checks.contact_without_consent(liaoning))
    type(contact).objects.update(consent_text="")
    assert names(checks.contact_without_consent(liaoning)) == {"contact_without_consent"}


def test_a_province_that_has_not_filed_its_month_in_time_is_told(liaoning):
    ReturnFactory()
    whole = Return.objects.filter(collector=None, organisation=None)
    today = timezone.localdate()
    whole.update(due_on=today - timedelta(days=1))
    (alarm,) = checks.month_not_closed(liaoning)
    assert str(whole.get()) in alarm.words
    whole.update(due_on=today)
    assert not list(checks.month_not_closed(liaoning))


def test_a_disk_above_85_percent_is_told(monkeypatch):
    for used, told in ((84, set()), (86, {"disk_nearly_full"})):
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder, used=used: Usage(100, used, 100 - used))
        assert names(checks.disk_nearly_full()) == told


def test_a_night_without_a_backup_is_told_only_where_backups_are_kept(settings, tmp_path):
    assert not list(checks.backup_missing())
    settings.BACKUP_FOLDER = str(tmp_path)
    assert names(checks.backup_missing()) == {"backup_missing"}
    for hours, told in ((27, {"backup_missing"}), (1, set())):
        made = tmp_path / (checks.datetime.now(checks.UTC) - timedelta(hours=hours)).strftime(checks.STAMP)
        made.mkdir()
        (made / checks.manifest.NAME).touch()
        assert names(checks.backup_missing()) == told


@pytest.mark.parametrize(("days", "told"), [(29, 1), (31, 0)])
def test_a_certificate_that_ends_within_30_days_is_told(settings, tmp_path, certificate, days, told):
    settings.SITE_CERTIFICATE = str(certificate(tmp_path, days))
    settings.SEAL_FOLDER = str(tmp_path)
    assert len(list(checks.certificate_ends())) == told


def refused(*_all):
    raise ImproperlyConfigured("数据库账号越过行级隔离")


def away(*_all):
    raise OperationalError("connection refused")


@pytest.fixture
def called():
    """Nobody has been called out today."""
    key = f"alarms:called:database_unusable:{timezone.localdate()}"
    cache.delete(key)
    yield
    cache.delete(key)


@pytest.mark.parametrize(("how", "words"), [(refused, "越过行级隔离"), (away, "没有应答")])
def test_a_database_that_cannot_be_used_is_told_by_a_letter_that_needs_none(
    how, words, called, client, settings, monkeypatch, mailoutbox
):
    settings.ALARM_MAIL, settings.METRICS_TOKEN = ["duty@example.cn"], "word"
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", how)
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.connect", how)
    assert names(telling.look()) == names(telling.look()) == {"database_unusable"}
    [letter] = mailoutbox
    assert (letter.to, words in letter.subject) == (["duty@example.cn"], True)
    text = client.get("/metrics", headers={"Authorization": "Bearer word"}).content.decode()
    assert 'platform_alarm{name="database_unusable",province=""} 1.0' in text
    assert words in client.get("/readyz").json()["database"]["words"]


def test_a_role_that_passes_row_level_security_is_told(db, monkeypatch):
    assert not list(checks.database_unusable())
    monkeypatch.setattr("config.health.TOO_MIGHTY", "SELECT true")
    assert names(checks.database_unusable()) == {"database_unusable"}


def test_clocks_that_differ_are_told_and_the_process_is_not_ready(client, db, monkeypatch):
    real = time.time
    assert not list(checks.clocks_differ())
    monkeypatch.setattr("config.health.time.time", lambda: real() + 90)
    assert names(checks.clocks_differ()) == {"clocks_differ"}
    assert "相差" in client.get("/readyz").json()["clock"]["words"]


def test_failed_sign_ins_over_all_addresses_are_counted_and_told_as_stuffing(client, db):
    client.post("/accounts/login/", {"login": "nobody@example.cn", "password": "wrong"})
    assert counts.counted(Kind.FAILED, range(5)) == 1
    many(Kind.FAILED, 99)
    assert not list(checks.sign_ins_fail())
    client.post("/accounts/login/", {"login": "somebody@example.cn", "password": "wrong"})
    assert names(checks.sign_ins_fail()) == {"sign_ins_fail"}


def test_one_who_tries_doors_that_are_not_theirs_is_counted_and_a_jump_is_told(zhang):
    browser = client_of(zhang)
    browser.get("/jobs/")
    browser.get("/licences/987654/")
    Client().get("/there-is-no-such-page/")
    assert counts.counted(Kind.DENIED, range(5)) == 2
    many(Kind.DENIED, 60)
    assert names(checks.doors_tried()) == {"doors_tried"}
    cache.set(counts._key(Kind.DENIED, counts.minute_now() - 10), 12 * 30, 600)
    assert not list(checks.doors_tried())  # twice the usual is no jump


def test_pages_that_fail_are_counted_and_told(db, monkeypatch):
    monkeypatch.setattr("config.views.render", lambda *_a, **_k: 1 / 0)
    browser = Client(raise_request_exception=False)
    for _time in range(5):
        assert browser.get("/").status_code == 500
    assert names(checks.answers_fail()) == {"answers_fail"}


def test_a_check_that_breaks_off_is_told_and_silences_no_other(liaoning, settings, tmp_path, monkeypatch):
    settings.SITE_CERTIFICATE = str(tmp_path / "nowhere.crt")
    settings.BACKUP_FOLDER = str(tmp_path)

    def asks_amiss(_province):
        return Job.objects.raw("SELECT * FROM nowhere")

    monkeypatch.setattr(telling, "OF_A_PROVINCE", (asks_amiss, *telling.OF_A_PROVINCE))
    enqueue("audit.seal", key="一")
    Job.objects.update(due_at=timezone.now() - timedelta(minutes=6))
    found = {(alarm.name, alarm.province) for alarm in telling.look() if alarm.province in (None, LIAONING)}
    assert found == {
        ("backup_missing", None),
        ("check_broke_off:certificate_ends", None),
        ("check_broke_off:asks_amiss", LIAONING),
        ("jobs_wait", LIAONING),
    }


def test_without_the_cache_pages_still_answer(zhang, monkeypatch):
    def away(_key):
        raise OSError("away")

    monkeypatch.setattr(counts.cache, "incr", away)
    assert client_of(zhang).get("/jobs/").status_code == 403


def raised(province=None):
    return Alarm("tests", "磁盘已用91%", province)


def test_a_matter_of_a_province_is_told_once_a_day_to_its_administrators_and_by_mail_to_who_is_on_duty(
    zhao_admin, li, nation_staff, settings
):
    settings.ALARM_MAIL = ["duty@example.cn"]
    telling.tell(raised(LIAONING))
    telling.tell(raised(LIAONING))
    (notice,) = Notice.objects.filter(sentence__contains="磁盘已用91%")
    assert (notice.user, notice.link) == (zhao_admin.user, "/alarms/")
    letters = Job.objects.filter(kind="outbox.mail", key__startswith="alarm:tests")
    assert letters.count() == 1
    assert "duty@example.cn" in str(letters.get().payload)


def test_a_matter_of_the_platform_is_told_to_the_staff_of_the_nation(zhao_admin, nation_staff):
    telling.tell(raised())
    with acting(province=100):
        assert [notice.user for notice in Notice.objects.filter(sentence__contains="磁盘")] == [nation_staff.user]
    with acting(province=LIAONING):
        assert not Notice.objects.filter(sentence__contains="磁盘")


def test_a_matter_of_the_nations_own_jobs_is_told_to_its_staff_too(nation_staff):
    """Letters of accounts are jobs of the nation, which has no administrator."""
    telling.tell(raised(NATION))
    with acting(province=NATION):
        assert [notice.user for notice in Notice.objects.filter(sentence__contains="磁盘")] == [nation_staff.user]


def test_the_worker_looks_by_itself_and_the_page_shows_what_it_found(
    zhao_admin, nation_staff, chen, monkeypatch, caplog
):
    other = Alarm("tests_there", "浙江的事", 33)
    monkeypatch.setattr(telling, "OF_THE_PLATFORM", [lambda: iter([raised()])])
    monkeypatch.setattr(telling, "OF_A_PROVINCE", [lambda province: iter([other] if province.pk == 33 else [])])
    assert look_out() == ["tests", "tests_there"]
    assert [line.alarm for line in caplog.records if line.name == "config.alarms"] == ["tests", "tests_there"]
    look_out()
    assert len([line for line in caplog.records if line.name == "config.alarms"]) == 2  # still wrong is no news
    page = client_of(zhao_admin).get("/alarms/").content.decode()
    assert "磁盘已用91%" in page
    assert "浙江的事" not in page
    assert "浙江的事" in client_of(nation_staff).get("/alarms/").content.decode()


def test_the_page_says_when_nobody_looks(zhao_admin):
    assert "已有5分钟没有检查" in client_of(zhao_admin).get("/alarms/").content.decode()
    cache.set(telling.STANDING, [], 60)
    assert "一切正常" in client_of(zhao_admin).get("/alarms/").content.decode()


def test_the_engine_looks_each_half_minute():
    assert app.conf.beat_schedule["config.look_out"]["schedule"] <= 60


def test_machines_read_the_figures_with_the_word_and_nobody_else(client, settings, liaoning):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a word of the collector"
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    enqueue("audit.seal", key="一")
    cache.set(telling.STANDING, [raised(LIAONING)], 60)
    answer = client.get("/metrics", headers={"Authorization": "Bearer a word of the collector"})
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert 'platform_jobs_open{province="21"} 1.0' in text
    assert 'platform_alarm{name="tests",province="21"} 1.0' in text
    assert 'platform_request_seconds_count{room="platform",status="4xx"}' in text


def test_a_packet_of_evidence_that_is_gone_is_told_as_any_other_file(liaoning):
    paper = PaperFactory()
    assert not list(checks.files_changed(liaoning))
    paper.packet.storage.delete(paper.packet.name)
    [alarm] = checks.files_changed(liaoning)
    assert paper.packet.name in alarm.words
