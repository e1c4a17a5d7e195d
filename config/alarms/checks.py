"""What can be wrong, one function each. Each yields the alarms it finds now; a province's own carry its number."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from config.alarms import portions
from config.alarms.counts import Kind, counted
from config.health import NotReadyError, clock, database
from config.safekeeping import manifest
from config.safekeeping.backup import STAMP
from licensing.sealing import seal_of
from outbox.models import Job
from publication.models import Contact
from reporting.models import Return
from tenancy.models import Province
from tenancy.models.regions import NATION

LATE_JOB = timedelta(minutes=5)
DISK_SHARE = 0.85
BACKUP_HOURS = 26  # one each night, and two hours for it to be made
CERTIFICATE_DAYS = 30
FAULTS_IN_FIVE_MINUTES = 5
FAILED_IN_FIVE_MINUTES = 100  # each address is locked after five: this many is a list being tried
DENIED_IN_FIVE_MINUTES = 60
DENIED_TIMES_USUAL = 5


@dataclass(frozen=True)
class Alarm:
    """`name` is the same as long as the matter is. `words` are for people on duty and hold no personal data."""

    name: str
    words: str
    province: int | None = None  # none: the platform as a whole


def jobs_wait(province: Province) -> Iterator[Alarm]:
    late = Job.objects.due().filter(due_at__lt=timezone.now() - LATE_JOB).count()
    if late:
        yield Alarm("jobs_wait", _("%(n)d项后台作业等候超过5分钟") % {"n": late}, province.pk)


def jobs_given_up(province: Province) -> Iterator[Alarm]:
    lost = Job.objects.filter(given_up_at__isnull=False, done_at=None).count()
    if lost:
        yield Alarm("jobs_given_up", _("%(n)d项后台作业已停止重试，请查看原因") % {"n": lost}, province.pk)


def history_broken(province: Province) -> Iterator[Alarm]:
    """The newest sealed stretch each time, and one of the older ones by turns."""
    for broken in portions.breaks_of(province):
        yield Alarm("history_broken", _("操作记录与封存不符：%(words)s") % {"words": broken.words}, province.pk)


def files_changed(province: Province) -> Iterator[Alarm]:
    """Some of the stored files each time: there, and with the hash they came with."""
    for name in portions.changed_files_of(province):
        yield Alarm("files_changed", _("存放的文件缺失或被改动：%(name)s") % {"name": name}, province.pk)


def contact_without_consent(province: Province) -> Iterator[Alarm]:
    """A person's full contact stands open although nobody can say what they agreed to (个人信息保护法 第十四条)."""
    bare = Contact.objects.filter(record__province=province, consent_text="").count()
    if bare:
        yield Alarm("contact_without_consent", _("%(n)d项个人联系方式没有同意文本") % {"n": bare}, province.pk)


def month_not_closed(province: Province) -> Iterator[Alarm]:
    late = Return.objects.open().filter(collector=None, organisation=None, due_on__lt=timezone.localdate())
    for filing in late.select_related("region"):
        yield Alarm(f"month_not_closed:{filing.pk}", _("%(month)s尚未报送，已过期限") % {"month": filing}, province.pk)


def disk_nearly_full() -> Iterator[Alarm]:
    for folder in {Path(settings.MEDIA_ROOT), Path(settings.BACKUP_FOLDER or settings.MEDIA_ROOT)}:
        usage = shutil.disk_usage(folder if folder.exists() else "/")
        if usage.used > DISK_SHARE * (usage.used + usage.free):
            yield Alarm(
                "disk_nearly_full", _("磁盘已用%(share).0f%%") % {"share": 100 - 100 * usage.free / usage.total}
            )


def backup_missing() -> Iterator[Alarm]:
    if not settings.BACKUP_FOLDER:
        return
    kept = [path.parent.name for path in Path(settings.BACKUP_FOLDER).glob(f"*/{manifest.NAME}")]
    limit = (datetime.now(UTC) - timedelta(hours=BACKUP_HOURS)).strftime(STAMP)
    if max(kept, default="") < limit:
        yield Alarm("backup_missing", _("最近%(hours)d小时没有新的备份") % {"hours": BACKUP_HOURS})


def certificate_ends() -> Iterator[Alarm]:
    """Of the site where its file is known, and of the platform's own seal."""
    last = date.today() + timedelta(days=CERTIFICATE_DAYS)
    for name, ends_on in certificates():
        if ends_on < last:
            yield Alarm(f"certificate_ends:{name}", _("证书“%(name)s”%(day)s到期") % {"name": name, "day": ends_on})


def certificates() -> Iterator[tuple[str, date]]:
    if settings.SITE_CERTIFICATE:
        yield _("网站"), end_of(Path(settings.SITE_CERTIFICATE).read_bytes())
    if (Path(settings.SEAL_FOLDER) / "platform.p12").exists():
        yield _("平台电子签名"), end_of(seal_of(Province.objects.get(pk=NATION)).certificate())


def end_of(pem: bytes) -> date:
    return x509.load_pem_x509_certificate(pem).not_valid_after_utc.date()


def database_unusable() -> Iterator[Alarm]:
    """It is away, or our role stands above its policies and gets no connection. Nothing else can be looked at then."""
    try:
        database()
    except NotReadyError as error:
        yield Alarm("database_unusable", str(error))


def clocks_differ() -> Iterator[Alarm]:
    try:
        clock()
    except NotReadyError as error:
        yield Alarm("clocks_differ", str(error))


def sign_ins_fail() -> Iterator[Alarm]:
    failed = counted(Kind.FAILED, range(5))
    if failed >= FAILED_IN_FIVE_MINUTES:
        yield Alarm("sign_ins_fail", _("5分钟内登录失败%(n)d次，疑似撞库") % {"n": failed})


def doors_tried() -> Iterator[Alarm]:
    """Many more refusals than in the hour before."""
    now, before = counted(Kind.DENIED, range(5)), counted(Kind.DENIED, range(5, 65)) / 12
    if now >= max(DENIED_IN_FIVE_MINUTES, DENIED_TIMES_USUAL * before):
        yield Alarm("doors_tried", _("5分钟内越权访问被拒%(n)d次，远多于平时") % {"n": now})


def answers_fail() -> Iterator[Alarm]:
    faults = counted(Kind.FAULT, range(5))
    if faults >= FAULTS_IN_FIVE_MINUTES:
        yield Alarm("answers_fail", _("5分钟内有%(n)d个页面出错") % {"n": faults})


OF_A_PROVINCE: tuple[Callable[[Province], Iterator[Alarm]], ...] = (
    jobs_wait,
    jobs_given_up,
    history_broken,
    files_changed,
    contact_without_consent,
    month_not_closed,
)
OF_THE_PLATFORM: tuple[Callable[[], Iterator[Alarm]], ...] = (
    disk_nearly_full,
    backup_missing,
    certificate_ends,
    clocks_differ,
    sign_ins_fail,
    doors_tried,
    answers_fail,
)
