"""Which requirements exist (docs/requirements.csv) and which tests say that they prove them."""

import ast
import csv
from collections import defaultdict
from collections.abc import Container
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "requirements.csv"
PROVED, PLANNED, OUT_OF_SOFTWARE = "proved", "planned", "out_of_software"


@dataclass(frozen=True)
class Requirement:
    """A line of the list: `kind` is core, switchable, support or policy; `state` proved, planned or out_of_software."""

    id: str
    kind: str
    room: str
    state: str
    summary: str


def listed() -> list[Requirement]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return [Requirement(**row) for row in csv.DictReader(file)]


def as_proved(items: list[Requirement], proved: Container[str]) -> list[Requirement]:
    """The same lines with the state that the tests say; what is no software stays so."""
    return [
        item if item.state == OUT_OF_SOFTWARE else replace(item, state=PROVED if item.id in proved else PLANNED)
        for item in items
    ]


def write(items: list[Requirement]) -> None:
    with LIST.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, [field.name for field in fields(Requirement)], lineterminator="\n")
        lines.writeheader()
        lines.writerows(asdict(item) for item in items)


def proofs(folder: Path = ROOT / "tests") -> dict[str, list[str]]:
    """Requirement id → the tests that carry its marker."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for identifier in _marked(node):
                    found[identifier].append(f"{path.relative_to(folder)}::{node.name}")
    return found


def _marked(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    return [
        argument.value
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.requirement"
        for argument in decorator.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
