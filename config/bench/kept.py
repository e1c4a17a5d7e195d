"""The latest reading of each measure at each size, kept from run to run: how everything grows, in one table."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from config.bench.measures import Line

BARE = "—"
Told = dict[str, Any]  # a line as JSON


def keep(file: Path, lines: Iterable[Line]) -> None:
    """A later reading takes the place of an earlier one of the same measure and size."""
    kept = {place(line): line for line in read(file)}
    today = {"day": date.today().isoformat()}
    told = (line.as_data() for line in lines)
    kept |= {place(line): line | today for line in told}
    file.write_text(json.dumps(list(kept.values()), ensure_ascii=False, indent=1))


def read(file: Path) -> list[Told]:
    kept: list[Told] = json.loads(file.read_text()) if file.exists() else []
    return kept


def place(line: Told) -> tuple[str, str, int]:
    return line["goal"], line["name"], line["size"]


def table(lines: Iterable[Told]) -> Iterator[str]:
    """One line per measure: its ratio (or itself) at each size, and the exponents from size to size."""
    measures: dict[tuple[str, str], dict[int, Told]] = defaultdict(dict)
    for line in lines:
        measures[line["goal"], line["name"]][line["size"]] = line
    sizes = sorted({size for told in measures.values() for size in told})
    heads = "".join(f"{f'{size:,}':>12}" for size in sizes)
    yield f"{'目标':4}{heads}{'本身的指数':>14}{'倍数的指数':>14}  量测（倍数；没有对照的写本身和单位）"
    for (goal, name), told in sorted(measures.items(), key=lambda each: (len(each[0][0]), each[0])):
        figures = "".join(f"{figure(told.get(size)):>12}" for size in sizes)
        in_order = [told[size] for size in sorted(told)]
        yield f"{goal:5} {figures}{exponents(in_order, 'ours'):>18}{exponents(in_order, 'ratio'):>18}  {name}"


def figure(line: Told | None) -> str:
    if line is None:
        return BARE
    return f"{line['ours'] / line['raw']:.3f}" if line["raw"] else f"{line['ours']:.3g} {line['unit'].split('/')[0]}"


def exponents(lines: list[Told], what: str) -> str:
    """From each size to the next: 0 stays as it is, 1 grows with the data."""
    values = [(line["size"], value_of(line, what)) for line in lines]
    found = [
        f"{math.log(large / small) / math.log(more / less):+.2f}"
        for (less, small), (more, large) in pairwise(values)
        if small > 0 and large > 0
    ]
    return " ".join(found) or BARE


def value_of(line: Told, what: str) -> float:
    if what == "ours":
        return float(line["ours"])
    return float(line["ours"] / line["raw"]) if line["raw"] else 0
