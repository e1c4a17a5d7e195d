"""Load the administrative tree from the unit files that ship with the packs.

`nation.units.csv` lists every unit that can be a provincial-level tenant (CN-01); `<slug>.units.csv` lists what
reports within one province, in the order of its official tables. A unit's place in the tree is where it reports.
"""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate

from tenancy.models import Province, Region
from tenancy.models.regions import NATION, Level, RegionKind

PACKS = Path(__file__).parent / "policy" / "packs"
NATION_CODE = "100000"
COLUMNS = {"code", "name", "name_en", "level", "parent", "kind", "division_code"}
NATION_COLUMNS = {"key", "slug", "name", "name_en", "code", "kind", "division_code", "started_on"}
KEPT_IN_STEP = ["province", "division_code", "name", "name_en", "level", "kind", "parent", "path", "position"]

Row = dict[str, str]


class UnitFileError(ValueError):
    """A unit file that cannot be loaded; the sentence names file, line and rule."""


@transaction.atomic
def load_reference(folder: Path = PACKS) -> int:
    """The nation with its provincial units, then each province that has a unit file. Safe to run again."""
    keys = load_nation(folder / "nation.units.csv")
    files = [folder / f"{slug}.units.csv" for slug in keys]
    return len(keys) + sum(load_units(keys[_slug(file)], file) for file in files if file.exists())


def load_nation(file: Path) -> dict[str, int]:
    """Every possible provincial-level tenant, started or not. Returns the province key of each slug."""
    rows = _read(file, NATION_COLUMNS)
    for row in rows:
        names = {"slug": row["slug"], "name": row["name"], "name_en": row["name_en"]}
        started = {"started_on": row["started_on"] or None}
        Province.objects.update_or_create(pk=int(row["key"]), defaults=names, create_defaults=names | started)
    _save([_provincial(rows[0], 0, None)])
    nation = Region.objects.get(code=NATION_CODE)
    _save([_provincial(row, position, nation) for position, row in enumerate(rows[1:], start=1)])
    return {row["slug"]: int(row["key"]) for row in rows if int(row["key"]) != NATION}


def load_units(province: int, file: Path) -> int:
    """The units of one province. Returns their number.

    A unit that has left the file is ended today, never deleted, and goes on when it is there again; one that came into
    it later begins today, so that the months before keep their units.
    """
    root = Region.objects.get(province=province, level=Level.PROVINCE)
    known = {root.code: root}
    rows = list(enumerate(_read(file, COLUMNS), start=1))
    begins = localdate() if Region.objects.filter(province=province).exclude(pk=root.pk).exists() else None
    for level in (Level.CITY, Level.COUNTY):
        units = [_unit(row, position, known, province, file) for position, row in rows if row["level"] == level]
        _save(units, begins)
        known |= {unit.code: unit for unit in Region.objects.filter(province=province, level=level)}
    own, there = Region.objects.filter(province=province).exclude(pk=root.pk), [row["code"] for _, row in rows]
    own.filter(valid_to=None).exclude(code__in=there).update(valid_to=localdate())
    own.filter(code__in=there).exclude(valid_to=None).update(valid_to=None)
    return len(rows)


def start_province(province: Province, on: date) -> None:
    """From this day the province takes part; until then the national table says that it has not started (CN-01)."""
    province.started_on = on
    province.save(update_fields=["started_on"])


def _slug(file: Path) -> str:
    return file.name.removesuffix(".units.csv")


def _read(file: Path, columns: set[str]) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if missing := columns - set(reader.fieldnames or ()):
            raise UnitFileError(f"{file.name} 缺少列：{'、'.join(sorted(missing))}")
        return list(reader)


def _provincial(row: Row, position: int, nation: Region | None) -> Region:
    level = Level.PROVINCE if nation else Level.NATION
    return Region(province_id=int(row["key"]), level=level, parent=nation, **_shared(row, position))


def _unit(row: Row, position: int, known: dict[str, Region], province: int, file: Path) -> Region:
    if row["parent"] not in known:
        raise UnitFileError(f"{file.name} 第{position + 1}行：上级单位 {row['parent']} 不存在")
    return Region(province_id=province, level=row["level"], parent=known[row["parent"]], **_shared(row, position))


def _shared(row: Row, position: int) -> dict[str, object]:
    return {
        "code": row["code"],
        "division_code": row["division_code"],
        "name": row["name"],
        "name_en": row["name_en"],
        "kind": RegionKind(row["kind"]),
        "position": position,
    }


def _save(units: Iterable[Region], begins: date | None = None) -> None:
    """`begins`: of those that are new; the others keep their day."""
    units = list(units)
    for unit in units:
        unit.valid_from = begins
        unit.place()
    Region.objects.bulk_create(units, update_conflicts=True, unique_fields=["code"], update_fields=KEPT_IN_STEP)
