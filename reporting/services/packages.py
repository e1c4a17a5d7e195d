"""Make the package for the nation, and note that it was sent (HB-21)."""

import hashlib
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from reporting.models import Dispatch, Package
from reporting.periods import Month
from reporting.summary_package import draw_package
from tenancy.actors import Actor
from tenancy.clock import database_now
from tenancy.models.regions import Level
from tenancy.refusals import Refused
from tenancy.roles import Right


@transaction.atomic
def make_package(month: Month, *, by: Actor) -> Package:
    """制作汇总包: kept with what was known; made again it is another edition."""
    _must_be_province(by)
    if not month.has_ended(timezone.now()):
        raise Refused(_("%(month)s尚未结束，月底24:00后才能汇总") % {"month": month})
    made = Package.objects.filter(month=month.starts.date()).order_by("-number").first()
    number, known_at = (made.number if made else 0) + 1, database_now()
    author = f"{by.place_name} {by.name}".strip()
    name, content = draw_package(by.region, month, known_at=known_at, number=number, author=author)
    package = Package(
        month=month.starts.date(),
        number=number,
        known_at=known_at,
        effective_at=known_at,
        name=name,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        made_by_name=author,
    )
    try:
        with transaction.atomic():
            package.save(force_insert=True)
    except IntegrityError as fault:  # a second click, or somebody else, was faster
        raise Refused(_("%(month)s的汇总包刚刚已由他人制作，请刷新后查看。") % {"month": month}) from fault
    log.record("package.make", package, by=by, payload={"sha256": package.digest})
    return package


@transaction.atomic
def note_dispatch(package: Package, *, sent_on: date, recipient: str, means: str, by: Actor) -> Dispatch:
    """登记报送: each sending is a row of the log."""
    _must_be_province(by)
    if sent_on > timezone.localdate():
        raise Refused(_("报送日期不能晚于今天"))
    if not (recipient.strip() and means.strip()):
        raise Refused(_("请填写接收单位和报送方式"))
    sent = Dispatch.objects.create(
        package=package,
        sent_on=sent_on,
        recipient=recipient.strip(),
        means=means.strip(),
        effective_at=timezone.now(),
        sent_by_name=f"{by.place_name} {by.name}".strip(),
    )
    log.record("package.send", package, by=by, payload={"sent_on": sent_on, "recipient": recipient, "means": means})
    return sent


def _must_be_province(by: Actor) -> None:
    by.must(Right.COLLECT_RETURNS)
    if by.region.level != Level.PROVINCE:
        raise Refused(_("汇总包由省级制作和报送。"))
