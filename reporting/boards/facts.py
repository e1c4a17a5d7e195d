"""What boards count besides the tables: declarations on their way, filings, what is overdue, experiences.

One query for each kind of row, whatever the province holds. Call inside the scope of the province.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from declarations.models import Declaration
from declarations.workflow import OPEN
from licensing.models import Filing, Licence, LicensedPatent, Party, Turn
from licensing.models.filings import Stage
from licensing.models.follow_ups import Result
from licensing.workflow import WAITING, Action, Side
from publication.models import Record
from reporting.facts import Facts, Matter
from reporting.loading import HANDED_IN, counting_of, load
from reporting.loading_results import fell_through
from reporting.models import Experience
from reporting.periods import Instant, held
from reporting.units import followed
from tenancy.models.regions import NATION, Province
from tenancy.scope import acting, current

PASSED_REVIEW = ("declaration.approve", "declaration.publish", "declaration.release")
BEGUN = (Action.ACCEPT, Action.REQUEST)
EARNED = Q(sales__gt=0) | Q(profit__gt=0) | Q(output_value__gt=0)


@dataclass(frozen=True, slots=True)
class Traits:
    """By what a published record is split."""

    owner_type: str
    fee_kind: str
    industry: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Between whom a licence was made, as they were on its day: type of the first owner, size of the licensee."""

    owner_type: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class BoardFacts(Facts):
    """The facts of the tables and those that only boards show."""

    collected: tuple[Matter, ...] = ()
    approved: tuple[Matter, ...] = ()
    asked: tuple[Matter, ...] = ()
    filed: tuple[Matter, ...] = ()
    overdue: tuple[Matter, ...] = ()
    experiences: tuple[Matter, ...] = ()
    benefited: tuple[Matter, ...] = ()
    traits: Mapping[str, Traits] = field(default_factory=dict)  # by number of the record
    sides: Mapping[int, Sides] = field(default_factory=dict)  # by key of the licence

    def joined_with(self, other: Self) -> Self:
        """The rows of both, of this one first."""
        more = other.parts
        joined = {name: (*rows, *more[name]) for name, rows in self.parts.items()}
        traits, sides = {**self.traits, **other.traits}, {**self.sides, **other.sides}
        return type(self)(**joined, counting=self.counting, traits=traits, sides=sides)


def board_facts(province: int, instant: Instant) -> BoardFacts:
    """Of one province; of the nation all provinces that take part, each entered in turn."""
    return gathered(instant) if province == NATION else load_board(province, instant)


def gathered(instant: Instant) -> BoardFacts:
    """The rows of all provinces that take part; counted by the nation's own rules."""
    whole = BoardFacts()
    for province in Province.objects.started().exclude(pk=NATION):
        with acting(province=province.pk, user=current().user):
            whole = whole.joined_with(load_board(province.pk, instant))
    return replace(whole, counting=counting_of(NATION, instant))


def load_board(province: int, instant: Instant) -> BoardFacts:
    """Everything that a board counts, in as many queries whatever there is."""
    facts = load(province, instant)
    board = BoardFacts(
        **{each.name: getattr(facts, each.name) for each in fields(Facts)},
        collected=_declared(HANDED_IN, instant),
        approved=_declared(PASSED_REVIEW, instant),
        asked=_asked(instant),
        filed=_filed(instant),
        overdue=(*_overdue_declarations(instant), *_overdue_answers(instant)),
        experiences=_experiences(instant),
        benefited=_benefited(instant),
        traits=_traits(province),
        sides=_sides(),
    )
    return board.moved(followed(province, instant))


def _declared(verbs: tuple[str, ...], instant: Instant) -> tuple[Matter, ...]:
    """The declarations that took a step, once each, with the day on which they first did."""
    events = Event.objects.filter(verb__in=verbs, subject_type=Declaration._meta.label_lower)
    first = dict(held(events, instant).order_by("-id").values_list("subject_id", "effective_at"))
    rows = Declaration.objects.filter(pk__in=first).order_by("id").values_list(*DECLARATION)
    address = _address_of("declarations:show")
    return tuple(_declaration(row, first[row[0]], address) for row in rows)


def _address_of(view: str) -> Callable[[int], str]:
    """Where each row of a kind is shown: the address is looked up once, not for every row."""
    start, end = reverse(view, args=[0]).rsplit("0", 1)
    return lambda key: f"{start}{key}{end}"


DECLARATION = ("pk", "number", "title", "organisation__name", "region__path")


def _declaration(row: tuple[Any, ...], at: Any, address: Callable[[int], str]) -> Matter:
    key, number, title, organisation, path = row
    return Matter(number, title, organisation, path, at, address(key))


def _asked(instant: Instant) -> tuple[Matter, ...]:
    """Acceptances and requests, whatever became of them."""
    return _of_licences(held(Turn.objects.filter(action__in=BEGUN), instant))


def _filed(instant: Instant) -> tuple[Matter, ...]:
    return _of_licences(held(Filing.objects.filter(stage=Stage.FILED), instant))


def _of_licences(steps: QuerySet[Any]) -> tuple[Matter, ...]:
    """The licences of these steps, once each, with the day of the first."""
    names = ("licence_id", "licence__number", "licence__licensee__name", "licence__region__path", "effective_at")
    address = _address_of("licensing:show")
    rows = steps.order_by("licence_id", "effective_at", "id").distinct("licence_id").values_list(*names)
    return tuple(Matter(number, licensee, "", path, at, address(key)) for key, number, licensee, path, at in rows)


def _overdue_declarations(instant: Instant) -> tuple[Matter, ...]:
    """Those that lie on a desk beyond their day, as they stand now."""
    late = Declaration.objects.filter(status__in=OPEN, due_at__lt=instant.at).order_by("due_at", "id")
    address = _address_of("declarations:show")
    return tuple(_declaration(row[:-1], row[-1], address) for row in late.values_list(*DECLARATION, "due_at"))


def _overdue_answers(instant: Instant) -> tuple[Matter, ...]:
    """Licences whose owner has not answered in time, as they stand now."""
    late = Licence.objects.filter(status__in=WAITING, answer_by__lt=timezone.localdate(instant.at))
    names = ("pk", "number", "licensee__name", "region__path", "accepted_at")
    address = _address_of("licensing:show")
    return tuple(
        Matter(number, licensee, "", path, at, address(key))
        for key, number, licensee, path, at in late.order_by("answer_by", "id").values_list(*names)
    )


def _experiences(instant: Instant) -> tuple[Matter, ...]:
    """Those that the province confirmed (LN-15)."""
    rows = Experience.objects.filter(confirmed_at__lt=instant.at).order_by("confirmed_at", "id")
    names = ("pk", "body", "title", "kind", "region__path", "confirmed_at")
    return tuple(
        Matter(kind, body, title, path, at, reverse("boards:experience", args=[key]))
        for key, body, title, kind, path, at in rows.values_list(*names)
    )


def _benefited(instant: Instant) -> tuple[Matter, ...]:
    """The patents of licences of which a side told income above zero; of each interval its newest word counts (G10)."""
    told = held(Result.objects.exclude(follow_up__licence__in=fell_through(instant)), instant)
    newest = told.order_by("follow_up_id", "side", "-id").distinct("follow_up_id", "side")
    earned = Result.objects.filter(pk__in=newest.values("pk")).filter(EARNED).order_by("-effective_at", "-id")
    first = dict(earned.values_list("follow_up__licence_id", "effective_at"))
    names = ("licence_id", "patent_number", "title", "licence__number", "licence__region__path")
    rows = LicensedPatent.objects.filter(licence__in=first).order_by("licence", "position").values_list(*names)
    address = _address_of("licensing:follow_up")
    return tuple(
        Matter(patent, title, number, path, first[key], address(key)) for key, patent, title, number, path in rows
    )


def _traits(province: int) -> dict[str, Traits]:
    rows = Record.objects.filter(province=province).values_list("number", "owner_type", "fee_kind", "industry")
    return {number: Traits(*rest) for number, *rest in rows.iterator()}


def _sides() -> dict[int, Sides]:
    """The parties in their order, so that the first owner of each licence stands for its owners."""
    sizes: dict[int, str] = {}
    types: dict[int, str] = {}
    rows = Party.objects.order_by("licence_id", "side", "position").values_list(
        "licence_id", "side", "owner_type", "size"
    )
    for key, side, owner_type, size in rows:
        if side == Side.LICENSEE:
            sizes[key] = size
        else:
            types.setdefault(key, owner_type)
    return {key: Sides(types.get(key, ""), size) for key, size in sizes.items()}
