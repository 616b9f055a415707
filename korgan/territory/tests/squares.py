"""A small country of squares: two departments, each of districts with a desk and precincts without one."""

import json
from typing import Any

from korgan.territory.rules import Fallback
from korgan.territory.tree import AreaRow, DeskRow, Tree

FALLBACK = Fallback(desk=999, department=998, department_code="OWN", timezone="Asia/Aqtobe")
NAMES = {"kk": "к", "ru": "р", "uk": "у", "en": "e"}
WEST, EAST = 10, 20


def square(lon: float, lat: float, wide: float = 1, high: float = 1) -> dict[str, Any]:
    ring = [[lon, lat], [lon + wide, lat], [lon + wide, lat + high], [lon, lat + high], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def area(number: int, parent: int | None, kind: str, geometry: dict[str, Any] | None = None, **more: Any) -> AreaRow:
    text = json.dumps(geometry) if geometry else None
    return AreaRow(
        number, parent, kind, more.pop("code", f"C{number}"), NAMES, geometry=text, **{"timezone": "", **more}
    )


def desk(number: int, area: int, kind: str = "duty_unit") -> DeskRow:
    return DeskRow(number, area, kind, NAMES)


def country() -> Tree:
    """Department 10 (lon 0–4): district 11 with precincts 111, 112; district 12, a leaf. Department 20: district 21."""
    return Tree(
        [
            area(1, None, "country"),
            area(WEST, 1, "department", square(0, 50, 4), code="WST", timezone="Asia/Almaty"),
            area(11, WEST, "district", square(0, 50, 2)),
            area(111, 11, "precinct", square(0, 50)),
            area(112, 11, "precinct", square(1, 50, 1, 0.5)),
            area(12, WEST, "district", square(2, 50, 2)),
            area(EAST, 1, "department", square(4, 50, 2), code="EST", timezone="Asia/Almaty"),
            area(21, EAST, "district", square(4, 50, 2)),
        ],
        [
            desk(100, WEST, "operations_centre"), desk(110, 11), desk(120, 12),
            desk(200, EAST, "operations_centre"), desk(210, 21),
        ],
    )  # fmt: skip
