"""What was read for a board serves the next page too, while nothing happens in the province and for a minute at most.

A wall turns its pages, and a click opens the rows behind a number, without reading everything again; all of them are of
the same instant. Each process keeps its own, of few provinces. The nation's boards are read anew: it sees no events of
the provinces.
"""

from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from audit.models import Event
from reporting.boards.board import Board
from reporting.boards.facts import BoardFacts, board_facts
from reporting.boards.scope import units_of
from reporting.periods import Instant
from tenancy.actors import Actor
from tenancy.models import Region
from tenancy.models.regions import NATION

KEPT_FOR = timedelta(minutes=1)
MOST_PROVINCES, MOST_ROWS = 4, 500_000


@dataclass
class Kept:
    """The facts of a province at an instant, after this event, and the boards made of them."""

    last_event: int
    instant: Instant
    facts: BoardFacts
    boards: dict[int, Board] = field(default_factory=dict)

    def board(self, place: Region) -> Board:
        if place.pk not in self.boards:
            facts, at = self.facts.under(place.path), self.instant.at
            board = Board(place, units_of(place, at), facts, at, _nobody)
            self.boards[place.pk] = board
            _ = board.by_unit, board.past  # the long part, which does not depend on who looks
        return self.boards[place.pk]


KEPT: dict[int, Kept] = {}


def board_now(actor: Actor, place: Region) -> Board:
    """All figures of a place; the rows behind them only for who answers for it."""
    mine = copy(_kept(actor.province.pk).board(place))
    object.__setattr__(mine, "may_see", actor.answers_for)
    return mine


def facts_at(province: int, instant: Instant) -> BoardFacts:
    """Of the whole province; as they lie here if a page has just shown them."""
    kept = KEPT.get(province)
    if kept and kept.instant == instant and kept.last_event == _last_event():
        return kept.facts
    return board_facts(province, instant)


def _kept(province: int) -> Kept:
    last, now, kept = _last_event(), timezone.now(), KEPT.get(province)
    if kept and kept.last_event == last and now - kept.instant.at < KEPT_FOR:
        return kept
    instant = Instant(now, now)
    fresh = Kept(last, instant, board_facts(province, instant))
    if last and province != NATION and sum(map(len, fresh.facts.parts.values())) <= MOST_ROWS:
        _put_away(province, fresh)
    return fresh


def _put_away(province: int, fresh: Kept) -> None:
    KEPT.pop(province, None)
    for oldest in list(KEPT)[: len(KEPT) + 1 - MOST_PROVINCES]:
        KEPT.pop(oldest, None)
    KEPT[province] = fresh


def _last_event() -> int:
    """Whatever happens in a province leaves one; 0 where there is none."""
    return Event.objects.order_by("-recorded_at", "-id").values_list("pk", flat=True).first() or 0


def _nobody(_place: Region) -> bool:
    return False
