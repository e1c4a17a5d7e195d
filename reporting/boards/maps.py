"""A map of the units of a place: the approved base map where one was put in its slot, else a grid of tiles.

The slot: a folder (BASE_MAPS) with one GeoJSON per province, named by its short name (`ln.geojson`), in longitude and
latitude, each feature with `adcode` or `code` in its properties, and at the top "审图号", the approval number that
public maps must bear. A file without the number is not drawn. Figures stand in the tiles or the table either way.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

WIDTH = 720
LEVELS = 5
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Shape:
    """One unit on the base map: its outline as an SVG path, and where its name stands."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class BaseMap:
    """Outlines in the units of an SVG view box, with the number under which the map was approved."""

    approval: str
    height: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Place:
    """A unit with its figure; `level` 0 to 4 decides the depth of its colour."""

    code: str
    name: str
    value: Any
    level: int
    href: str = ""


def levels(values: Mapping[str, Any]) -> dict[str, int]:
    """0 for nothing, then four equal steps up to the greatest."""
    most = max(values.values(), default=0)
    return {key: math.ceil(value / most * (LEVELS - 1)) if most else 0 for key, value in values.items()}


def base_map(slug: str) -> BaseMap | None:
    """The map in the slot of a province; None leaves the grid of tiles."""
    path = Path(settings.BASE_MAPS) / f"{slug}.geojson" if settings.BASE_MAPS else None
    if path is None or not path.is_file():
        return None
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> BaseMap | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        features = [(str(_code(each["properties"])), list(_rings(each["geometry"]))) for each in data["features"]]
        approval = str(data["审图号"]).strip()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    rings = [ring for _code_, found in features for ring in found]
    return _drawn(approval, features, rings) if approval and rings else None


def _code(properties: Mapping[str, Any]) -> Any:
    return properties["adcode"] if "adcode" in properties else properties["code"]


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """The outlines of a polygon or of several; holes with them."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon


def _drawn(approval: str, features: list[tuple[str, list[Ring]]], rings: list[Ring]) -> BaseMap:
    """Equal scale in both directions at the middle of the place."""
    east, west = (pick(point[0] for ring in rings for point in ring) for pick in (max, min))
    north, south = (pick(point[1] for ring in rings for point in ring) for pick in (max, min))
    narrow = math.cos(math.radians((north + south) / 2))
    scale = WIDTH / ((east - west) * narrow or 1)

    def project(point: Sequence[float]) -> tuple[float, float]:
        return round((point[0] - west) * narrow * scale, 1), round((north - point[1]) * scale, 1)

    shapes = tuple(_shape(code, [[project(point) for point in ring] for ring in found]) for code, found in features)
    return BaseMap(approval, round((north - south) * scale) or 1, shapes)


def _shape(code: str, rings: list[list[tuple[float, float]]]) -> Shape:
    outline = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
    largest = max(rings, key=len)
    middle = [round(sum(values) / len(largest), 1) for values in zip(*largest, strict=True)]
    return Shape(code, outline, *middle)
