"""`python3 manage.py fuzz [--only B1,isolation]`: every case whole, then a table of what was tried and what was bad."""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.embedded.engines import Engines
from config.testing import STATE, clear_away_the_dead, run_pytest, start_migrated

# What a case is called, and where it stands, in one place or several; the suite runs a share of each.
CASES = {
    "isolation": "tests/isolation",
    "mutants": "tests/isolation/test_mutants.py",
    "B1": "tests/fuzz/test_requests.py tests/fuzz/test_by_schema.py",
    "B2": "tests/fuzz/test_forms.py",
    "B3": "tests/fuzz/test_stateful.py tests/fuzz/test_money.py tests/fuzz/test_at_once.py",
    "B4": "tests/fuzz/test_parsers.py",
    "B5": "tests/fuzz/test_files.py",
    "B6": "tests/fuzz/test_injections.py tests/fuzz/test_every_text.py",
    "B7": "tests/fuzz/test_chinese.py",
    "B10": "tests/fuzz/test_spreadsheets.py",
}

NOTHING = {"tried": 0, "bad": 0, "seconds": 0.0, "slowest": 0.0}


def fuzz(arguments: list[str]) -> int:
    """Status 1 when anything was bad, 2 when something was asked for that does not exist."""
    options = asked(arguments)
    clear_away_the_dead()
    engines = Engines(STATE / f"test-{os.getpid()}", durable=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            environment = start_migrated(engines) | {"FUZZ_FOLDER": folder, "FUZZ_ONE_IN": str(options.one_in)}
            status = run_pytest([*dict.fromkeys(options.only), "--dist=worksteal", "--tb=short"], environment)
            for line in table(Path(folder)):
                print(line)
            if options.one_in > 1:
                print(f"每项只做了 {options.one_in} 分之一；全部：manage.py fuzz")
            return status
    finally:
        engines.remove()


def asked(arguments: list[str]) -> argparse.Namespace:
    """`only` holds the places of the cases."""
    parser = argparse.ArgumentParser("manage.py fuzz", description="隔离与坏输入：全部情形，逐项计数")
    parser.add_argument("--only", default=",".join(CASES), type=places, help=f"只做这些：{','.join(CASES)}")
    parser.add_argument("--one-in", type=int, default=1, metavar="N", help="每项只做N分之一，机器小或者时间短时用")
    return parser.parse_args(arguments)


def places(names: str) -> list[str]:
    """Where the named cases stand; refuses a name that none has."""
    wanted = [name.strip() for name in names.split(",")]
    if unknown := [name for name in wanted if name not in CASES]:
        raise argparse.ArgumentTypeError(f"没有“{'、'.join(unknown)}”这一项；可选：{'、'.join(CASES)}")
    return [place for name in wanted for place in CASES[name].split()]


def table(folder: Path) -> Iterator[str]:
    """What the cases noted, one line each; the parts of a case are told as one."""
    told: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            add(told.setdefault((note := json.loads(line))["case"], note | NOTHING), note)
    yield f"{'case':<44}{'tried':>10}{'bad':>6}{'CPU s':>9}{'slowest s':>11}"
    for _case, note in sorted(told.items()):
        slowest = f"{note['slowest']:.2f}" if note["slowest"] else "—"
        yield f"{note['case']:<44}{note['tried']:>10,}{note['bad']:>6}{note['seconds']:>9.1f}{slowest:>11}"


def add(told: dict[str, Any], note: dict[str, Any]) -> None:
    for figure in ("tried", "bad", "seconds"):
        told[figure] += note[figure]
    told["slowest"] = max(told["slowest"], note["slowest"])
