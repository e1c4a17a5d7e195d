"""Annexes as data: a form is a readable file, not code. `form("xy-annex1")` reads it; a new form needs no code."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

DRAFT_NOTE = "本表样为草案：来文只列名称、未附表样，官方表样印发后以其为准。"
FOLDER = Path(__file__).parent
KINDS = frozenset({"serial", "count", "wan", "percent", "text", "lines", "link", "date"})


class FormError(ValueError):
    """A form file says something that cannot be drawn; one sentence that names file and column."""


@dataclass(frozen=True)
class Column:
    """One column. `measure` names where its value comes from; `sum` puts a formula into the total row."""

    key: str
    label: str
    kind: str = "text"
    group: str = ""
    measure: str = ""
    unit: str = ""
    sum: bool = False
    width: float = 10  # of a figure; long labels fold, so that a table of many columns is still read on A4
    clause: str = ""
    after: str = ""  # in a form with a base: the column of the base that it follows


@dataclass(frozen=True)
class Form:
    """A table that offices fill in: title with its blanks, head lines, columns in two levels, notes."""

    key: str
    name: str
    title: str  # with {unit} and {as_of}
    sheet: str
    document: str
    rows: str  # "unit": one row of the office · "units": one per unit beneath · "licences": per contract · "contacts"
    columns: tuple[Column, ...]
    seal_label: str = "填报单位（盖章）："
    date_label: str = "填报时间："
    unit_note: str = ""
    notes: tuple[str, ...] = ()
    official: bool = True
    total: bool = False

    @property
    def groups(self) -> Iterator[tuple[str, int, int]]:
        """Group label with its first and last column (from 1), for the merged upper header."""
        start = 0
        while start < len(self.columns):
            label, end = self.columns[start].group, start
            while label and end + 1 < len(self.columns) and self.columns[end + 1].group == label:
                end += 1
            yield label, start + 1, end + 1
            start = end + 1

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True)
class Sheet:
    """A filled form: what is drawn, printed and compared. Values are plain, in the order of the columns."""

    form: Form
    unit: str
    as_of: str
    filled_on: str
    rows: tuple[tuple[Any, ...], ...]
    totals: tuple[Any, ...] = ()  # one value per column, counted afresh; empty: the form has no total row
    links: tuple[str, ...] = ()  # per row, the permanent address of what it tells of
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)  # (row, column from 0) → what is wrong there
    extra_notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.form.title.format(unit=self.unit, as_of=self.as_of)

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands under the table; a form of ours says that it is not the official one (G2)."""
        draft = () if self.form.official else (DRAFT_NOTE,)
        return (*self.form.notes, *self.extra_notes, *draft)


def header_of(of: Form) -> dict[str, list[dict[str, Any]]]:
    """Upper and lower header cells with how far each spans, for pages and print."""
    upper: list[dict[str, Any]] = []
    lower: list[dict[str, Any]] = []
    for label, first, last in of.groups:
        if label:
            upper.append({"word": label, "wide": last - first + 1, "deep": 1})
            lower += [{"word": column.label} for column in of.columns[first - 1 : last]]
        else:
            upper.append({"word": of.columns[first - 1].label, "wide": 1, "deep": 2 if of.has_groups else 1})
    return {"upper": upper, "lower": lower}


@cache
def form(key: str) -> Form:
    """Read a form by its key. Raises FormError."""
    path = FOLDER / f"{key}.toml"
    if not path.exists():
        raise FormError(f"没有名为“{key}”的表样")
    return read_form(key, path.read_text(encoding="utf-8"))


def form_of(cells: Mapping[str, Any]) -> Form:
    """The form of cells that were kept, with the columns that it had then; some may have been added since."""
    now = form(cells["form"])
    return replace(now, columns=tuple(map(now.column, cells["columns"]))) if "columns" in cells else now


def read_form(key: str, text: str) -> Form:
    """A form from its TOML text; columns may stand in groups. One with a `base` says only what differs.

    A column with the key of one of the base, and no place of its own, changes that one.
    """
    data = tomllib.loads(text)
    own = tuple(_column(key, column) for column in data.pop("columns", ()))
    base = form(data.pop("base")) if "base" in data else None
    columns = _among(base.columns, own, key) if base else own
    if base:
        kept = {item.name: getattr(base, item.name) for item in fields(Form)}
        data = {name: value for name, value in kept.items() if name not in ("key", "columns")} | data
    keys = [column.key for column in columns]
    if len(keys) != len(set(keys)):
        raise FormError(f"表样“{key}”有重复的列")
    notes = tuple(data.pop("notes", ()))
    try:
        return Form(key=key, columns=columns, notes=notes, **data)
    except TypeError as error:
        raise FormError(f"表样“{key}”缺少项目或有不认识的项目：{error}") from error


def _among(columns: tuple[Column, ...], own: tuple[Column, ...], key: str) -> tuple[Column, ...]:
    """The columns of the base with the own ones put where they say."""
    changed = {column.key: column for column in own if not column.after}
    merged = [changed.pop(column.key, column) for column in columns]
    for column in (one for one in own if one.after or one.key in changed):
        places = [index for index, other in enumerate(merged) if other.key == column.after]
        if not places:
            raise FormError(f"表样“{key}”的列{column.key}：没有可以跟随的列“{column.after}”")
        merged.insert(places[0] + 1, column)
    return tuple(merged)


def _column(key: str, data: dict[str, Any]) -> Column:
    try:
        column = Column(**data)
    except TypeError as error:
        raise FormError(f"表样“{key}”的列{data.get('key', '')}有误：{error}") from error
    if column.kind not in KINDS:
        raise FormError(f"表样“{key}”的列{column.key}：类型须为{'、'.join(sorted(KINDS))}之一")
    return column
