"""Annexes as data: a form is a readable file, not code. `form("xy-annex1")` reads it; a new form needs no code."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

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
    width: float = 14
    clause: str = ""


@dataclass(frozen=True)
class Form:
    """A table that offices fill in: title with its blanks, head lines, columns in two levels, notes."""

    key: str
    name: str
    title: str  # with {unit} and {as_of}
    sheet: str
    document: str
    rows: str  # "units": one row per reporting unit · "licences": one row per contract
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
    links: tuple[str, ...] = ()  # per row, the permanent address of what it tells of
    extra_notes: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        return self.form.title.format(unit=self.unit, as_of=self.as_of)


@cache
def form(key: str) -> Form:
    """Read a form by its key. Raises FormError."""
    path = FOLDER / f"{key}.toml"
    if not path.exists():
        raise FormError(f"没有名为“{key}”的表样")
    return read_form(key, path.read_text(encoding="utf-8"))


def read_form(key: str, text: str) -> Form:
    """A form from its TOML text; columns may stand in groups."""
    data = tomllib.loads(text)
    columns = tuple(_column(key, column) for column in data.pop("columns"))
    keys = [column.key for column in columns]
    if len(keys) != len(set(keys)):
        raise FormError(f"表样“{key}”有重复的列")
    notes = tuple(data.pop("notes", ()))
    try:
        return Form(key=key, columns=columns, notes=notes, **data)
    except TypeError as error:
        raise FormError(f"表样“{key}”缺少项目或有不认识的项目：{error}") from error


def _column(key: str, data: dict[str, Any]) -> Column:
    try:
        column = Column(**data)
    except TypeError as error:
        raise FormError(f"表样“{key}”的列{data.get('key', '')}有误：{error}") from error
    if column.kind not in KINDS:
        raise FormError(f"表样“{key}”的列{column.key}：类型须为{'、'.join(sorted(KINDS))}之一")
    return column
