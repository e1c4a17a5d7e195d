"""What is checked: the patent as the registers know it, and the offer as its owner makes it. Plain values only."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from verification.findings import Evidence
from verification.numbers import PatentNumber

Value = TypeVar("Value")


@dataclass(frozen=True)
class Known(Generic[Value]):
    """A fact with its source and the time it was fetched. `None` in its place means: nobody has told us."""

    value: Value
    source: str
    fetched_at: datetime

    def evidence(self, name: str) -> Evidence:
        return Evidence(name, shown(self.value), self.source, self.fetched_at.isoformat(timespec="seconds"))


def shown(value: object) -> str:
    """A fact as a person reads it."""
    if isinstance(value, tuple):
        return "；".join(shown(part) for part in value) or "无"
    return str(value)


class Status(StrEnum):
    """What the register says about the right itself."""

    PENDING = "pending"
    REFUSED = "refused"
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    ABANDONED = "abandoned"
    INVALID = "invalid"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]

    def __str__(self) -> str:
        return self.label


STATUS_LABELS = {
    Status.PENDING: "审查中",
    Status.REFUSED: "申请已驳回、撤回或视为撤回",
    Status.IN_FORCE: "专利权有效",
    Status.LAPSED: "未缴年费专利权终止",
    Status.EXPIRED: "专利权期限届满",
    Status.ABANDONED: "专利权已放弃",
    Status.INVALID: "专利权全部无效",
}


class LicenceKind(StrEnum):
    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    ORDINARY = "ordinary"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {"exclusive": "独占许可", "sole": "排他许可", "ordinary": "普通许可", "unknown": "种类不明的许可"}[
            self.value
        ]


@dataclass(frozen=True)
class RecordedLicence:
    """A licence contract on record. `until` None: no end is known; `cancelled_on`: its record was cancelled."""

    record: str
    kind: LicenceKind
    licensee: str = ""
    since: date | None = None
    until: date | None = None
    cancelled_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.cancelled_on is None

    def open_on(self, day: date) -> bool:
        started = self.since is None or self.since <= day
        ended = any(end is not None and end < day for end in (self.until, _day_before(self.cancelled_on)))
        return started and not ended

    def __str__(self) -> str:
        until = f"至{self.until}" if self.until else "未载明终止日"
        return f"{self.kind.label} {self.record} {self.licensee} {until}".replace("  ", " ")


@dataclass(frozen=True)
class Burden:
    """A pledge, a preservation or an ownership dispute on the register, from `since` until it is lifted."""

    record: str
    holder: str = ""
    since: date | None = None
    lifted_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.lifted_on is None

    def open_on(self, day: date) -> bool:
        started = self.since is None or self.since <= day
        return started and (self.lifted_on is None or self.lifted_on > day)

    def __str__(self) -> str:
        since = f"自{self.since}" if self.since else ""
        return " ".join(part for part in (self.record, self.holder, since) if part)


def _day_before(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() - 1) if day else None


@dataclass(frozen=True)
class Conflict:
    """Two sources that say different things about the same fact; a person decides."""

    name: str
    values: tuple[Evidence, ...]


@dataclass(frozen=True)
class PatentFacts:
    """What is known of one patent. Each fact stands for itself: one may be from the register, another from a file."""

    title: Known[str] | None = None
    owners: Known[tuple[str, ...]] | None = None
    filing_date: Known[date] | None = None
    grant_date: Known[date] | None = None
    main_class: Known[str] | None = None
    status: Known[Status] | None = None
    ended_on: Known[date] | None = None
    """The day from which the right is no more (for an unpaid fee: its due date)."""
    extended_to: Known[date] | None = None
    """The day on which the right ends after term compensation (现专利权期满终止日)."""
    paid_years: Known[int] | None = None
    """The last patent year for which the annual fee is paid, counted from filing."""
    partly_invalid: Known[str] | None = None
    licences: Known[tuple[RecordedLicence, ...]] | None = None
    pledges: Known[tuple[Burden, ...]] | None = None
    preservations: Known[tuple[Burden, ...]] | None = None
    ownership_disputes: Known[tuple[Burden, ...]] | None = None
    statutory_declaration: Known[str] | None = None
    """Number of a statutory open-licence declaration in force; empty when there is none."""
    conflicts: tuple[Conflict, ...] = ()

    def known(self) -> Iterator[tuple[str, Known]]:
        """Every fact that someone has told us, by name."""
        for name in FACT_NAMES:
            if (fact := getattr(self, name)) is not None:
                yield name, fact

    def evidence(self, *names: str) -> tuple[Evidence, ...]:
        facts = dict(self.known())
        return tuple(facts[name].evidence(FACT_LABELS[name]) for name in names if name in facts)


FACT_LABELS = {
    "title": "发明名称",
    "owners": "专利权人",
    "filing_date": "申请日",
    "grant_date": "授权公告日",
    "main_class": "主分类号",
    "status": "法律状态",
    "ended_on": "终止日",
    "extended_to": "期限补偿后的期满终止日",
    "paid_years": "年费缴至第几年度",
    "partly_invalid": "部分无效",
    "licences": "实施许可备案",
    "pledges": "质押登记",
    "preservations": "保全",
    "ownership_disputes": "权属纠纷",
    "statutory_declaration": "法定开放许可声明编号",
}
FACT_NAMES = tuple(part.name for part in fields(PatentFacts) if part.name != "conflicts")


class Consent(StrEnum):
    GIVEN = "given"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True)
class Owner:
    """One of the owners as the declaration lists them."""

    name: str
    consent: Consent = Consent.WAITING


class ReportKind(StrEnum):
    NONE = "none"
    EVALUATION = "evaluation"
    SEARCH = "search"


@dataclass(frozen=True)
class AskedFee:
    """The offered terms in comparable figures; None where the terms do not have the figure.

    `fixed` is the total of all fixed payments in yuan, rates are percent of net sales or of profit.
    """

    text: str = ""
    free: bool = False
    fixed: Decimal | None = None
    royalty_of_sales: Decimal | None = None
    royalty_of_profit: Decimal | None = None

    @property
    def has_royalty(self) -> bool:
        return self.royalty_of_sales is not None or self.royalty_of_profit is not None

    @property
    def is_clear(self) -> bool:
        figures = (self.fixed, self.royalty_of_sales, self.royalty_of_profit)
        return self.free or any(figure is not None for figure in figures)


@dataclass(frozen=True)
class Reference:
    """What others paid, a row of a published table: average amount in yuan, average rate in percent."""

    name: str
    source: str
    year: str
    amount: Decimal | None = None
    rate: Decimal | None = None


@dataclass(frozen=True)
class Elsewhere:
    """The same patent in another declaration."""

    record: str
    province: str
    same_province: bool
    state: str = ""


@dataclass(frozen=True)
class Dossier:
    """Everything a check may look at, frozen at `checked_on`."""

    number: PatentNumber
    checked_on: date
    facts: PatentFacts = PatentFacts()
    register_answer: str = "found"
    """`found`, `absent` (no such number) or `unavailable` (nobody answered yet)."""
    title: str = ""
    owners: tuple[Owner, ...] = ()
    term_start: date | None = None
    term_end: date | None = None
    report: ReportKind = ReportKind.NONE
    report_is_negative: bool | None = None
    report_requested: bool = False
    pledgee_consents: frozenset[str] = frozenset()
    """Registration numbers of pledges whose holder has agreed in writing."""
    receipt_paid_years: int | None = None
    """From a fee receipt the owner uploaded: the last patent year paid."""
    fee: AskedFee = AskedFee()
    references: tuple[Reference, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = field(default=())
