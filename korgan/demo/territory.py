"""The made-up region as features for the importer, the same way a real region comes in."""

from typing import Any, NamedTuple

from korgan.demo import borders, names
from korgan.demo.backdrop import villages
from korgan.demo.names import Names
from korgan.demo.plan import Point, corner
from korgan.territory.geojson import Feature
from korgan.territory.survey import LANGUAGES, Properties

REGION_CODE, DEPARTMENT_CODE, TOWN_CODE = "KOKSAI", "KKS", "KKS-13"
TIMEZONE = "Asia/Almaty"
PROPERTIES = Properties("code", {language: language for language in LANGUAGES})
ACROSS = 4


class Station(NamedTuple):
    """A desk of the area with this kind:code and where its building stands."""

    area: str
    kind: str
    names: Names
    place: Point


def region() -> list[Feature]:
    return [_feature(1, REGION_CODE, names.REGION, borders.region())]


def department() -> list[Feature]:
    return [_feature(1, DEPARTMENT_CODE, names.DEPARTMENT, borders.region())]


def districts() -> list[Feature]:
    """Twelve rural districts and the town."""
    rural = [
        _feature(number, district_code(number), district.names, borders.district(*_cell(number)))
        for number, district in enumerate(names.DISTRICTS, 1)
    ]
    return [*rural, _feature(13, TOWN_CODE, names.TOWN, borders.town())]


def precincts() -> list[Feature]:
    return [
        _feature(row, f"{TOWN_CODE}-{precinct.number:02}", precinct.names, borders.precinct(*_cell(row)))
        for row, precinct in enumerate(names.PRECINCTS, 1)
    ]


def stations() -> list[Station]:
    """The operations centre, the town's duty unit, and a duty unit in every district's centre."""
    town = [
        Station(f"department:{DEPARTMENT_CODE}", "operations_centre", names.OPERATIONS_CENTRE, corner(700, 490)),
        Station(f"district:{TOWN_CODE}", "duty_unit", duty_unit(names.TOWN), corner(610, 215)),
    ]
    rural = [
        Station(f"district:{district_code(number)}", "duty_unit", duty_unit(district.names), place)
        for (number, district), place in zip(enumerate(names.DISTRICTS, 1), villages(), strict=True)
    ]
    return town + rural


def duty_unit(of: Names) -> Names:
    return {
        "kk": f"Кезекші бөлім · {of['kk']}",
        "ru": f"Дежурная часть · {of['ru']}",
        "uk": f"Чергова частина · {of['uk']}",
        "en": f"Duty unit · {of['en']}",
    }


def district_code(number: int) -> str:
    return f"{DEPARTMENT_CODE}-{number:02}"


def _cell(number: int) -> tuple[int, int]:
    """Column and row of the number-th cell of a grid four wide."""
    return (number - 1) % ACROSS, (number - 1) // ACROSS


def _feature(row: int, code: str, named: Names, ring: list[Point]) -> Feature:
    geometry: dict[str, Any] = {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}
    return Feature(row, {"code": code, **named}, geometry)
