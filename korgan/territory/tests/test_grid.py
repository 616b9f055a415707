"""The grid answers for a point what the polygons would, and never says less than a circle touches."""

import math
import random

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from korgan.territory.grid import Grid
from korgan.territory.tree import Ground

CORNERS = 40
degrees = st.floats(-0.5, 4.5, allow_nan=False)


def ragged(column: int, row: int) -> BaseGeometry:
    """A star of many corners around a node, so that neighbours overlap here and leave gaps there."""
    chance = random.Random(column * 10 + row)
    turns = sorted(chance.uniform(0, 2 * math.pi) for _ in range(CORNERS))
    reaches = [(turn, chance.uniform(0.3, 0.8)) for turn in turns]
    corners = [(column + far * math.cos(turn), row + far * math.sin(turn)) for turn, far in reaches]
    return shapely.Polygon(corners).buffer(0)


SHAPES = {column * 10 + row: ragged(column, row) for column in range(1, 4) for row in range(1, 4)}
GROUND = Ground(SHAPES)


@given(degrees, degrees)
def test_a_point_is_where_its_polygons_say(lon: float, lat: float) -> None:
    point = shapely.Point(lon, lat)
    assert GROUND.at(lon, lat) == [area for area, shape in sorted(SHAPES.items()) if shape.intersects(point)]


@given(degrees, degrees, st.floats(1e-5, 0.4), st.floats(1e-5, 0.4))
def test_a_circle_touches_nothing_that_was_not_told(lon: float, lat: float, across: float, along: float) -> None:
    box = shapely.box(lon - across, lat - along, lon + across, lat + along)
    touched = {area for area, shape in SHAPES.items() if shape.intersects(box)}
    assert touched <= set(GROUND.around(lon, lat, across, along))


def test_corners_of_polygons_are_on_their_border() -> None:
    for area, shape in SHAPES.items():
        for lon, lat in shapely.get_coordinates(shape).tolist():
            assert area in GROUND.at(lon, lat)


def test_some_cells_answer_alone() -> None:
    cells = [cell for _, level in GROUND.grid.levels for cell in level.values()]
    assert any(cell.is_inside for cell in cells)
    assert any(len(cell.touched) > 1 for cell in cells)


@pytest.mark.parametrize("shapes", [[], [shapely.box(1, 1, 2, 2)]])
def test_a_map_of_none_or_one_is_a_map(shapes: list[shapely.Polygon]) -> None:
    grid = Grid(shapes, shapely.STRtree(shapes))
    assert grid.cell(1.5, 1.5).touched == tuple(range(len(shapes)))
    assert not grid.cell(200.0, -95.0).touched
