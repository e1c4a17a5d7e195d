"""The rows of those parameters that are tables. Plain values; the first field is the name of the row."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, TypeVar, get_args, get_type_hints

from django.utils.translation import gettext as _

from tenancy.numerals import read_numeral


@dataclass(frozen=True)
class Row:
    """Something with a name and further columns."""

    name: str

    def plain(self) -> dict[str, Any]:
        """The columns that differ from their default, as JSON keeps them."""
        filled = {field.name: getattr(self, field.name) for field in fields(self)}
        defaults = {field.name: field.default for field in fields(self)}
        return {name: _plain(value) for name, value in filled.items() if value != defaults[name]}

    def __str__(self) -> str:
        return self.name

    @classmethod
    def columns(cls) -> list[str]:
        return [field.name for field in fields(cls)]

    @classmethod
    def from_cells(cls, cells: list[str]) -> dict[str, Any]:
        """The columns of a line typed into a form, as `read_row` takes them. Too many cells are a ValueError."""
        hints = get_type_hints(cls)
        if len(cells) > len(hints):
            raise ValueError(_("一行至多%s列") % len(hints))
        named = zip(cls.columns(), (cell.strip() for cell in cells), strict=False)
        return {name: _typed(hints[name], cell) for name, cell in named if cell}


def _typed(hint: Any, cell: str) -> Any:
    if hint == tuple[str, ...]:
        return [part.strip() for part in cell.replace("，", ",").split(",")]
    if hint is bool:
        return cell == "true"
    number = read_numeral(cell) if hint is int else None
    return cell if number is None else number


R = TypeVar("R", bound=Row)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def read_row(shape: type[R], raw: Any) -> R:
    """A row of that shape from a mapping. Raises ValueError with a sentence that names the column."""
    if not isinstance(raw, Mapping):
        raise ValueError(_("须为带列名的一行，现为“%s”") % raw)
    hints = get_type_hints(shape)
    if unknown := sorted(set(raw) - set(hints)):
        raise ValueError(
            _("没有名为“%(raw)s”的列；可用%(known)s") % {"raw": "、".join(unknown), "known": "、".join(hints)}
        )
    needed = [field.name for field in fields(shape) if field.default is MISSING]
    if missing := [name for name in needed if not raw.get(name)]:
        raise ValueError(_("缺少%s") % "、".join(missing))
    return shape(**{name: _read(name, hints[name], value) for name, value in raw.items()})


def _read(name: str, hint: Any, raw: Any) -> Any:
    wanted = hint if isinstance(hint, type) else next((part for part in get_args(hint) if part is not type(None)), hint)
    if hint == tuple[str, ...] and isinstance(raw, list | tuple) and all(isinstance(item, str) for item in raw):
        return tuple(raw)
    if wanted is date and isinstance(raw, str):
        return date.fromisoformat(raw)
    if isinstance(wanted, type) and isinstance(raw, wanted) and isinstance(raw, bool) == (wanted is bool):
        return raw
    raise ValueError(_("列%(column)s的取值“%(raw)s”类型不对") % {"column": name, "raw": raw})


@dataclass(frozen=True)
class Stage(Row):
    """One stage of checking: whose hand, which checks. `who` is one of CHECKERS."""

    title: str
    who: str
    checks: tuple[str, ...] = ()
    body: str = ""  # the body that the document names

    def __str__(self) -> str:
        return self.title + (f"（{self.body}）" if self.body else "")


@dataclass(frozen=True)
class Promise(Row):
    """A commitment in the form, ticked one by one."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class FormField(Row):
    """An item that the province adds to the national form. `kind`: text, number, date, choice, file."""

    label: str
    kind: str = "text"
    required: bool = True
    help: str = ""
    options: tuple[str, ...] = ()
    public: bool = False  # shown in the published record

    def __str__(self) -> str:
        return f"{self.label}（{_('必填') if self.required else _('选填')}）"


@dataclass(frozen=True)
class Ground(Row):
    """A reason that the person must choose from a list. `note` is for reviewers (G4)."""

    text: str
    note: str = ""

    def __str__(self) -> str:
        return self.text + (f"（{self.note}）" if self.note else "")


@dataclass(frozen=True)
class PriceReference(Row):
    """A published source for fees, shown with its citation beside the fee field."""

    title: str
    issuer: str = ""

    def __str__(self) -> str:
        return f"{self.issuer}{self.title}"


@dataclass(frozen=True)
class Channel(Row):
    """A place where published records are shown; start value of the register of channels. `kind`: main, sub, other."""

    kind: str = "main"
    owner: str = ""
    url: str = ""

    def __str__(self) -> str:
        return f"{self.name}（{_('主平台') if self.kind == 'main' else _('分平台')}）"


@dataclass(frozen=True)
class Target(Row):
    """A number to be reached: measure, unit (家, 件, 件次, 项, %), how to compare, and until when."""

    title: str
    unit: str
    number: int
    until: date | None = None
    compare: str = "at_least"  # at_least, more_than, about
    clause: str = ""

    def __str__(self) -> str:
        sign = {"at_least": "≥", "more_than": ">", "about": "≈"}[self.compare]
        return f"{self.title} {sign} {self.number}{self.unit}" + (f"（{self.until}）" if self.until else "")


@dataclass(frozen=True)
class Phase(Row):
    """A part of the programme calendar; no end means "until the statutory system is fully in place"."""

    starts: date
    ends: date | None = None
    content: str = ""

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def __str__(self) -> str:
        return f"{self.name}：{self.starts} — {self.ends or _('制度全面实施')}；{self.content}"


@dataclass(frozen=True)
class SuspicionSign(Row):
    """A rule that raises a flag: from how many cases on (`number`), within how many days. 0: the rule needs none."""

    title: str
    number: int = 0
    days: int = 0

    def __str__(self) -> str:
        least = _("%s份（件）以上") % self.number if self.number else ""
        within = _("%s天内") % self.days if self.days else ""
        limits = "，".join(filter(None, [within, least]))
        return self.title + (f"（{limits}）" if limits else "")


@dataclass(frozen=True)
class ReportDue(Row):
    """A report that is told upwards. `who`: unit, county, city, province; `sections` must all be filled."""

    title: str
    who: str
    due: date | None = None
    every: str = ""  # "month" for a rhythm instead of a date
    sections: tuple[str, ...] = ()
    alternative: str = ""

    def __str__(self) -> str:
        return f"{self.title}：{self.due or self.alternative or _('按月')}"
