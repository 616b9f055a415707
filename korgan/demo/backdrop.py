"""What the console's map draws under the made-up region, as GeoJSON features with the property `layer`:

land, block, park, water (polygons) · river, street, major, rail (lines) · label (points: `of` is town, village, park or
water). `names` holds kk, ru, uk, en where there is a name. Streets end at the water, major ones are bridges."""

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from korgan.demo import names, plan
from korgan.demo.borders import NARROWING, REGION, TOWN, town, winding
from korgan.demo.names import Names
from korgan.demo.plan import COLUMNS, MAJOR_COLUMNS, MAJOR_ROWS, ROWS, Point, corner, on_earth, turned
from korgan.territory.geojson import as_json

Feature = dict[str, Any]
NORTH, SOUTH, WEST, EAST = ROWS[0] - 20, ROWS[-1] + 60, COLUMNS[0] - 60, COLUMNS[-1] + 40
# Major streets go on to the town's edge.
BEYOND = 160
# Where the river comes from and where it goes, lon and lat.
UPSTREAM = ((65.9, 54.45), (67.1, 54.62), (68.2, 54.98), (68.8, 54.93))
DOWNSTREAM = ((69.3, 54.76), (69.62, 54.62), (70.3, 54.18), (70.9, 53.85), (71.3, 53.2))


def features() -> list[Feature]:
    """The whole backdrop, the same every time."""
    water = LineString(smooth(plan.RIVER)).buffer(plan.RIVER_HALF)
    return [
        feature("land", Polygon(town())),
        feature("block", MultiPolygon(list(blocks(water)))),
        *parks(),
        feature("water", shapely.transform(water.simplify(0.5), _to_earth), names.RIVER),
        *streets(water),
        feature("rail", shapely.transform(LineString(smooth(plan.RAILWAY)), _to_earth)),
        *river_beyond(),
        *highways(),
        *village_streets(),
        *labels(),
    ]


def blocks(water: BaseGeometry) -> Iterator[Polygon]:
    """Houses: each square between streets is cut into two to six, some left empty."""
    chance = random.Random(102)
    edge = Polygon(town())
    for left, right in itertools.pairwise(COLUMNS):
        for top, bottom in itertools.pairwise(ROWS):
            for piece in pieces(left, top, right, bottom, chance):
                shape = Polygon([turned(x, y) for x, y in piece])
                ground = shapely.transform(shape, _to_earth)
                if shape.distance(water) > 18 and not _in_park(piece) and edge.contains(ground):
                    yield ground


def pieces(left: float, top: float, right: float, bottom: float, chance: random.Random) -> Iterator[list[Point]]:
    parts = chance.choice((1, 2, 2, 3))
    for part in range(parts):
        start = left + 8 + (right - left - 16) * part / parts
        end = left + 4 + (right - left - 16) * (part + 1) / parts
        middle = (top + bottom) / 2
        halves = [(top + 8, middle - 3), (middle + 3, bottom - 8)] if chance.random() < 0.5 else [(top + 8, bottom - 8)]
        for upper, lower in halves:
            if chance.random() > 0.07:
                yield [(start, upper), (end, upper), (end, lower), (start, lower)]


def parks() -> Iterator[Feature]:
    for box, name in ((plan.CENTRAL_PARK, names.CENTRAL_PARK), (plan.RIVERSIDE_PARK, names.RIVERSIDE_PARK)):
        yield feature("park", Polygon(park_ring(box)), name)
        yield label("park", corner((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), name)


def park_ring(box: tuple[int, int, int, int]) -> list[Point]:
    left, top, right, bottom = box[0] + 6, box[1] + 6, box[2] - 6, box[3] - 6
    return [corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)]


def streets(water: BaseGeometry) -> Iterator[Feature]:
    for x, name in zip(COLUMNS, names.STREETS_ACROSS, strict=True):
        yield street(((x, NORTH), (x, SOUTH)), name, x in MAJOR_COLUMNS, water)
    for y, name in zip(ROWS, names.STREETS_ALONG, strict=True):
        yield street(((WEST, y), (EAST, y)), name, y in MAJOR_ROWS, water)


def street(ends: tuple[Point, Point], name: Names, is_major: bool, water: BaseGeometry) -> Feature:
    """Major streets reach the town's edge and are bridges; the others end at the water and at a park's fence."""
    (left, top), (right, bottom) = ends
    if is_major:
        ends = (left - BEYOND, top), (right + BEYOND, bottom)
        if left == right:
            ends = (left, top - BEYOND), (right, bottom + BEYOND)
    way = shapely.transform(LineString([turned(*end) for end in ends]), _to_earth).intersection(Polygon(town()))
    if is_major:
        return feature("major", way, name)
    fenced = [Polygon(park_ring(box)) for box in (plan.CENTRAL_PARK, plan.RIVERSIDE_PARK)]
    banks = shapely.transform(water.buffer(10), _to_earth)
    return feature("street", way.difference(shapely.unary_union([banks, *fenced])), name)


def river_beyond() -> Iterator[Feature]:
    """The river outside the town, too thin for a polygon at that scale."""
    yield feature("river", LineString(smooth([*UPSTREAM, on_earth(*plan.RIVER[0])])), names.RIVER)
    yield feature("river", LineString(smooth([on_earth(*plan.RIVER[-1]), *DOWNSTREAM])), names.RIVER)


def highways() -> Iterator[Feature]:
    """From the end of the nearest major street to every district's centre."""
    for place, name in zip(villages(), names.DISTRICTS, strict=True):
        gate = min(gates(), key=lambda gate: math.dist(gate, place))
        yield feature("major", LineString(winding(gate, place, seed=name.kk)))


def gates() -> list[Point]:
    """Where major streets leave the town."""
    return [TOWN[name] for name in ("t10", "t20", "t30", "t41", "t42", "t43", "t34", "t24", "t14", "t03", "t02", "t01")]


def village_streets() -> Iterator[Feature]:
    """Three streets by three in every district's centre, 400 metres apart."""
    step, half = 400 / plan.METRES_PER_DEGREE, 700 / plan.METRES_PER_DEGREE
    for lon, lat in villages():
        lines = [
            line
            for aside in (-step, 0, step)
            for line in (
                [(lon + aside / NARROWING, lat - half), (lon + aside / NARROWING, lat + half)],
                [(lon - half / NARROWING, lat + aside), (lon + half / NARROWING, lat + aside)],
            )
        ]
        yield feature("street", shapely.MultiLineString(lines))


def villages() -> list[Point]:
    """The districts' centres, in the order of names.DISTRICTS: the middle between four corners of the border."""
    return [
        _middle([REGION[f"{line}{column + step}"] for line in (upper, lower) for step in (0, 1)])
        for upper, lower in ("AB", "BC", "CD")
        for column in range(4)
    ]


def labels() -> Iterator[Feature]:
    yield label("town", plan.CENTRE, names.TOWN)
    for place in (on_earth(292, 520), on_earth(560, 818)):
        yield label("water", place, names.RIVER)
    for place, name in zip(villages(), names.DISTRICTS, strict=True):
        yield label("village", place, name.centre)


def label(of: str, place: Point, name: Names) -> Feature:
    made = feature("label", shapely.Point(place), name)
    made["properties"]["of"] = of
    return made


def feature(layer: str, shape: BaseGeometry, name: Names | None = None) -> Feature:
    # Five decimals are a metre: enough to draw, and a third less to send.
    rounded = shapely.transform(shape, lambda points: np.round(points, 5))
    properties: dict[str, Any] = {"layer": layer} | ({"names": name} if name else {})
    return {"type": "Feature", "properties": properties, "geometry": as_json(rounded)}


def smooth(points: Sequence[Point]) -> list[Point]:
    """A curve that leaves and arrives at the ends and bends at each point between (quadratic, through the middles)."""
    curve = [points[0]]
    middles = [_middle(pair) for pair in itertools.pairwise(points[1:])]
    for (x, y), (right, lower) in zip(points[1:-1], [*middles[:-1], points[-1]], strict=True):
        left, upper = curve[-1]
        for part in np.linspace(1 / 12, 1, 12).tolist():
            before, at, after = (1 - part) ** 2, 2 * part * (1 - part), part**2
            curve.append((before * left + at * x + after * right, before * upper + at * y + after * lower))
    return curve


def _in_park(piece: Sequence[Point]) -> bool:
    x, y = _middle(piece)
    return any(
        left < x < right and top < y < bottom for left, top, right, bottom in (plan.CENTRAL_PARK, plan.RIVERSIDE_PARK)
    )


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _to_earth(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([on_earth(x, y) for x, y in points.tolist()]).reshape(-1, 2)
