"""The export for evaluation (HB-46, CN-64): each target with its figure, what it is made of, and its definition."""

from typing import Any

from django.utils import timezone

from reporting.boards.goals import Progress, due_of, number_of, progress, stated_figures
from reporting.boards.measures import percent
from reporting.boards.pages import quotas_of
from reporting.boards.scope import board_of
from reporting.models import Quota
from reporting.periods import BEIJING, Instant
from reporting.services.targets import targets_of
from reporting.tables import as_printed
from reporting.workbook import Book, Table, draw
from tenancy.actors import Actor
from tenancy.models import Region

HEADS = ("目标", "目标数", "计量单位", "目标日", "目前", "完成（%）", "组成", "口径", "目标依据")
KINDS = ("text", "text", "text", "date", "text", "text", "text", "text", "text")
WIDTHS = (44.0, 12.0, 10.0, 14.0, 12.0, 12.0, 50.0, 60.0, 16.0)


def performance_book(actor: Actor) -> bytes:
    """The workbook of the person's place, of this moment; its aims are those of the page."""
    now = timezone.now()
    instant = Instant(now, now)
    board = board_of(actor, actor.region, instant)
    goals = progress(targets_of(actor.region), board.facts, stated_figures(instant, actor.region))
    quotas = quotas_of([actor.region])
    rows = [_row(goal, actor.region, quotas.get((goal.target.name, actor.region.pk))) for goal in goals]
    title = f"{actor.region.name}专利开放许可试点绩效指标"
    moment = f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    tables = (
        Table("绩效指标", HEADS, KINDS, rows, WIDTHS),
        Table("说明", ("项目", "内容"), ("text", "text"), [("统计时点", moment), ("统计范围", actor.region.name)]),
    )
    return draw(Book(title, actor.place_name, now, (), tables))


def _row(goal: Progress, place: Region, quota: Quota | None) -> tuple[Any, ...]:
    target, number = goal.target, number_of(goal.target, place, quota)
    parts = "；".join(f"{part.name}{as_printed(part.value)}{part.unit}{part.note}" for part in goal.parts)
    value = "—" if goal.value is None else as_printed(goal.value)
    share = percent(goal.value, number) if goal.value is not None and number else None
    wanted = "—" if number is None else f"{goal.sign}{number}"
    until = due_of(target, quota.until if quota else None)
    done = "—" if share is None else str(share)
    return (target.title, wanted, target.unit, until, value, done, parts, goal.words, target.clause)
