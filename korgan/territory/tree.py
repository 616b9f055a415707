"""The map in force, in memory: areas in a tree, their polygons in an STRtree. Pure: made of rows, knows no database.

Every version of an area has a row of its own. Desks, roles and appeals may point to a former one; it stands for the
version in force with the same kind and code, so that a new border moves nobody's desk and hides nobody's appeals."""

import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Geometry, STRtree

from korgan.territory.grid import NOWHERE, Grid
from korgan.territory.rules import (
    Fallback,
    Located,
    Reason,
    Seat,
    chain,
    given_to,
    lowest_common,
    reach,
)

logger = logging.getLogger(__name__)

# Of several desks in one area the first of these takes appeals.
DESK_ORDER = {"operations_centre": 0, "duty_unit": 1}
CORNERS = 32
ANGLES = np.linspace(0, 2 * math.pi, CORNERS, endpoint=False)
# Corners stand a little outside, so that the polygon never falls short of the circle.
CIRCLE = np.column_stack([np.cos(ANGLES), np.sin(ANGLES)]) / math.cos(math.pi / CORNERS)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One version of an area; `geometry` is GeoJSON text, lon and lat in degrees WGS 84, none for a former one."""

    id: int
    parent: int | None
    kind: str
    code: str
    names: Mapping[str, str]
    timezone: str
    in_force: bool = True
    geometry: str | None = None


@dataclass(frozen=True, slots=True)
class DeskRow:
    """An open desk."""

    id: int
    area: int
    kind: str
    names: Mapping[str, str]


class Ground:
    """Polygons by area, asked which of them a point or a circle touches."""

    def __init__(self, shapes: Mapping[int, Geometry]) -> None:
        self.areas = sorted(shapes)
        self.polygons = [shapes[area] for area in self.areas]
        self.index = STRtree(self.polygons)
        shapely.prepare(self.polygons)
        self._warm()
        self.grid = Grid(self.polygons, self.index)

    def at(self, lon: float, lat: float) -> list[int]:
        """The areas that hold the point, on their border too, lowest id first."""
        cell = self.grid.cell(lon, lat)
        if cell.is_inside:
            return [self.areas[cell.touched[0]]]
        polygons = self.polygons
        return [self.areas[place] for place in cell.touched if shapely.intersects_xy(polygons[place], lon, lat)]

    def around(self, lon: float, lat: float, across: float, along: float) -> list[int]:
        """All areas the circle touches and perhaps a few more: a quick first answer."""
        cell = self.grid.cell(lon - across, lat - along)
        if cell is not NOWHERE and cell is self.grid.cell(lon + across, lat + along):
            return [self.areas[place] for place in cell.touched]
        box = shapely.box(lon - across, lat - along, lon + across, lat + along)
        return [self.areas[place] for place in self.index.query(box).tolist()]

    def within(self, lon: float, lat: float, across: float, along: float) -> list[int]:
        """The areas the circle touches; half axes in degrees of longitude and latitude."""
        circle = shapely.polygons(CIRCLE * (across, along) + (lon, lat))
        # This prepares the circle, which is ours alone. A prepared polygon keeps what it is asked within itself, and
        # two threads asking one for more than a point end the process.
        return [self.areas[place] for place in self.index.query(circle, predicate="intersects").tolist()]

    def _warm(self) -> None:
        # GEOS builds the insides of a prepared polygon at its first use, and two threads must not both do it.
        for polygon in self.polygons:
            lon, lat = shapely.get_coordinates(polygon)[0].tolist()
            shapely.intersects_xy(polygon, lon, lat)


class Tree:
    def __init__(self, areas: Iterable[AreaRow], desks: Iterable[DeskRow]) -> None:
        self.areas = {area.id: area for area in areas}
        self.desks = {desk.id: desk for desk in desks}
        self.current = _current(self.areas.values())
        parents = {area: self.current.get(self.areas[area].parent or 0) for area in self.current.values()}
        self.chains = {area: chain(current, parents) for area, current in self.current.items()}
        self.below = self._descendants()
        self.own_seats = self._own_seats()
        self.seats = {area: self._nearest_seat(chained) for area, chained in self.chains.items()}
        self.owners = {area: self._owner(area, area, Reason.INSIDE) for area in self.areas}
        shapes = _shapes(area for area in self.areas.values() if area.in_force)
        inner = {above for area in shapes for above in self.chains[area][1:]}
        self.leaves = Ground({area: shape for area, shape in shapes.items() if area not in inner})
        self.inner = Ground({area: shape for area, shape in shapes.items() if area in inner})

    def locate(self, lon: float | None, lat: float | None, accuracy_m: float | None, *, fallback: Fallback) -> Located:
        """The owner of a place; see Reason for every outcome."""
        if lon is None or lat is None or not (abs(lon) <= 180 and abs(lat) <= 90):
            return self._given_to(fallback, Reason.NO_PLACE)
        hits = self.leaves.at(lon, lat) or self._deepest(lon, lat)
        if not hits:
            return self._given_to(fallback, Reason.OUTSIDE)
        if accuracy_m and accuracy_m > 0 and (reached := self._desks_apart(hits[0], lon, lat, accuracy_m)):
            return self._shared(hits[0], reached) or self._given_to(fallback, Reason.FALLBACK)
        if len(hits) > 1:
            return self._on_border(hits) or self._given_to(fallback, Reason.FALLBACK)
        return self.owners[hits[0]] or self._given_to(fallback, Reason.FALLBACK)

    def above(self, desk: int) -> Seat | None:
        """The seat of the next desk above this one."""
        row = self.desks.get(desk)
        return self._nearest_seat(self.chains.get(row.area, ())[1:]) if row else None

    def _on_border(self, hits: Iterable[int]) -> Located | None:
        """The lowest id that has an owner: a neighbour without a desk must not take the appeal from one with it."""
        owned = (area for area in hits if self.owners[area] is not None)
        return next((self._owner(area, area, Reason.BORDER) for area in owned), None)

    def _deepest(self, lon: float, lat: float) -> list[int]:
        """Where leaves leave a gap, the smallest area around it answers."""
        hits = self.inner.at(lon, lat)
        depth = max((len(self.chains[area]) for area in hits), default=0)
        return [area for area in hits if len(self.chains[area]) == depth]

    def _desks_apart(self, own: int, lon: float, lat: float, accuracy_m: float) -> list[int]:
        """The areas the accuracy circle reaches, if they have different desks; else nothing."""
        across, along = reach(lat, accuracy_m)
        if len(self._desks_of([own, *self.leaves.around(lon, lat, across, along)])) < 2:
            return []
        reached = [own, *self.leaves.within(lon, lat, across, along)]
        return reached if len(self._desks_of(reached)) > 1 else []

    def _desks_of(self, areas: Iterable[int]) -> set[int]:
        return {seat.desk for area in areas if (seat := self.seats[area]) is not None}

    def _shared(self, own: int, reached: list[int]) -> Located | None:
        """The level that all reached areas have in common; without a desk there, the department of the point."""
        common = lowest_common([self.chains[area] for area in reached if self.seats[area] is not None])
        owner = self._owner(common, own, Reason.POOR_ACCURACY) if common is not None else None
        department = self._department(own)
        if owner is None and department is not None:
            owner = self._owner(department.id, own, Reason.POOR_ACCURACY)
        return owner or self._owner(own, own, Reason.POOR_ACCURACY)

    def _owner(self, area: int, own: int, reason: Reason) -> Located | None:
        seat = self.seats[area]
        department = self._department(area) or self._department(own)
        if seat is None or department is None:
            return None
        zones = (self.areas[above].timezone for above in self.chains[department.id])
        timezone = next((zone for zone in zones if zone), "UTC")
        return Located(area, seat.desk, department.id, department.code, timezone, reason, self.above(seat.desk))

    def _given_to(self, fallback: Fallback, reason: Reason) -> Located:
        return given_to(fallback, reason, self.above(fallback.desk))

    def _department(self, area: int) -> AreaRow | None:
        chained = (self.areas[above] for above in self.chains[area])
        return next((row for row in chained if row.kind == "department"), None)

    def _own_seats(self) -> dict[int, Seat]:
        """Of several desks in one area the first by DESK_ORDER, then by id."""
        by_rank = sorted(self.desks.values(), key=lambda desk: (DESK_ORDER.get(desk.kind, 9), desk.id), reverse=True)
        places = ((self.current[desk.area], desk.id) for desk in by_rank if desk.area in self.current)
        return {area: Seat(area, desk) for area, desk in places}

    def _nearest_seat(self, chained: Iterable[int]) -> Seat | None:
        return next((self.own_seats[area] for area in chained if area in self.own_seats), None)

    def _descendants(self) -> dict[int, frozenset[int]]:
        below: dict[int, set[int]] = {area: {area} for area in self.areas}
        for area, chained in self.chains.items():
            for above in chained:
                below[above].add(area)
        return {area: frozenset(below[current]) for area, current in self.current.items()}


def _current(areas: Iterable[AreaRow]) -> dict[int, int]:
    """Which version stands for each: the one in force with its kind and code, itself when there is none."""
    rows = list(areas)
    in_force = {(area.kind, area.code): area.id for area in rows if area.in_force}
    return {area.id: area.id if area.in_force else in_force.get((area.kind, area.code), area.id) for area in rows}


def _shapes(areas: Iterable[AreaRow]) -> dict[int, Geometry]:
    """Polygons of the areas that have one; an unreadable one is told in the log and left out."""
    found: dict[int, Geometry] = {}
    for area in areas:
        if not area.geometry:
            continue
        shape = shapely.from_geojson(area.geometry, on_invalid="ignore")
        if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            logger.error("area %s %s has no usable polygon and is left out of the map", area.kind, area.code)
            continue
        found[area.id] = shape
    return found
