"""What a check says: a sentence for people, with the clause it rests on, the evidence seen and where it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.timezone import localtime


class Level(StrEnum):
    """How much a finding weighs. STOP: it cannot go on. ASK: a person must answer first. NOTE: good to know."""

    STOP = "stop"
    ASK = "ask"
    NOTE = "note"


class Item(StrEnum):
    """The lines of the audit sheet; each check belongs to one."""

    NUMBER = "number"
    VALIDITY = "validity"
    LICENCE = "licence"
    PLEDGE = "pledge"
    DISPUTE = "dispute"
    OWNERS = "owners"
    REPORT = "report"
    TERM = "term"
    FEE = "fee"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        return ITEM_LABELS[self]

    @property
    def rests_on_registers(self) -> bool:
        """Whether a register must have answered; the others are judged by the declaration itself."""
        return self not in (Item.REPORT, Item.TERM, Item.FEE, Item.DUPLICATE)


ITEM_LABELS = {
    Item.NUMBER: "专利号与类型",
    Item.VALIDITY: "专利权有效性",
    Item.LICENCE: "独占、排他许可",
    Item.PLEDGE: "质押登记",
    Item.DISPUTE: "保全与权属纠纷",
    Item.OWNERS: "专利权人",
    Item.REPORT: "评价报告或检索报告",
    Item.TERM: "许可期限",
    Item.FEE: "许可使用费",
    Item.DUPLICATE: "重复声明",
}


@dataclass(frozen=True)
class Evidence:
    """One fact that was looked at, as it read at that time."""

    name: str
    value: str
    source: str = ""
    fetched_at: str = ""

    @property
    def fetched(self) -> str:
        """When the source told it, to the minute in Chinese time; empty where no source did."""
        return f"{localtime(datetime.fromisoformat(self.fetched_at)):%Y-%m-%d %H:%M}" if self.fetched_at else ""


@dataclass(frozen=True)
class Finding:
    """One thing a person should know, in one sentence."""

    level: Level
    code: str
    sentence: str
    clause: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def source(self) -> str:
        """Where the evidence came from, each source once."""
        return "、".join(dict.fromkeys(piece.source for piece in self.evidence if piece.source))


@dataclass(frozen=True)
class ItemResult:
    """One line of the audit sheet: what was found and what it was judged by."""

    item: Item
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]

    @property
    def level(self) -> Level | None:
        """The heaviest finding; None when the item is in order."""
        levels = {finding.level for finding in self.findings}
        return next((level for level in Level if level in levels), None)

    @property
    def passes(self) -> bool:
        return self.level in (None, Level.NOTE)


@dataclass(frozen=True)
class Report:
    """The outcome of one check of one dossier: what an officer sees, and what replay shows years later."""

    number: str
    checked_on: date
    items: tuple[ItemResult, ...] = field(default=())

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for item in self.items for finding in item.findings)

    @property
    def stops(self) -> tuple[Finding, ...]:
        return self._of(Level.STOP)

    @property
    def asks(self) -> tuple[Finding, ...]:
        return self._of(Level.ASK)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return self._of(Level.NOTE)

    @property
    def passes(self) -> bool:
        """Nothing stops it and nobody has to be asked."""
        return all(item.passes for item in self.items)

    def _of(self, level: Level) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == level)

    def as_plain(self) -> dict[str, Any]:
        """For a JSON column; `from_plain` gives the same report back."""
        return asdict(self) | {"checked_on": self.checked_on.isoformat()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Report":
        items = tuple(_item_from_plain(item) for item in plain["items"])
        return cls(plain["number"], date.fromisoformat(plain["checked_on"]), items)


def _item_from_plain(plain: Mapping[str, Any]) -> ItemResult:
    findings = tuple(
        Finding(Level(row["level"]), row["code"], row["sentence"], row["clause"], _evidence(row["evidence"]))
        for row in plain["findings"]
    )
    return ItemResult(Item(plain["item"]), findings, _evidence(plain["evidence"]))


def _evidence(rows: Iterable[Mapping[str, str]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**row) for row in rows)
