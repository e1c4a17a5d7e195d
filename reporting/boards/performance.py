"""The export for evaluation (HB-46, CN-64): each target with its figure, what it is made of, and its definition."""

from typing import Any

from django.utils import timezone

from reporting.boards.goals import Progress, progress, stated_figures
from reporting.boards.scope import board_of
from reporting.periods import BEIJING, Instant
from reporting.services.targets import targets_of
from reporting.tables import as_printed
from reporting.workbook import Book, Table, draw
from tenancy.actors import Actor

HEADS = ("目标", "目标数", "计量单位", "目标日", "目前", "完成（%）", "组成", "口径", "目标依据")
KINDS = ("text", "text", "text", "date", "text", "text", "text", "text", "text")
WIDTHS = (44.0, 12.0, 10.0, 14.0, 12.0, 12.0, 50.0, 60.0, 16.0)


def performance_book(actor: Actor) -> bytes:
    """The workbook of the person's place, of this moment."""
    now = timezone.now()
    instant = Instant(now, now)
    board = board_of(actor, actor.region, instant)
    goals = progress(targets_of(actor.region), board.facts, stated_figures(instant))
    title = f"{actor.region.name}专利开放许可试点绩效指标"
    moment = f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    tables = (
        Table("绩效指标", HEADS, KINDS, [_row(goal) for goal in goals], WIDTHS),
        Table("说明", ("项目", "内容"), ("text", "text"), [("统计时点", moment), ("统计范围", actor.region.name)]),
    )
    return draw(Book(title, actor.place_name, now, (), tables))


def _row(goal: Progress) -> tuple[Any, ...]:
    target = goal.target
    parts = "；".join(f"{part.name}{as_printed(part.value)}{part.unit}{part.note}" for part in goal.parts)
    value = "—" if goal.value is None else as_printed(goal.value)
    share = "—" if goal.share is None else str(goal.share)
    wanted = f"{goal.sign}{target.number}"
    return (target.title, wanted, target.unit, target.until, value, share, parts, goal.words, target.clause)
