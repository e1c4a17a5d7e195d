"""Reading legal-status announcements as they are delivered: labelled text, JSON, lines of JSON, table rows.

What cannot be read goes on a list for a person, with the reason; nothing is guessed and nothing is lost.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from verification.events import EFFECTIVE_KEYS, GazetteEvent, event_type
from verification.numbers import PatentNumber, read_cell
from verification.tables import storable


@dataclass(frozen=True)
class Unread:
    """An announcement for a person to read, and why the machine could not."""

    raw: str
    reason: str


NUMBER_LABELS = ("专利申请号(专利号)", "专利号", "专利申请号", "申请号", "applicationNumber", "number")
CODE_LABELS = ("事件代码", "代码", "code")
NAME_LABELS = ("法律状态", "事务类型", "事件", "type", "name")
DATE_LABELS = ("法律状态公告日", "公告日", "date")
TEXT_LABELS = ("描述信息", "内容", "详情", "content", "details")
HEADS = {"描述", *NUMBER_LABELS, *CODE_LABELS, *NAME_LABELS, *DATE_LABELS, *TEXT_LABELS}
RECORD_START = re.compile(r"(?=法律状态公告日\s*[:：])")
PIECE = re.compile(r"[;；\n]")
LABELLED = re.compile(r"^\s*([^:：]{1,30})[:：]\s*(.*)$", re.DOTALL)
DAY = re.compile(r"(\d{4})\s{0,4}[-./年]?\s{0,4}(\d{1,2})\s{0,4}[-./月]?\s{0,4}(\d{1,2})")
YEARS = range(1900, 2200)  # a day outside is a slip or a trap: nothing of this trade happened or will happen then
DESCRIBED = re.compile(r"^([^:：]*?)((?:IPC|LOC|主分类).*)$", re.DOTALL)
MAX_RAW = 2000


def read_gazette(text: str) -> Iterator[GazetteEvent | Unread]:
    """Every announcement of a delivered text, whichever of the formats it has."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith(("[", "{")):
        yield from _read_json(stripped)
    else:
        yield from _read_labelled(stripped)


def read_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[GazetteEvent | Unread]:
    """Announcements as rows of a table or objects of JSON, with Chinese or English heads."""
    for row in rows:
        yield _from_row(row)


def read_day(text: object) -> date | None:
    """`20150819`, `2015-08-19`, `2015.8.19`, `2015年8月19日`; None when it is no day, or one of no year of ours."""
    if isinstance(text, date):
        return date(text.year, text.month, text.day) if text.year in YEARS else None
    return next(days_in(str(text or "")), None)


def days_in(text: str) -> Iterator[date | None]:
    """Every day that a text names, in its order; None for what only looks like one."""
    for found in DAY.finditer(unicodedata.normalize("NFKC", text)):
        year, month, day = (int(part) for part in found.groups())
        try:
            yield date(year, month, day) if year in YEARS else None
        except ValueError:
            yield None


def _read_json(text: str) -> Iterator[GazetteEvent | Unread]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _read_json_lines(text)
        return
    rows = whole if isinstance(whole, list) else next((v for v in whole.values() if isinstance(v, list)), [whole])
    for row in rows:
        yield _from_row(row) if isinstance(row, dict) else Unread(storable(str(row)[:MAX_RAW]), "不是一条公告记录")


def _read_json_lines(text: str) -> Iterator[GazetteEvent | Unread]:
    for line in filter(str.strip, text.splitlines()):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as fault:
            yield Unread(storable(line[:MAX_RAW]), f"不是有效的JSON：{fault}")
            continue
        yield _from_row(row) if isinstance(row, dict) else Unread(storable(line[:MAX_RAW]), "不是一条公告记录")


def _read_labelled(text: str) -> Iterator[GazetteEvent | Unread]:
    """Concatenated `label：value;` records. A number before the record, or on a line of its own, belongs to it."""
    number: PatentNumber | None = None
    for line in filter(str.strip, text.splitlines()):
        before, *records = RECORD_START.split(line)
        if len(records) <= 1 and LABELLED.match(before):
            before, records = "", [line]
        if before.strip():
            number = _number_in(before)
        if before.strip() and number is None:
            yield Unread(storable(line[:MAX_RAW]), _number_reason(before))
            continue
        for record in records:
            details = _details(record)
            if {label for label, _ in details} <= set(NUMBER_LABELS):
                number = _number_in(_first(details, NUMBER_LABELS))
            else:
                yield _event(details, record, number)


def _from_row(row: Mapping[str, Any]) -> GazetteEvent | Unread:
    details: list[tuple[str, str]] = []
    for label, value in row.items():
        if label in TEXT_LABELS:
            details += _details(str(value or ""))
        elif value not in (None, ""):
            details.append((str(label), str(value).strip()))
    return _event(tuple(details), json.dumps(dict(row), ensure_ascii=False, default=str), None)


def _event(details: tuple[tuple[str, str], ...], raw: str, number: PatentNumber | None) -> GazetteEvent | Unread:
    raw = storable(raw.strip()[:MAX_RAW])
    details = tuple((storable(label), storable(value)) for label, value in details)
    number_text, day_text = _first(details, NUMBER_LABELS), _first(details, DATE_LABELS)
    number = _number_in(number_text) or (None if number_text else number)
    if number is None:
        return Unread(raw, _number_reason(number_text))
    announced = read_day(day_text)
    if announced is None:
        return Unread(raw, f"公告日“{day_text}”无法识别" if day_text else "没有公告日")
    name, code = _first(details, NAME_LABELS), _first(details, CODE_LABELS)
    row = event_type(code, name) or event_type("", _first(details, ("描述",)))
    if row is None:
        return Unread(raw, "不认识的法律状态：" + " ".join(filter(None, (code, name))))
    rest = tuple(pair for pair in details if pair[0] not in HEADS)
    return GazetteEvent(number, row.kind, announced, _effective(rest) or announced, rest, raw)


def _details(text: str) -> tuple[tuple[str, str], ...]:
    """Labelled items; a piece without a label continues the one before (`甲；乙` are two owners)."""
    pairs: list[tuple[str, str]] = []
    for piece in PIECE.split(text):
        found = LABELLED.match(piece)
        if found and found[1].strip() in TEXT_LABELS:
            said = DESCRIBED.match(found[2])
            pairs += [("描述", said[1]), *_details(said[2])] if said else [*_details(found[2])]
        elif found:
            pairs.append((unicodedata.normalize("NFKC", found[1]).strip(), found[2].strip()))
        elif piece.strip() and pairs:
            label, value = pairs[-1]
            pairs[-1] = (label, f"{value};{piece.strip()}")
    return tuple(pairs)


def _effective(details: tuple[tuple[str, str], ...]) -> date | None:
    """The day from which it holds; 原… and 现… tell the ends of a term, not the day of its change."""
    own = [(label, value) for label, value in details if not label.startswith(("原", "现"))]
    days = (read_day(value) for key in EFFECTIVE_KEYS for label, value in own if label.endswith(key))
    return next((day for day in days if day), None)


def _first(details: tuple[tuple[str, str], ...], labels: tuple[str, ...]) -> str:
    return next((value for label in labels for name, value in details if name == label and value), "")


def _number_in(text: str) -> PatentNumber | None:
    readings = read_cell(text)
    return readings[0].number if len(readings) == 1 else None


def _number_reason(text: str) -> str:
    readings = read_cell(text)
    return readings[0].sentence if readings and readings[0].sentence else "没有可识别的专利号"
