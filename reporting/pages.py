"""What the pages show: plain values, ready for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.models import JobState
from reporting.evidence import line_of
from reporting.forms import Column, Sheet, header_of
from reporting.loading import load
from reporting.measures import MEASURES
from reporting.models import Edition, EditionPackage, Return, Summary
from reporting.national import DIFFERENCES, compose_nation
from reporting.periods import Instant, Month
from reporting.report import compose
from reporting.services.filing import why_again, why_locked
from reporting.services.packing import asked_job
from reporting.tables import as_printed
from reporting.told import checks_passed, editions_of, told_by
from reporting.unit_report import compose_unit
from reporting.workflow import OWING, STEPS, Action, open_to
from tenancy.actors import Actor
from tenancy.days import due_word
from tenancy.models import Region
from tenancy.numerals import read_numeral

MOST_ROWS = 500  # of a drill-down page; the workbook has all
EFFECTS = {
    Action.SUBMIT: gettext_lazy("上报后本版数据即固定，上级审收前不能修改。"),
    Action.ACCEPT: gettext_lazy("审收后本月数据锁定，此后只能说明理由重开，更正另出一版。"),
    Action.SEND_BACK: gettext_lazy("退回后填报机构修改再报，理由对其显示。"),
    Action.REOPEN: gettext_lazy("重开后可以更正；原版保留，更正另出一版并列出差异。"),
}


@dataclass(frozen=True)
class Cell:
    """A figure with the way to its rows, and what is wrong with it."""

    text: str
    href: str = ""
    fault: str = ""
    is_number: bool = False


def board_page(actor: Actor, asked: str) -> dict[str, Any]:
    """Who is due, who filed, who filed nothing, who is late (LN-36, LN-37)."""
    month, today = month_asked(asked), timezone.localdate()
    mine = Q(collector=actor.region) | Q(region=actor.region) if actor.office else Q()
    found = Return.objects.visible_to(actor).of(month).filter(mine).select_related("region", "organisation")
    returns = list(found.order_by("collector", "region__position", "id"))
    late = [one for one in returns if one.is_late(today)]
    counts = (
        (_("应报"), len(returns)),
        (_("已报"), sum(one.is_filed for one in returns)),
        (_("零报告"), sum(one.is_nil for one in returns)),
        (_("逾期"), len(late)),
    )
    return {
        "month": month,
        "earlier": month.previous(),
        "later": month.next(),
        "counts": [{"name": name, "value": value, "unit": _("家"), "as_of": today} for name, value in counts],
        "columns": _columns(_("填报单位"), _("状态"), _("报送期限"), _("报送时间"), _("备注")),
        "rows": [_board_row(one, one in late) for one in returns],
    }


def edition_asked(actor: Actor, asked: Mapping[str, str]) -> str:
    """U41: the place of the edition that a workbook names on its sheet 说明; empty where none was asked for."""
    if not (region := asked.get("region", "")):
        return ""
    found = Return.objects.visible_to(actor).of(month_asked(asked.get("month", "")))
    filing = get_object_or_404(found, region__code=region, organisation=None)
    return f"{filing.get_absolute_url()}#edition-{read_numeral(asked.get('edition', '')) or 1}"


def _board_row(one: Return, is_late: bool) -> list[Any]:
    notes = "、".join([_("零报告")] * one.is_nil + [_("逾期")] * is_late)
    return [
        {"text": one.place_name, "href": one.get_absolute_url()},
        {"text": one.get_status_display(), "status": one.status},
        due_word(one.due_on),
        f"{timezone.localtime(one.filed_at):%Y-%m-%d %H:%M}" if one.filed_at else "",
        {"text": notes, "status": "overdue"} if is_late else notes,
    ]


def return_page(filing: Return, actor: Actor) -> dict[str, Any]:
    """The tables as they will be printed, the checks beside, the buttons of these hands, what happened so far."""
    told = editions_of(filing)
    filled = _told(filing, told[0]) if filing.is_filed else _counted(filing, len(told))
    return filled | {
        "filing": filing,
        "actions": [action_of(action) for action in open_to(filing.hands_of(actor), filing.status)],
        "locked": why_locked(filing) or why_again(filing),
        "late": late_words(filing),
        "told": told,
        "events": [
            {
                "word": turn.get_action_display(),
                "when": turn.effective_at,
                "status": turn.status,
                "who": f"{turn.place_name} {turn.done_by_name}".strip(),
                "text": turn.reason,
            }
            for turn in filing.turns.order_by("-id")
        ],
    }


def package_page(edition: Edition) -> dict[str, Any]:
    """Asked for, being made, made, or given up."""
    made = EditionPackage.objects.defer("content").filter(edition=edition).first()
    job = asked_job(edition)
    return {
        "filing": edition.filing,
        "edition": edition,
        "made": made,
        "job": job,
        "waits": job is not None and made is None and job.state != JobState.GIVEN_UP,
        "begun": job is not None and job.started_at is not None,
    }


def late_words(what: Return | Summary) -> str:
    """How far the day is over for what still has to be told."""
    days = (timezone.localdate() - what.due_on).days if what.due_on else 0
    return _("已逾期%s天") % days if days > 0 and what.status in OWING else ""


def rows_page(filing: Return, key: str, unit: str) -> dict[str, Any] | None:
    """The rows that a figure counts, for the whole table or one of its units."""
    measure = MEASURES.get(key)
    place = Region.objects.under(filing.region).filter(code=unit).first() if unit else filing.region
    if measure is None or place is None or filing.organisation_id:
        return None
    facts = load(filing.province.pk, Instant.end_of(filing.period, _known_at(filing))).under(place.path)
    rows = measure.rows(facts)
    return {
        "filing": filing,
        "measure": measure.under(facts.counting),
        "place": place,
        "value": as_printed(measure.of(facts)),
        "count": len(rows),
        "more": max(0, len(rows) - MOST_ROWS),
        "columns": _columns(_("编号"), _("名称"), _("说明"), _("日期")),
        "rows": [_evidence_row(line_of(row)) for row in rows[:MOST_ROWS]],
    }


def nation_page(asked: str) -> dict[str, Any]:
    """The nation's table with what each province told, and where the two differ."""
    month, known_at = month_asked(asked), timezone.now()
    report = compose_nation(month, known_at=known_at)
    sheet = report.sheet
    rows, totals = [_plain_cells(sheet, row) for row in sheet.rows], _plain_cells(sheet, sheet.totals)
    return {
        "month": month,
        "earlier": month.previous(),
        "later": month.next(),
        "known_at": known_at.isoformat(),
        "table": {"sheet": sheet, "form": sheet.form, "head": header_of(sheet.form), "rows": rows, "totals": totals},
        "told_columns": _columns(_("省份"), _("本月月报"), _("版次")),
        "told": [[part.region.name, part.told.status, part.told.editions or "—"] for part in report.parts],
        "is_told": any(part.told.editions for part in report.parts),
        "difference_columns": _columns(*DIFFERENCES),
        "differences": [[as_printed(value) for value in line] for line in report.differences],
        "agrees": all(line[-1] == "符合" for line in report.proof),
    }


def _plain_cells(sheet: Sheet, row: Sequence[Any]) -> list[Cell]:
    """Without a way to their rows, which stay in their province."""
    kinds = [column.kind for column in sheet.form.columns]
    return [Cell(as_printed(value), is_number=kind in ("count", "wan")) for kind, value in zip(kinds, row, strict=True)]


def _evidence_row(line: tuple[str, str, str, datetime | None, str]) -> list[Any]:
    number, name, words, at, address = line
    first = {"text": number or name, "href": address} if address else number or name
    return [first, name, words, timezone.localdate(at) if at else ""]


def _columns(*words: str) -> list[dict[str, str]]:
    return [{"word": word} for word in words]


def _told(filing: Return, edition: Edition) -> dict[str, Any]:
    """Filed: the cells of the newest edition, whatever has come since."""
    told = told_by(edition)
    return {
        "tables": [_table(filing, sheet, told.units) for sheet in told.sheets],
        "checks": [] if filing.organisation_id else checks_passed(),
    }


def _counted(filing: Return, editions: int) -> dict[str, Any]:
    """Open: as counted now, each rule beside what it found."""
    now = timezone.now()
    if filing.organisation:
        unit = compose_unit(filing.organisation, filing.period, known_at=now, edition=editions or 1, author="")
        return {"tables": [_table(filing, sheet, ()) for sheet in unit.sheets], "checks": [], "nil": unit.is_nil}
    report = compose(filing.region, filing.period, known_at=now, made_at=now, edition=editions or 1)
    return {
        "nil": report.is_nil,
        "tables": [_table(filing, sheet, report.arrangement.units) for sheet in report.sheets],
        "checks": [
            {"title": rule.title, "found": found, "tone": _tone(found), "word": _word(found)}
            for rule, found in report.checks
        ],
    }


def _known_at(filing: Return) -> datetime | None:
    """What was known when it was told; open for a return that is still to be filed."""
    return filing.told.order_by("-number").values_list("known_at", flat=True).first() if filing.is_filed else None


def _table(filing: Return, sheet: Sheet, units: Sequence[Region]) -> dict[str, Any]:
    form = sheet.form
    rows = [
        [
            _cell(filing, column, value, _code(sheet, row, units), sheet.marks.get((n, place), ""))
            for place, (column, value) in enumerate(zip(form.columns, row, strict=True))
        ]
        for n, row in enumerate(sheet.rows)
    ]
    totals = [_cell(filing, column, v, "", "") for column, v in zip(form.columns, sheet.totals, strict=False)]
    return {"sheet": sheet, "form": form, "head": header_of(form), "rows": rows, "totals": totals}


def _code(sheet: Sheet, row: Sequence[Any], units: Sequence[Region]) -> str | None:
    """Of the unit whose row it is, known by its name; empty for the office's own row, none for what is no unit."""
    if not units or sheet.form.rows == "licences":
        return ""
    names = [value for column, value in zip(sheet.form.columns, row, strict=True) if column.measure == "unit_name"]
    return next((unit.code for unit in units if unit.name in names), None)


def _cell(filing: Return, column: Column, value: Any, unit: str | None, fault: str) -> Cell:
    is_number = column.kind in ("count", "wan", "serial", "percent")
    counted = column.kind in ("count", "wan") and column.measure in MEASURES and unit is not None and value != ""
    href = reverse("reporting:rows", args=[filing.pk, column.measure]) if counted else ""
    return Cell(as_printed(value), f"{href}?unit={unit}" if href and unit else href, fault, is_number)


def action_of(action: Action) -> dict[str, Any]:
    return {
        "value": action.value,
        "label": action.label,
        "effect": EFFECTS[action],
        "needs_reason": STEPS[action].needs_reason,
        "kind": "primary" if action in (Action.SUBMIT, Action.ACCEPT) else "",
    }


def _tone(found: list[Any]) -> str:
    return "fail" if any(one.blocks for one in found) else "warn" if found else "pass"


def _word(found: list[Any]) -> str:
    return _("不符") if any(one.blocks for one in found) else _("请说明") if found else _("通过")


def month_asked(asked: str) -> Month:
    """The month asked for; the one that ended last when none or a wrong one was."""
    try:
        return Month.read(asked)
    except ValueError:
        return Month.of(timezone.now()).previous()
