"""Facts as plain JSON values and back: how files, tables, services and the database write them.

Reading is tolerant of spelling (Chinese names of states, days in any form, owners in one text) and strict about
meaning: a value that is not what it should be raises BadFacts with the name of its field.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from verification.dossier import (
    FACT_LABELS,
    FACT_NAMES,
    STATUS_LABELS,
    Burden,
    Known,
    LicenceKind,
    PatentFacts,
    RecordedLicence,
    Status,
)
from verification.events import licence_kind
from verification.gazette import read_day
from verification.history import split_owners
from verification.tables import storable

NOTHING = {"无", "没有", "none", "-", "—"}
STATUS_WORDS = {
    **{label: status for status, label in STATUS_LABELS.items()},
    "有效": Status.IN_FORCE,
    "有权": Status.IN_FORCE,
    "授权": Status.IN_FORCE,
    "审中": Status.PENDING,
    "公开": Status.PENDING,
    "驳回": Status.REFUSED,
    "撤回": Status.REFUSED,
    "终止": Status.LAPSED,
    "届满": Status.EXPIRED,
    "放弃": Status.ABANDONED,
    "全部无效": Status.INVALID,
}
ALSO = {"年费缴至年度": "paid_years", "申请人": "owners"}  # only where the head of the fact itself says nothing
HEADS = {label: name for name, label in FACT_LABELS.items()} | ALSO


class BadFacts(ValueError):  # noqa: N818 -- reads as the sentence it is
    """A source says something that cannot be so; the message names field and value."""


def facts_from_plain(plain: Mapping[str, Any], source: str, fetched_at: datetime) -> PatentFacts:
    """Facts from a mapping with our names or the Chinese heads; unknown keys are passed over, blanks are unknown."""
    told: dict[str, Any] = {}
    for key, value in plain.items():
        name = HEADS.get(head := str(key).strip(), head)
        if head in ALSO and name in told:
            continue
        if name in READERS and value is not None and value != "":
            told[name] = Known(_read(name, value), source, fetched_at)
    return PatentFacts(**told)


def facts_to_plain(facts: PatentFacts) -> dict[str, Any]:
    """The values alone, for a JSON column; source and time stand beside them."""
    return {name: _plain(fact.value) for name, fact in facts.known()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, RecordedLicence | Burden):
        return {name: _plain(part) for name, part in asdict(value).items() if part not in (None, "")}
    if isinstance(value, Status | LicenceKind):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    try:
        return READERS[name](value)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as fault:
        raise BadFacts(f"“{FACT_LABELS[name]}”的值“{str(value)[:60]}”无法理解") from fault


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 2000:
        raise ValueError(value)
    return storable(value.strip())


def _day(value: Any) -> date:
    if not isinstance(value, str | date) or (day := read_day(value)) is None:
        raise ValueError(value)
    return day


def _day_or_none(value: Any) -> date | None:
    """Blank, or the 9999-12-31 that many registers write where no end is known, is nobody's day."""
    return _day(value) if value and not str(value).startswith("9999") else None


def _whole(value: Any) -> int:
    years = int(value)
    if isinstance(value, bool) or years != float(value) or not 0 <= years <= 30:
        raise ValueError(value)
    return years


def _status(value: Any) -> Status:
    said = _text(value)
    if said in STATUS_WORDS:
        return STATUS_WORDS[said]
    return Status(said)


def _owners(value: Any) -> tuple[str, ...]:
    names = split_owners(value) if isinstance(value, str) else tuple(filter(None, map(_text, value)))
    if not names:
        raise ValueError(value)
    return names


def _statutory(value: Any) -> str:
    return "" if _text(value) in NOTHING else _text(value)


def _licences(value: Any) -> tuple[RecordedLicence, ...]:
    return tuple(_licence(row) for row in _entries(value, ("record", "kind", "licensee", "since", "until")))


def _licence(row: Mapping[str, Any]) -> RecordedLicence:
    said = _text(row.get("kind", ""))
    kind = LicenceKind(said) if said in set(LicenceKind) else licence_kind(said)
    return RecordedLicence(
        _text(row.get("record", "")),
        kind,
        _text(row.get("licensee", "")),
        _day_or_none(row.get("since")),
        _day_or_none(row.get("until")),
        _day_or_none(row.get("cancelled_on")),
    )


def _burdens(value: Any) -> tuple[Burden, ...]:
    return tuple(
        Burden(
            _text(row.get("record", "")),
            _text(row.get("holder", "")),
            _day_or_none(row.get("since")),
            _day_or_none(row.get("lifted_on")),
        )
        for row in _entries(value, ("record", "holder", "since", "lifted_on"))
    )


def _entries(value: Any, names: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """Objects of JSON, or a cell `登记号|质权人|日期` with one entry per line; 无 means that there is none."""
    if isinstance(value, str):
        lines = [] if value.strip() in NOTHING else value.replace("；", "\n").replace(";", "\n").splitlines()
        return [dict(zip(names, map(str.strip, line.split("|")), strict=False)) for line in lines if line.strip()]
    rows = list(value)
    if not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(value)
    return rows


READERS: dict[str, Callable[[Any], Any]] = {
    "title": _text,
    "owners": _owners,
    "filing_date": _day,
    "grant_date": _day,
    "main_class": _text,
    "status": _status,
    "ended_on": _day,
    "extended_to": _day,
    "paid_years": _whole,
    "partly_invalid": _text,
    "licences": _licences,
    "pledges": _burdens,
    "preservations": _burdens,
    "ownership_disputes": _burdens,
    "statutory_declaration": _statutory,
}
assert set(READERS) == set(FACT_NAMES)
