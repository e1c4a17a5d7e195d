"""What there is to say about a row: a fault keeps it out, a repair was made, a note is good to know."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FAULTS, ACCOUNT = "错误", "导入说明"  # heads of the columns that are written into the workbook
TAKEN = "已导入"  # a row that says so in the account is passed over when the workbook comes again


class Level(StrEnum):
    FAULT = "fault"
    REPAIR = "repair"
    NOTE = "note"


@dataclass(frozen=True)
class Remark:
    """One sentence, at a column of the batch (`key`); empty: about the row."""

    level: Level
    key: str
    sentence: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.sentence}（{self.clause}）" if self.clause else self.sentence

    def as_data(self, at: int | None) -> dict[str, Any]:
        """For the row of the account; `at` is the column of the sheet, from 0."""
        return {"level": self.level.value, "at": at, "sentence": str(self)}


def fault(key: str, sentence: str, clause: str = "") -> Remark:
    return Remark(Level.FAULT, key, sentence, clause)


def repair(key: str, sentence: str) -> Remark:
    return Remark(Level.REPAIR, key, sentence)


def note(key: str, sentence: str, clause: str = "") -> Remark:
    return Remark(Level.NOTE, key, sentence, clause)
