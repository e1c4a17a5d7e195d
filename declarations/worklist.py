"""The work list of an office: what reached it, by where it stands, place and words, the most urgent first (LN-26)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration
from declarations.workflow import Status
from tenancy.actors import Actor
from tenancy.models import Region
from verification.numbers import number_fragment

S = Status
DESK, OVERDUE = "desk", "overdue"
GROUPS: dict[str, tuple[str | Promise, frozenset[Status]]] = {
    DESK: (_("待本岗办理"), frozenset()),
    OVERDUE: (_("超期"), frozenset()),
    "checking": (_("核验中"), frozenset({S.CHECKING, S.SECOND_CHECK})),
    "reviewing": (_("审核中"), frozenset({S.REVIEWING})),
    "approved": (_("待备案"), frozenset({S.APPROVED})),
    "returned": (_("退回补正"), frozenset({S.RETURNED})),
    "published": (_("已发布"), frozenset({S.PUBLISHED, S.NOTICE})),
    "over": (_("已结束"), frozenset({S.WITHDRAWN, S.ENDED})),
    "all": (_("全部"), frozenset(S)),
}
SORTS: dict[str, tuple[str | Promise, tuple[Any, ...]]] = {
    "due": (_("按期限"), (F("due_at").asc(nulls_last=True), "pk")),
    "new": (_("按到达时间，新的在前"), (F("arrived_at").desc(nulls_last=True), "-pk")),
    "number": (_("按受理编号"), ("number",)),
}


@dataclass(frozen=True)
class Wish:
    """What the officer wants to see; unknown words fall back to the whole list."""

    group: str = DESK
    place: str = ""
    text: str = ""
    sort: str = "due"

    @classmethod
    def of(cls, query: Any) -> "Wish":
        group, sort = query.get("state", DESK), query.get("sort", "due")
        return cls(
            group if group in GROUPS else "all",
            query.get("place", "")[:12],
            query.get("q", "").strip()[:60],
            sort if sort in SORTS else "due",
        )


def listed(actor: Actor, wish: Wish) -> QuerySet[Declaration]:
    """The rows of the list, in its order."""
    rows = narrowed(_of_group(actor, wish.group), wish)
    return rows.select_related("organisation", "region").order_by(*SORTS[wish.sort][1])


def counts(actor: Actor, wish: Wish) -> dict[str, int]:
    """How many rows each tab has under the same filters."""
    return {group: narrowed(_of_group(actor, group), wish).count() for group in GROUPS}


def narrowed(rows: QuerySet[Declaration], wish: Wish) -> QuerySet[Declaration]:
    """Those of a place and with the words: part of a title, a name, a patent number, an acceptance number."""
    if wish.place and (place := Region.objects.filter(code=wish.place).first()):
        rows = rows.filter(region__path__startswith=place.path)
    if not wish.text:
        return rows
    found = Q(title__icontains=wish.text) | Q(organisation__name__icontains=wish.text) | Q(number__iexact=wish.text)
    digits = number_fragment(wish.text)
    if digits and len(digits) >= 4:
        found |= Q(patent_number__startswith=digits[:12])
    return rows.filter(found)


def places(actor: Actor) -> QuerySet[Region]:
    """Where this office may narrow to: the units right beneath its own."""
    return Region.objects.current().filter(parent=actor.region).order_by("position")


def next_on_desk(actor: Actor, after: Declaration | None = None) -> Declaration | None:
    """The most urgent case that waits for this person and that nobody else has in hand."""
    assert actor.user
    waiting = Declaration.objects.on_desk_of(actor)
    taken = Q(held_until__gt=timezone.now()) & ~Q(held_by=actor.user.pk)
    free = waiting.exclude(taken).order_by(*SORTS["due"][1])
    if after is None:
        return free.first()
    behind = list(free.values_list("pk", flat=True))
    later = behind[behind.index(after.pk) + 1 :] if after.pk in behind else behind
    return free.filter(pk=(later or [pk for pk in behind if pk != after.pk] or [0])[0]).first()


def _of_group(actor: Actor, group: str) -> QuerySet[Declaration]:
    if group == DESK:
        return Declaration.objects.on_desk_of(actor)
    if group == OVERDUE:
        return Declaration.objects.visible_to(actor).filter(due_at__lt=timezone.now())
    return Declaration.objects.visible_to(actor).filter(status__in=GROUPS[group][1])
