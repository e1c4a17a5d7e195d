"""What the pages of the boards show: plain values, ready for the templates."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.boards.board import CARDS, RANKED, Board
from reporting.boards.goals import COUNTED_BY, Progress, due_of, is_whole, number_of, progress, stated_figures
from reporting.boards.key_patents import HEADS, KINDS, Weights, ranking, values_of
from reporting.boards.maps import base_map
from reporting.boards.measures import BOARD_MEASURES, percent
from reporting.boards.months import METHOD, Forecast, forecast
from reporting.boards.scope import instant_asked, place_asked, units_of
from reporting.boards.shelf import board_now, facts_at
from reporting.boards.splits import Split, splits
from reporting.evidence import line_of
from reporting.models import Experience, Focus, KeyPatentList, Quota
from reporting.periods import BEIJING, Instant
from reporting.services.targets import targets_of
from reporting.tables import as_printed
from reporting.workbook import Book, Table, draw
from tenancy.actors import Actor
from tenancy.models import Region
from tenancy.models.regions import NATION, Level, Province
from tenancy.numerals import read_numeral
from tenancy.policy import policy_of
from tenancy.roles import Right
from tenancy.scope import acting, current

MOST_ROWS = 500
PAGE = 20  # of key patents: on a phone each of them is a card
NO_FORECAST = "—"
SCREENS = 4
SCREEN_SECONDS = 20


def board_page(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Everything of one place at this moment."""
    board = _now(actor, asked.get("region", ""))
    ranked = asked["by"] if asked.get("by") in RANKED else RANKED[0]
    return _frame(board) | {
        "cards": cards(board),
        "unit_table": board.unit_table(),
        "funnel": board.funnel(),
        "trend": board.trend(),
        "rank_by": ranked,
        "ranking": board.ranking(ranked),
        "rank_choices": [(key, BOARD_MEASURES[key].name) for key in RANKED],
        "splits": [_split_table(split) for split in splits(board.facts)],
        **map_of(board, ranked),
    }


def screen_page(actor: Actor, number: int) -> dict[str, Any]:
    """One of the pages that a wall shows in turn; no names but those of places (U48)."""
    board = _now(actor, "")
    page = number if 1 <= number <= SCREENS else 1
    parts: dict[int, Any] = {
        1: lambda: {"cards": cards(board)},
        2: lambda: {"funnel": board.funnel(), "trend": board.trend()},
        3: lambda: map_of(board, RANKED[0]),
        4: lambda: {"ranking": board.ranking(RANKED[0]), "unit_table": board.unit_table()},
    }
    return _frame(board) | {"page": page, "next": page % SCREENS + 1} | parts[page]()


def rows_page(actor: Actor, key: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """As many rows as the figure said at its instant."""
    place = place_asked(actor, asked.get("region", ""))
    if key not in BOARD_MEASURES or not actor.answers_for(place):
        raise Http404
    instant = instant_asked(asked.get("at", ""))
    whole = facts_at(actor.province.pk, instant)
    facts = whole.under(place.path)
    if asked.get("own"):
        facts = facts.outside([unit.path for unit in units_of(place, instant.at)])
    measure = BOARD_MEASURES[key].under(facts.counting)
    rows = measure.rows(facts)
    return {
        "place": place,
        "measure": measure,
        "value": as_printed(measure.of(facts)),
        "count": len(rows),
        "more": max(0, len(rows) - MOST_ROWS),
        "as_of": instant.at,
        "columns": [{"word": word} for word in (_("编号"), _("名称"), _("说明"), _("日期"))],
        "rows": [_row(actor, row) for row in rows[:MOST_ROWS]],
    }


def targets_page(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Each target of a place: how far, by which units, and where it will stand on its day."""
    board = _now(actor, asked.get("region", ""))
    goals = progress(targets_of(board.place), board.facts, stated_figures(_instant(board), board.place))
    quotas = quotas_of([board.place, *board.units])
    return _frame(board) | {
        "goals": [_goal(board, goal, quotas) for goal in goals],
        "method": METHOD,
        "focus": focus_table(board),
        "may_choose": actor.may(Right.FILE_RETURNS) and actor.region.level == Level.CITY,
        "may_import": actor.may(Right.COLLECT_RETURNS) and actor.region.pk == board.place.pk and bool(board.units),
    }


def focus_table(board: Board) -> dict[str, Any]:
    """LN-13: the classes each city chose, and who has not; empty where the rules of the place do not ask for it."""
    cities = [place for place in (board.place, *board.units) if place.level == Level.CITY]
    if not cities or not policy_of(board.place.province_id).city_focus:
        return {}
    chosen = {one.region_id: one for one in Focus.objects.current().filter(region__in=cities)}
    return {
        "columns": [{"word": word} for word in (_("市"), _("主体类别"), _("说明"), _("日期"))],
        "rows": [_focus_row(city, chosen.get(city.pk)) for city in cities],
        "missing": len(cities) - len(chosen),
    }


def _focus_row(city: Region, chosen: Focus | None) -> list[Any]:
    if chosen is None:
        return [city.name, {"text": _("未确定"), "status": "due"}, "", ""]
    return [city.name, str(chosen), chosen.note, timezone.localdate(chosen.effective_at)]


def experiences_of(actor: Actor) -> list[Experience]:
    """Those of the own place; the nation reads those of each province inside it (CN-11)."""
    if actor.province.pk != NATION:
        return list(Experience.objects.visible_to(actor).select_related("region"))
    found: list[Experience] = []
    for province in Province.objects.started().exclude(pk=NATION):
        with acting(province=province.pk, user=current().user):
            found += Experience.objects.select_related("region")
    return found


def key_patents_page(actor: Actor, weights: Weights, asked: str = "") -> dict[str, Any]:
    """The ranking of this moment page by page, and the lists that were kept."""
    own = ranking(actor.province.pk, actor.region.path, _moment(), weights)
    page = Paginator(own, PAGE).get_page(read_numeral(asked) or 1)
    return {
        "page": page,
        "place": actor.region,
        "table": {
            "columns": [{"word": head, "kind": "" if n in (1, 2) else "number"} for n, head in enumerate(HEADS)],
            "rows": [_key_patent(one.plain()) for one in page],
        },
        "kept": KeyPatentList.objects.visible_to(actor),
        "may_keep": actor.may(Right.COLLECT_RETURNS),
    }


def _key_patent(line: Sequence[Any]) -> list[str]:
    """On a phone each line becomes a card with its rank as the heading."""
    rank, *values = map(as_printed, values_of(line))
    return [_("第%s名") % rank, *values]


def key_patents_book(kept: KeyPatentList) -> bytes:
    """One sheet with the list as it was kept, one with its weights and its day."""
    rows = [values_of(row) for row in kept.rows]
    about = [("形成时间", f"{kept.effective_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"), ("形成单位", kept.made_by_name)]
    about += [(f"权重：{name}", f"{weight}%") for name, weight in kept.weights.items()]
    tables = (
        Table("重点专利名录", HEADS, KINDS, rows, (8.0, 20.0, 44.0, 14.0, 16.0, 20.0, 10.0)),
        Table("说明", ("项目", "内容"), ("text", "text"), about, (28.0, 44.0)),
    )
    return draw(Book(kept.name, kept.made_by_name, kept.effective_at, (), tables))


def quotas_of(places: Sequence[Region]) -> dict[tuple[str, int], Quota]:
    """What holds now, by target and unit."""
    found = Quota.objects.current().filter(region__in=places)
    return {(quota.target, quota.region_id): quota for quota in found}


def cards(board: Board) -> list[dict[str, Any]]:
    """The indicator cards with the eight parts of U45."""
    aims = _aims(board)
    return [_card(board, key, aims.get(key, "")) for key in CARDS]


def _card(board: Board, key: str, target: str) -> dict[str, Any]:
    measure = board.measure(key)
    return {
        "name": measure.name,
        "value": as_printed(board.value(key)),
        "unit": measure.unit,
        "as_of": f"{board.at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        "definition": f"{measure.words}（{measure.clause}）",
        "change": board.change(key),
        "target": target,
        "href": board.rows_of(key),
    }


def _aims(board: Board) -> dict[str, str]:
    """What each measure is to reach here: the quota of the place, else the target of its policy."""
    held = quotas_of([board.place])
    aims = {}
    for target in targets_of(board.place):
        quota = held.get((target.name, board.place.pk))
        number = number_of(target, board.place, quota)
        if target.name in COUNTED_BY and number is not None:
            aims[COUNTED_BY[target.name]] = str(number)
    return aims


def map_of(board: Board, key: str) -> dict[str, Any]:
    """The figure of each unit as map or tiles, with its table twin in the ranking."""
    places, drawn = board.places(key), base_map(board.place.province.slug)
    by_code = {place.code: place for place in places}
    shapes = [(shape, by_code[shape.code]) for shape in drawn.shapes if shape.code in by_code] if drawn else []
    return {
        "map_measure": board.measure(key),
        "places": places,
        "base_map": drawn if shapes else None,
        "shapes": shapes,
    }


def _now(actor: Actor, region: str) -> Board:
    return board_now(actor, place_asked(actor, region))


def _moment() -> Instant:
    now = timezone.now()
    return Instant(now, now)


def _instant(board: Board) -> Instant:
    return Instant(board.at, board.at)


def _frame(board: Board) -> dict[str, Any]:
    parent = board.place.parent
    return {
        "board": board,
        "place": board.place,
        "above": parent if parent and board.may_see(parent) else None,
        "as_of": board.at,
    }


def _row(actor: Actor, row: Any) -> list[Any]:
    number, name, words, at, address = line_of(row)
    if actor.province.pk == NATION and not address.startswith(reverse("publication:records")):
        address = ""  # what is not public opens in its province only
    first = {"text": number or name, "href": address} if address else number or name
    return [first, name, words, timezone.localdate(at) if at else ""]


def _split_table(split: Split) -> dict[str, Any]:
    heads = [{"word": split.title}, {"word": _("数量"), "unit": split.unit, "kind": "number"}]
    heads.append({"word": _("占比"), "unit": "%", "kind": "number"})
    return {"key": split.key, "title": split.title, "columns": heads, "rows": [list(part) for part in split.parts]}


def _goal(board: Board, goal: Progress, quotas: Mapping[tuple[str, int], Quota]) -> dict[str, Any]:
    own = quotas.get((goal.target.name, board.place.pk))
    whole, number = is_whole(board.place), number_of(goal.target, board.place, own)
    parts = [{"part": part, "href": board.rows_of(part.measure) if part.measure else ""} for part in goal.parts]
    units, seen = _goal_units(board, goal, quotas), _forecast(board, goal, own)
    return {
        "goal": goal,
        "number": number,
        "until": due_of(goal.target, own.until if own else None),
        "parts": parts,
        "reached": goal.is_reached if whole and not own else goal.value is not None and goal.value >= (number or 0),
        "units": units,
        "forecast": seen,
        "foresees": bool(seen) or any(row[-1] != NO_FORECAST for row in units),
        **_quota_sum(goal, board, quotas),
    }


def _goal_units(board: Board, goal: Progress, quotas: Mapping[tuple[str, int], Quota]) -> list[list[Any]]:
    """Each unit: its quota, what it has, how far that is, where it will stand. None without quotas."""
    if goal.measure is None or not any((goal.target.name, unit.pk) in quotas for unit in board.units):
        return []
    return [_goal_unit(board, goal, unit, quotas.get((goal.target.name, unit.pk))) for unit in board.units]


def _goal_unit(board: Board, goal: Progress, unit: Region, quota: Quota | None) -> list[Any]:
    assert goal.measure is not None
    key, own = goal.measure.key, board.parts[unit.pk]
    value = goal.measure.of(own.facts)
    seen = _forecast(own, goal, quota)
    return [
        unit.name,
        quota.number if quota else "—",
        {"text": as_printed(value), "href": board.rows_of(key, unit)},
        str(percent(value, quota.number)) if quota and quota.number else "—",
        _foreseen(seen) if seen else NO_FORECAST,
    ]


def _foreseen(seen: Forecast) -> str:
    """The range, its day, and how far such a guess was off before (F099)."""
    if seen.past_error is None:
        return _("%(low)s–%(high)s（%(until)s），数据不足，尚无回测误差") % vars(seen)
    return _("%(low)s–%(high)s（%(until)s），回测误差%(past_error)s%%") % vars(seen)


def _forecast(board: Board, goal: Progress, quota: Quota | None) -> Forecast | None:
    """From the ends of whole months; the running one is not over."""
    until = due_of(goal.target, quota.until if quota else None)
    if goal.measure is None or until is None or until <= timezone.localdate(board.at) + timedelta(days=31):
        return None
    if goal.measure.key in board.undated:
        return None
    whole = board.series(goal.measure.key)[:-1]
    return forecast(whole, board.months[-2], until)


def _quota_sum(goal: Progress, board: Board, quotas: Mapping[tuple[str, int], Quota]) -> dict[str, Any]:
    """Whether the quotas of the units make the target."""
    numbers = [quotas[key].number for unit in board.units if (key := (goal.target.name, unit.pk)) in quotas]
    return {"quota_sum": sum(numbers), "quota_count": len(numbers)} if numbers else {}
