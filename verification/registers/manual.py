"""What an officer typed from a register copy (登记簿副本), with the file that proves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from verification.dossier import PatentFacts
from verification.numbers import PatentNumber
from verification.registers.codec import facts_from_plain
from verification.registers.protocol import Absent, Answer, Found


@dataclass(frozen=True)
class ManualEntry:
    """Facts of one patent, by one person, from one uploaded copy (named by its digest)."""

    number: PatentNumber
    facts: PatentFacts
    entered_by: str
    copy_digest: str
    fetched_at: datetime
    proves_absence: bool = False

    @property
    def name(self) -> str:
        return f"登记簿副本（{self.entered_by}录入，文件 {self.copy_digest[:12]}）"

    def facts_of(self, number: PatentNumber) -> Answer:
        if number != self.number:
            return Absent(self.name, self.fetched_at)
        return Found(self.facts, self.name, self.fetched_at)


def manual_entry(
    number: PatentNumber, values: Mapping[str, Any], *, entered_by: str, copy_digest: str, at: datetime
) -> ManualEntry:
    """Raises BadFacts naming the field that cannot be understood."""
    entry = ManualEntry(number, PatentFacts(), entered_by, copy_digest, at)
    return ManualEntry(number, facts_from_plain(values, entry.name, at), entered_by, copy_digest, at)
