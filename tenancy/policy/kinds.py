"""What a parameter of a province may hold. Each kind reads a raw value from a pack, a form or the database, says in a
sentence what is wrong with it, stores it as plain JSON and shows it to a clerk.

A parameter is declared once, as an attribute of a class (tenancy/policy/parameters): on the class it is the
declaration itself, on a `Policy` it is the value that holds there.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar, overload

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tenancy.numerals import read_numeral
from tenancy.policy.rows import Row, read_row

if TYPE_CHECKING:
    from tenancy.policy.reader import Policy

V = TypeVar("V")
R = TypeVar("R", bound=Row)
Words = str | Promise
Labels = Mapping[str, Words]


class Wrong(ValueError):  # noqa: N818 -- reads as the sentence it is
    """A value does not fit its parameter; the message is a whole sentence for the person who wrote it."""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What every parameter says of itself. `source` names the requirements and the row of table B, C or D."""

    title: Words
    help: Words = ""
    unit: Words = ""
    source: str
    floor: tuple[str, ...] = ()  # what no province may leave out (LN-29, CN-28)
    needed: bool = False  # the platform counts with it: "nothing laid down" is no value of it
    fixed: bool = False  # a law or a rule above all provinces says it: there is no other value
    told_only: bool = False  # people read it here; no page, check or clock goes by it


class Parameter(ABC, Generic[V]):
    """One thing that differs between provinces."""

    key = ""
    group = ""

    def __init__(self, *, default: V, **declared: Any) -> None:
        self.default = default
        self.about = Declared(**declared)

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    @overload
    def __get__(self, policy: None, owner: type) -> Self: ...
    @overload
    def __get__(self, policy: "Policy", owner: type) -> V: ...
    def __get__(self, policy: "Policy | None", owner: type) -> Self | V:
        return self if policy is None else policy.value_of(self.key)

    def __set__(self, policy: "Policy", value: V) -> NoReturn:
        raise AttributeError(f"{self.key} changes by a new row from a date (tenancy.policy.services), not here")

    def __str__(self) -> str:
        return str(self.about.title)

    @property
    def title(self) -> Words:
        return self.about.title

    @abstractmethod
    def read(self, raw: Any) -> V:
        """The value of a raw one (TOML, JSON or form). Raises `Wrong`."""

    def enter(self, raw: Any) -> V:
        """The value as somebody lays it down. Raises `Wrong`, also where nothing is said and a value is needed."""
        if (value := self.read(raw)) is None and self.about.needed:
            raise Wrong(_("须填写：平台按它办理；不由本级规定的，请选沿用上级"))
        if self.about.fixed and value != self.default:
            raise Wrong(_("全国统一，各地不得另作规定：%(value)s") % {"value": self.show(self.default)[0]})
        return value

    def plain(self, value: V) -> Any:
        """The value as JSON keeps it."""
        return value

    def show(self, value: V) -> list[str]:
        """The value as lines a clerk reads; one line unless it is a table."""
        return [f"{value}{self.about.unit}"]


class Whole(Parameter[int | None]):
    """A whole number with a unit; None is "nothing laid down", which differs from 0."""

    def __init__(self, *, least: int = 0, most: int = 100_000, default: int | None = None, **declared: Any) -> None:
        super().__init__(default=default, **declared)
        self.least, self.most = least, most

    def read(self, raw: Any) -> int | None:
        if raw in (None, "", "none"):
            return None
        if isinstance(raw, bool) or read_numeral(str(raw).strip().removeprefix("-")) is None:
            raise Wrong(_("须为整数，现为“%s”") % raw)
        if not self.least <= (number := int(raw)) <= self.most:
            raise Wrong(_("须在%(least)s至%(most)s之间，现为%(now)s") % self._bounds(number))
        return number

    def _bounds(self, number: int) -> dict[str, int]:
        return {"least": self.least, "most": self.most, "now": number}

    def show(self, value: int | None) -> list[str]:
        return [_("未作规定")] if value is None else super().show(value)


class Number(Parameter[Decimal | None]):
    """An exact decimal: a factor or a percentage."""

    def read(self, raw: Any) -> Decimal | None:
        if raw in (None, "", "none"):
            return None
        try:
            number = Decimal(str(raw))
        except InvalidOperation:
            raise Wrong(_("须为数字，现为“%s”") % raw) from None
        if not number.is_finite() or number < 0:
            raise Wrong(_("须为不小于0的数字，现为“%s”") % raw)
        return number

    def plain(self, value: Decimal | None) -> str | None:
        return None if value is None else str(value)

    def show(self, value: Decimal | None) -> list[str]:
        return [_("未作规定")] if value is None else super().show(value)


class Flag(Parameter[bool]):
    """Yes or no."""

    def read(self, raw: Any) -> bool:
        if raw in (True, "true", "yes", "True"):
            return True
        if raw in (False, "false", "no", "False"):
            return False
        raise Wrong(_("须为“是”（true）或“否”（false），现为“%s”") % raw)

    def show(self, value: bool) -> list[str]:
        return [_("是") if value else _("否")]


class Text(Parameter[str]):
    """Words shown to people."""

    def __init__(self, *, default: str = "", **declared: Any) -> None:
        super().__init__(default=default, **declared)

    def read(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise Wrong(_("须为文字，现为“%s”") % raw)
        return raw.strip()

    def show(self, value: str) -> list[str]:
        return [value or _("未作规定")]


class Day(Parameter[date | None]):
    """A calendar day; None is an open end."""

    def __init__(self, *, default: date | None = None, **declared: Any) -> None:
        super().__init__(default=default, **declared)

    def read(self, raw: Any) -> date | None:
        if raw in (None, "", "none"):
            return None
        if isinstance(raw, date):
            return raw
        try:
            return date.fromisoformat(raw)
        except (TypeError, ValueError):
            raise Wrong(_("须为日期（如2022-05-11），现为“%s”") % raw) from None

    def plain(self, value: date | None) -> str | None:
        return value.isoformat() if value else None

    def show(self, value: date | None) -> list[str]:
        return [value.isoformat() if value else _("未定")]


class Choice(Parameter[str]):
    """Exactly one of the named ways."""

    def __init__(self, choices: Labels, *, default: str, **declared: Any) -> None:
        super().__init__(default=default, **declared)
        self.choices = choices

    def read(self, raw: Any) -> str:
        if raw not in self.choices:
            raise Wrong(_("须为%(known)s之一，现为“%(raw)s”") % {"known": "、".join(self.choices), "raw": raw})
        return str(raw)

    def show(self, value: str) -> list[str]:
        return [str(self.choices[value])]


class Choices(Parameter[tuple[str, ...]]):
    """Several of the named ways, in the order given; those of the floor can be added to, never left out."""

    def __init__(self, choices: Labels, *, default: tuple[str, ...] = (), **declared: Any) -> None:
        super().__init__(default=default, **declared)
        self.choices = choices

    def read(self, raw: Any) -> tuple[str, ...]:
        if isinstance(raw, str) or not isinstance(raw, Iterable):
            raise Wrong(_("须为列表，现为“%s”") % raw)
        chosen = tuple(dict.fromkeys(raw))
        if unknown := [str(item) for item in chosen if item not in self.choices]:
            raise Wrong(_("不认识的取值：%(raw)s；可用%(known)s") % self._names(unknown))
        if missing := [item for item in self.about.floor if item not in chosen]:
            raise Wrong(_("不得减少国家规定的最低事项：%s") % "、".join(str(self.choices[item]) for item in missing))
        return chosen

    def _names(self, unknown: list[str]) -> dict[str, str]:
        return {"raw": "、".join(unknown), "known": "、".join(self.choices)}

    def plain(self, value: tuple[str, ...]) -> list[str]:
        return list(value)

    def show(self, value: tuple[str, ...]) -> list[str]:
        return ["、".join(str(self.choices[item]) for item in value) or _("未作规定")]


class Texts(Parameter[tuple[str, ...]]):
    """A list of sentences or names."""

    def __init__(self, *, default: tuple[str, ...] = (), **declared: Any) -> None:
        super().__init__(default=default, **declared)

    def read(self, raw: Any) -> tuple[str, ...]:
        if isinstance(raw, str) or not isinstance(raw, Iterable) or not all(isinstance(item, str) for item in raw):
            raise Wrong(_("须为文字列表，现为“%s”") % raw)
        return tuple(item.strip() for item in raw if item.strip())

    def plain(self, value: tuple[str, ...]) -> list[str]:
        return list(value)

    def show(self, value: tuple[str, ...]) -> list[str]:
        return list(value) or [_("未作规定")]


class Table(Parameter[tuple[R, ...]]):
    """Rows of one shape (tenancy/policy/rows.py). The first column is the name of the row, once each."""

    def __init__(self, row: type[R], *, default: tuple[R, ...] = (), **declared: Any) -> None:
        super().__init__(default=default, **declared)
        self.row = row

    def read(self, raw: Any) -> tuple[R, ...]:
        if not isinstance(raw, list | tuple):
            raise Wrong(_("须为若干行的表，现为“%s”") % raw)
        rows = tuple(self._read_row(number, line) for number, line in enumerate(raw, start=1))
        names = [row.name for row in rows]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise Wrong(_("首列“%s”重复") % "、".join(twice))
        if missing := [name for name in self.about.floor if name not in names]:
            raise Wrong(_("不得减少国家规定的最低事项：%s") % "、".join(missing))
        return rows

    def _read_row(self, number: int, line: Any) -> R:
        try:
            return line if isinstance(line, self.row) else read_row(self.row, line)
        except ValueError as fault:
            raise Wrong(_("第%(number)s行：%(fault)s") % {"number": number, "fault": fault}) from None

    def plain(self, value: tuple[R, ...]) -> list[dict[str, Any]]:
        return [row.plain() for row in value]

    def show(self, value: tuple[R, ...]) -> list[str]:
        return [str(row) for row in value] or [_("未作规定")]
