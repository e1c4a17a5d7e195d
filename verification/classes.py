"""The sections of the industries (GB/T 4754-2017) and of the patent classes (IPC); designs have no IPC."""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


@cache
def industries() -> dict[str, str]:
    """门类 by letter: `C` is 制造业."""
    return {row["section"]: row["name"] for row in _rows("industries.csv")}


@cache
def ipc_sections() -> dict[str, str]:
    """部 by letter: `H` is 电学."""
    return {row["section"]: row["name"] for row in _rows("ipc_sections.csv")}


def industry_section(text: str) -> str | None:
    """The letter of an industry given by letter, name, division or class number (`C`, `制造业`, `39`, `3911`)."""
    said = text.strip()
    if said.upper() in industries():
        return said.upper()
    if by_name := next((letter for letter, name in industries().items() if name == said), None):
        return by_name
    digits = said.lstrip("ABCDEFGHIJKLMNOPQRST")[:2]
    for row in _rows("industries.csv"):
        first, last = row["divisions"].split("-")
        if len(digits) == 2 and digits.isdigit() and first <= digits <= last:
            return row["section"]
    return None


def ipc_section(main_class: str) -> str | None:
    """The section of a main class: `H01M 10/0525` lies in H."""
    letter = main_class.strip()[:1].upper()
    return letter if letter in ipc_sections() else None


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
