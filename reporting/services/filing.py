"""File, gather, return, lock and reopen: one verb for each row of the table in workflow.py."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.notices import notify
from reporting.corrections import difference_table, differences
from reporting.forms import Sheet
from reporting.models import Edition, Return
from reporting.report import Report, compose
from reporting.services.moving import move
from reporting.unit_report import UnitReport, compose_unit
from reporting.waiting import filers
from reporting.workbook import draw, file_name
from reporting.workflow import OVERDUE, TO_CORRECT, Action, Status, why_not
from tenancy.actors import Actor
from tenancy.clock import database_now
from tenancy.policy import policy_of
from tenancy.refusals import Refused


@transaction.atomic
def submit(filing: Return, *, by: Actor, notes: str = "") -> Edition:
    """上报: every lower return is gathered, every check holds; what is told is frozen with what was known."""
    filing = _locked(filing, Action.SUBMIT, by)
    _refuse(_what_waits(filing))
    known_at = database_now()
    report = _report(filing, known_at, by)
    _refuse(report.faults)
    if report.warnings and not notes.strip():
        raise Refused(*report.warnings)
    if filing.status == Status.REOPENED and not notes.strip():
        raise Refused(_("更正须说明更正了什么、为什么"))
    if report.is_nil and not policy_of(filing.province, at=filing.period.last_day).nil_report:
        raise Refused(_("本省不允许零报告"))
    edition = _freeze(filing, report, known_at, notes)
    now = timezone.now()
    changes = {"editions": edition.number, "is_nil": report.is_nil, "filed_at": filing.filed_at or now}
    move(filing, Action.SUBMIT, by=by, reason=notes, **changes)
    return edition


@transaction.atomic
def accept(filing: Return, *, by: Actor, notes: str = "") -> Return:
    """审收并锁定: from now on only a recorded reopening changes it (LN-37)."""
    return move(_locked(filing, Action.ACCEPT, by), Action.ACCEPT, by=by, reason=notes)


@transaction.atomic
def send_back(filing: Return, *, by: Actor, notes: str = "") -> Return:
    """退回 with the reason that the filer reads."""
    filing = move(_locked(filing, Action.SEND_BACK, by), Action.SEND_BACK, by=by, reason=notes)
    _tell_filers(filing, _("%(what)s被退回：%(why)s") % {"what": filing, "why": notes}, by)
    return filing


@transaction.atomic
def reopen(filing: Return, *, by: Actor, notes: str = "") -> Return:
    """重开: a locked month may be corrected by a new edition. What the office above told of it is taken back first."""
    filing = _locked(filing, Action.REOPEN, by)
    above = _above(filing)
    if above and above.is_filed:
        raise Refused(FIRST_ABOVE[above.status] % {"above": above})
    filing = move(filing, Action.REOPEN, by=by, reason=notes)
    _tell_filers(filing, _("%(what)s已重开，请更正后再次上报：%(why)s") % {"what": filing, "why": notes}, by)
    return filing


@transaction.atomic
def remind(today: date, *, by: Actor) -> int:
    """The day before the last one, and the day after it; each once. Returns how many returns that were.

    A morning on which nobody was reminded is made up for: on the last day itself, and for a week after it.
    """
    waiting = Return.objects.open().filter(due_on__range=(today - MADE_UP, today + ONE_DAY))
    for one in (found := list(waiting.select_related("region", "organisation"))):
        sentence, morning = reminder_of(one, today)
        key = f"return:{one.pk}:remind:{morning}"
        notify(filers(one), sentence=sentence % {"what": one}, link=one.get_absolute_url(), key=key, by=by)
    return len(found)


def reminder_of(filing: Return, today: date) -> tuple[str | Promise, date]:
    """What is said of one that is still to be filed, and the morning on which it was to be said."""
    due_on = filing.due_on
    morning = due_on + ONE_DAY if due_on < today else due_on - ONE_DAY
    if filing.status == Status.REOPENED:
        return TO_CORRECT, morning
    if due_on < today:
        return OVERDUE[filing.status], morning
    return _("%(what)s明天到期，请及时上报") if due_on > today else _("%(what)s今天到期，请及时上报"), morning


ONE_DAY, MADE_UP = timedelta(days=1), timedelta(days=7)
FIRST_ABOVE: dict[str, Promise] = {
    Status.SUBMITTED: gettext_lazy("%(above)s已上报，须先由上级退回"),
    Status.ACCEPTED: gettext_lazy("%(above)s已锁定，须先由上级重开"),
}
VERBS = {Action.SUBMIT: submit, Action.ACCEPT: accept, Action.SEND_BACK: send_back, Action.REOPEN: reopen}


def why_locked(filing: Return) -> str:
    """为什么不能改: who locked it, when, and what opens it again; empty when it is open."""
    last = filing.turns.order_by("-id").first()
    if filing.status not in (Status.SUBMITTED, Status.ACCEPTED) or last is None:
        return ""
    when = f"{timezone.localtime(last.effective_at):%Y-%m-%d %H:%M}"
    words = {"who": f"{last.place_name}{last.done_by_name}", "when": when}
    if filing.status == Status.SUBMITTED:
        return _("%(who)s已于%(when)s上报，等待上级审收；需要修改时请上级退回") % words
    return _("%(who)s已于%(when)s审收并锁定；需要更正时由审收机构说明理由后重开，更正另出一版，原版保留") % words


def why_again(filing: Return) -> str:
    """Who sent it back or opened it again, when and why, as the filer reads it; empty when nobody did."""
    last = filing.turns.order_by("-id").first()
    if filing.status not in (Status.RETURNED, Status.REOPENED) or last is None:
        return ""
    words = {
        "who": f"{last.place_name}{last.done_by_name}",
        "when": f"{timezone.localtime(last.effective_at):%Y-%m-%d %H:%M}",
        "why": last.reason,
    }
    if filing.status == Status.RETURNED:
        return _("%(who)s于%(when)s退回，修改后再报。理由：%(why)s") % words
    return _("%(who)s于%(when)s重开，更正另出一版，原版保留。理由：%(why)s") % words


def _locked(filing: Return, action: Action, by: Actor) -> Return:
    """The row for the rest of the transaction, with hand and state checked on it."""
    filing = Return.objects.select_for_update(of=("self",)).select_related("region", "organisation").get(pk=filing.pk)
    if refusal := why_not(filing.hands_of(by), action, filing.status):
        raise Refused(str(refusal))
    return filing


def _what_waits(filing: Return) -> list[str]:
    """Month over; lower level first (LN-37). A unit for which nobody acts any more holds nobody up; it stays marked."""
    now = timezone.now()
    if filing.organisation_id:
        return [] if timezone.localdate(now) >= filing.period.last_day else [_("当月最后一日起才能报备")]
    if not filing.period.has_ended(now):
        return [_("%(month)s尚未结束，月底24:00后才能上报") % {"month": filing.period}]
    lower = Return.objects.of(filing.period).beneath(filing.region).exclude(status=Status.ACCEPTED)
    return [
        _("%(place)s：%(status)s，下级审收后才能上报") % {"place": one.place_name, "status": one.get_status_display()}
        for one in lower.select_related("region", "organisation")
        if one.status == Status.SUBMITTED or not one.organisation_id or filers(one)
    ]


def _above(filing: Return) -> Return | None:
    """The table into which this one went; locked, so that it is not told while this one changes."""
    above = Return.objects.of(filing.period).filter(region=filing.collector, organisation=None)
    return above.select_for_update(of=("self",)).select_related("region", "organisation").first()


def _report(filing: Return, known_at: datetime, by: Actor) -> Report | UnitReport:
    edition = filing.editions + 1
    if filing.organisation:
        return compose_unit(filing.organisation, filing.period, known_at=known_at, edition=edition, author=by.name)
    author = f"{by.place_name} {by.name}".strip()
    return compose(filing.region, filing.period, known_at=known_at, made_at=known_at, edition=edition, author=author)


def _freeze(filing: Return, report: Report | UnitReport, known_at: datetime, notes: str) -> Edition:
    edition = edition_of(filing, report, known_at, notes)
    edition.save()
    return edition


def edition_of(filing: Return, report: Report | UnitReport, known_at: datetime, notes: str) -> Edition:
    """What is told, drawn and as cells, not yet kept; a correction shows what differs from the edition before."""
    cells = {sheet.form.sheet: cells_of(sheet) for sheet in report.sheets}
    before = filing.told.order_by("-number").first() if filing.editions else None
    book = report.book()
    if before:
        book = replace(book, tables=(*book.tables, difference_table(differences(report.sheets, before.cells, cells))))
    content = draw(book)
    return Edition(
        filing=filing,
        number=filing.editions + 1,
        known_at=known_at,
        effective_at=known_at,
        cells=cells,
        notes=notes,
        name=file_name(filing.place_name, report.sheets[0].form.name, filing.period, filing.editions + 1),
        workbook=content,
        digest=hashlib.sha256(content).hexdigest(),
    )


def cells_of(sheet: Sheet) -> dict[str, Any]:
    """Plain data of a sheet: amounts as text, so that no float ever touches them."""
    return {
        "form": sheet.form.key,
        "columns": [column.key for column in sheet.form.columns],
        "title": sheet.title,
        "rows": [_plain(row) for row in sheet.rows],
        "totals": _plain(sheet.totals),
        "notes": list(sheet.notes),
    }


def _plain(row: Sequence[Any]) -> list[Any]:
    return [_plain_value(value) for value in row]


def _plain_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _tell_filers(filing: Return, sentence: str, by: Actor) -> None:
    key = f"return:{filing.pk}:{filing.status}:{filing.turns.count()}"
    notify(filers(filing), sentence=sentence, link=filing.get_absolute_url(), key=key, by=by)


def _refuse(reasons: Sequence[str]) -> None:
    if reasons:
        raise Refused(*reasons)
