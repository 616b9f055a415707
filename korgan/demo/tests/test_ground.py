"""The made-up region's ground: its districts and precincts fit together, and every point in it has one desk."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from korgan.demo import backdrop, borders, names, territory
from korgan.territory.geojson import Feature
from korgan.territory.rules import Fallback, Reason
from korgan.territory.survey import LANGUAGES
from korgan.territory.tree import AreaRow, DeskRow, Tree

FALLBACK = Fallback(999, 998, "OWN", "UTC")
REGION = Polygon(borders.region())
WEST, SOUTH, EAST, NORTH = REGION.bounds


def polygons(features: list[Feature]) -> list[Polygon]:
    return [Polygon(feature.geometry["coordinates"][0]) for feature in features]


def rows(features: list[Feature], first: int, parent: int, kind: str) -> list[AreaRow]:
    return [
        AreaRow(number, parent, kind, feature.properties["code"], {}, "", True, json.dumps(feature.geometry))
        for number, feature in enumerate(features, first)
    ]


def region_tree() -> Tree:
    """Department 1, districts 11–23 (the town is 23), precincts 31–46; each district's desk is its id and 100."""
    department = AreaRow(1, None, "department", "KKS", {}, "Asia/Almaty", True, json.dumps(REGION.__geo_interface__))
    districts = rows(territory.districts(), 11, 1, "district")
    precincts = rows(territory.precincts(), 31, 23, "precinct")
    desks = [DeskRow(101, 1, "operations_centre", {})]
    desks += [DeskRow(district.id + 100, district.id, "duty_unit", {}) for district in districts]
    return Tree([department, *districts, *precincts], desks)


TREE = region_tree()


def test_thirteen_districts_tile_the_region_without_gaps_or_overlaps() -> None:
    districts = polygons(territory.districts())
    assert len(districts) == 13
    assert all(district.is_valid for district in districts)
    assert shapely.coverage_is_valid(districts)
    assert shapely.unary_union(districts).equals(REGION)


def test_sixteen_precincts_tile_the_town() -> None:
    precincts = polygons(territory.precincts())
    assert len(precincts) == 16
    assert shapely.coverage_is_valid(precincts)
    assert shapely.unary_union(precincts).equals(Polygon(borders.town()))


@given(st.floats(WEST - 0.2, EAST + 0.2), st.floats(SOUTH - 0.2, NORTH + 0.2), st.none() | st.floats(0, 50_000))
def test_every_point_of_the_region_has_exactly_one_desk(lon: float, lat: float, accuracy: float | None) -> None:
    found = TREE.locate(lon, lat, accuracy, fallback=FALLBACK)
    inside = bool(shapely.intersects_xy(REGION, lon, lat))
    assert (found.reason == Reason.OUTSIDE) == (not inside)
    assert found.desk in (set(TREE.desks) if inside else {999})
    assert found.department_code == ("KKS" if inside else "OWN")


@given(st.floats(69.11, 69.19), st.floats(54.85, 54.89))
def test_every_point_of_the_town_is_in_a_precinct_or_its_neighbour(lon: float, lat: float) -> None:
    found = TREE.locate(lon, lat, None, fallback=FALLBACK)
    precincts = [area for area in range(31, 47) if area in TREE.leaves.at(lon, lat)]
    assert found.area == (min(precincts) if precincts else found.area)
    assert (found.desk == 123) == bool(precincts)


def test_stations_stand_in_their_own_areas() -> None:
    for station in territory.stations():
        found = TREE.locate(*station.place, None, fallback=FALLBACK)
        code = station.area.partition(":")[2]
        assert any(TREE.areas[area].code == code for area in TREE.chains[found.area or 0]), station.names["en"]


def test_the_backdrop_has_every_layer_and_names_in_every_language() -> None:
    features = backdrop.features()
    layers = {feature["properties"]["layer"] for feature in features}
    assert layers == {"land", "block", "park", "water", "river", "street", "major", "rail", "label"}
    named = [feature["properties"]["names"] for feature in features if "names" in feature["properties"]]
    assert all(set(name) == set(LANGUAGES) and all(name.values()) for name in named)
    assert len(json.dumps(features)) < 150_000


def test_the_region_is_the_same_every_time() -> None:
    assert backdrop.features() == backdrop.features()
    borders._border.cache_clear()
    assert Polygon(borders.region()).equals(REGION)


@pytest.mark.parametrize("named", [*names.DISTRICTS, *names.PRECINCTS])
def test_every_area_is_named_in_every_language(named: names.District | names.Precinct) -> None:
    assert set(named.names) == set(LANGUAGES)
