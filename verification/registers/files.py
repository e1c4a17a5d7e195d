"""The default source: a file that somebody exported from the register. It works with no network at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from verification.dossier import PatentFacts
from verification.numbers import PatentNumber, read_cell
from verification.registers.codec import BadFacts, facts_from_plain
from verification.registers.protocol import Absent, Answer, Found
from verification.tables import read_table

NUMBER_HEADS = ("专利号", "专利申请号", "申请号", "专利申请号（专利号）", "number")


@dataclass(frozen=True)
class Fault:
    """A row that was not taken, and why. Lines count as in a spreadsheet, with the heads in line 1."""

    line: int
    sentence: str


@dataclass(frozen=True)
class FileRegister:
    """Facts by number, from one file at one time."""

    name: str
    fetched_at: datetime
    facts: Mapping[PatentNumber, PatentFacts] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    proves_absence: bool = False

    def facts_of(self, number: PatentNumber) -> Answer:
        facts = self.facts.get(number)
        return Found(facts, self.name, self.fetched_at) if facts else Absent(self.name, self.fetched_at)


def open_file(content: bytes, filename: str, *, source: str, fetched_at: datetime) -> FileRegister:
    """Read a CSV, JSON or XLSX file. Rows that cannot be used are listed in `faults`; BadTable if nothing can."""
    return from_rows(read_table(content, filename), source=source, fetched_at=fetched_at)


def from_rows(rows: Iterable[Mapping[str, Any]], *, source: str, fetched_at: datetime) -> FileRegister:
    facts: dict[PatentNumber, PatentFacts] = {}
    faults: list[Fault] = []
    for line, row in enumerate(rows, start=2):
        try:
            number = row_number(row)
            told = facts_from_plain(row, source, fetched_at)
        except BadFacts as fault:
            faults.append(Fault(line, str(fault)))
            continue
        if number in facts and facts[number] != told:
            faults.append(Fault(line, f"{number} 在同一文件中出现两次且内容不同，先出现的一行有效"))
        facts.setdefault(number, told)
    return FileRegister(source, fetched_at, facts, tuple(faults))


def row_number(row: Mapping[str, Any]) -> PatentNumber:
    """The patent a row is about. Raises BadFacts with the sentence of the number's reader."""
    cell = next((row[head] for head in NUMBER_HEADS if row.get(head)), None)
    readings = read_cell(cell)
    if len(readings) != 1 or readings[0].number is None:
        raise BadFacts(readings[0].sentence if readings and readings[0].sentence else "这一行没有（唯一的）专利号")
    return readings[0].number
