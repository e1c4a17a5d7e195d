"""Signs that a licence is not made for use (LN-72, HB-56): plain values in, signs out. Limits are the province's.

One function a sign; it says what it saw and shows the rows, or nothing. What follows is for an officer to decide.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from audit.flags import Piece, Sign
from tenancy.policy.rows import SuspicionSign

LEAST_NAME = 4  # signs; a shorter name is contained in too many others


@dataclass(frozen=True)
class Body:
    """One side: its name, and the people and telephones that act for it, each with the words to show."""

    name: str
    is_individual: bool = False
    people: frozenset[tuple[int, str]] = frozenset()
    phones: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Row:
    """Another licence, as evidence."""

    number: str
    words: str
    href: str = ""

    @property
    def piece(self) -> Piece:
        return Piece(self.number, self.words, self.href)


@dataclass(frozen=True)
class Facts:
    """What is known of one concluded licence and of others between the same sides."""

    licensors: tuple[Body, ...]
    licensee: Body
    concluded_on: date
    ended_on: date | None = None
    end_words: str = ""
    is_ended_by_law: bool = False  # the patent is gone: nobody's choice
    taken: tuple[Row, ...] = ()  # by the same licensee from the same owner, within the days of `many_taken`
    reverse: tuple[Row, ...] = ()  # given by the licensee to the owner
    idle: tuple[Row, ...] = ()  # free ones of the same licensee that were told to be unused


Seen = tuple[str, tuple[Piece, ...]]
Rule = Callable[[Facts, SuspicionSign], Seen | None]


def related_people(facts: Facts, limit: SuspicionSign) -> Seen | None:
    """One person or one telephone acts for both sides."""
    pieces = []
    for owner in facts.licensors:
        people, phones = owner.people & facts.licensee.people, owner.phones & facts.licensee.phones
        pieces += [Piece(_("相同经办人"), words) for _key, words in sorted(people)]
        pieces += [Piece(_("相同联系电话"), words) for _key, words in sorted(phones)]
    if not pieces:
        return None
    return _("许可双方有相同的经办人或者联系电话，请核实是否为关联方。"), tuple(pieces)


def related_names(facts: Facts, limit: SuspicionSign) -> Seen | None:
    """The name of one side stands in that of the other: a parent and its child, often."""
    other = facts.licensee
    for owner in facts.licensors:
        if owner.is_individual or other.is_individual:
            continue
        shorter, longer = sorted((owner.name, other.name), key=len)
        if len(shorter) >= LEAST_NAME and shorter in longer:
            words = _("“%(longer)s”的名称包含“%(shorter)s”，请核实是否为关联方。")
            names = (Piece(_("许可人"), owner.name), Piece(_("被许可人"), other.name))
            return words % {"longer": longer, "shorter": shorter}, names
    return None


def mutual(facts: Facts, limit: SuspicionSign) -> Seen | None:
    """Each has a licence of the other."""
    if not facts.reverse:
        return None
    return _("双方互相许可，请核实是否确为实施所需。"), _pieces(facts.reverse)


def many_taken(facts: Facts, limit: SuspicionSign) -> Seen | None:
    """Very many licences of one owner by one licensee in a short time."""
    if len(facts.taken) < max(limit.number, 1):
        return None
    words = {"days": limit.days, "count": len(facts.taken)}
    return _("同一被许可人%(days)s天内接受同一专利权人%(count)s份许可。") % words, _pieces(facts.taken)


def free_unused(facts: Facts, limit: SuspicionSign) -> Seen | None:
    """Many free licences, none of them used."""
    if len(facts.idle) < max(limit.number, 1):
        return None
    words = {"days": limit.days, "count": len(facts.idle)}
    return _("同一被许可人%(days)s天内的免费许可有%(count)s份填报未实施。") % words, _pieces(facts.idle)


def ended_early(facts: Facts, limit: SuspicionSign) -> Seen | None:
    """It ended soon after it was concluded, by choice."""
    if facts.ended_on is None or facts.is_ended_by_law:
        return None
    days = (facts.ended_on - facts.concluded_on).days
    if days >= limit.days:
        return None
    dates = (Piece(_("达成"), str(facts.concluded_on)), Piece(_("终止"), f"{facts.ended_on} {facts.end_words}".strip()))
    return _("许可达成%(days)s天后即终止。") % {"days": days}, dates


RULES: dict[str, Rule] = {
    rule.__name__: rule for rule in (related_people, related_names, mutual, many_taken, free_unused, ended_early)
}


def signs_of(facts: Facts, limits: Iterable[SuspicionSign], clause: str) -> list[Sign]:
    """What the province's rules see in it; a rule that the province does not name is not asked."""
    return [
        Sign(limit.name, limit.title, seen[0], clause, seen[1])
        for limit in limits
        if limit.name in RULES and (seen := RULES[limit.name](facts, limit))
    ]


def _pieces(rows: Iterable[Row]) -> tuple[Piece, ...]:
    return tuple(row.piece for row in rows)
