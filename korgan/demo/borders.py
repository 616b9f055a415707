"""Borders of the made-up region. Neighbours share one line, made once from its two ends, so they fit without gaps."""

import itertools
import math
import random
from collections.abc import Sequence
from functools import cache

from korgan.demo.plan import Point, corner

# Where borders meet: A–D from north to south, 0–4 from west to east.
REGION: dict[str, Point] = {
    "A0": (66.25, 55.35), "A1": (67.95, 55.74), "A2": (69.20, 55.95), "A3": (70.75, 55.80), "A4": (71.95, 55.30),
    "B0": (66.05, 54.75), "B1": (67.62, 54.98), "B2": (69.05, 55.28), "B3": (70.82, 55.20), "B4": (72.25, 54.78),
    "C0": (66.40, 54.05), "C1": (68.05, 54.16), "C2": (69.30, 54.45), "C3": (70.38, 54.33), "C4": (72.05, 54.10),
    "D0": (66.95, 53.40), "D1": (68.05, 53.28), "D2": (69.15, 53.42), "D3": (70.95, 53.27), "D4": (71.65, 53.55),
}  # fmt: skip
# Inside the town major streets are the borders; the outer corners are cut, for no town is a rectangle.
TOWN: dict[str, Point] = {
    f"t{column}{row}": corner(x, y)
    for row, line in enumerate(
        [
            [(40, -180), (250, -300), (668, -340), (1015, -320), (1440, -230)],
            [(-120, 170), (246, 170), (668, 170), (1010, 170), (1590, 170)],
            [(-150, 512), (246, 512), (668, 512), (1010, 512), (1620, 512)],
            [(-100, 770), (246, 770), (668, 770), (1010, 770), (1570, 770)],
            [(60, 1060), (246, 1130), (668, 1180), (1010, 1150), (1420, 1070)],
        ]
    )
    for column, (x, y) in enumerate(line)
}
NODES = REGION | TOWN
WESTERN_EDGE = ("t20", "t10", "t00", "t01", "t02", "t03", "t04", "t14", "t24")
EASTERN_EDGE = ("t24", "t34", "t44", "t43", "t42", "t41", "t40", "t30", "t20")
OUTLINE = (
    "A0", "A1", "A2", "A3", "A4", "B4", "C4", "D4", "D3", "D2", "D1", "D0", "C0", "B0",
)  # fmt: skip
NARROWING = math.cos(math.radians(54.87))


def district(column: int, row: int) -> list[Point]:
    """The ring of a rural district; the two in the middle leave room for the town between them."""
    north, south = "ABCD"[row], "ABCD"[row + 1]
    nodes = [f"{north}{column}", f"{north}{column + 1}", f"{south}{column + 1}", f"{south}{column}"]
    if (column, row) == (1, 1):
        nodes = ["B1", "B2", *WESTERN_EDGE, "C2", "C1"]
    if (column, row) == (2, 1):
        nodes = ["B2", "B3", "C3", "C2", *EASTERN_EDGE]
    return ring(nodes)


def precinct(column: int, row: int) -> list[Point]:
    return ring([f"t{column}{row}", f"t{column + 1}{row}", f"t{column + 1}{row + 1}", f"t{column}{row + 1}"])


def town() -> list[Point]:
    return ring([*EASTERN_EDGE[:-1], *WESTERN_EDGE[:-1]])


def region() -> list[Point]:
    return ring(OUTLINE)


def ring(nodes: Sequence[str]) -> list[Point]:
    """The closed line through these nodes."""
    points: list[Point] = []
    for start, end in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
        points += border(start, end)[:-1]
    return [*points, points[0]]


def border(start: str, end: str) -> list[Point]:
    """The line between two nodes, the same points from either end."""
    return list(_border(start, end)) if start < end else list(reversed(_border(end, start)))


@cache
def _border(start: str, end: str) -> tuple[Point, ...]:
    if start in TOWN and end in TOWN:
        is_edge = {start, end} <= set(WESTERN_EDGE) or {start, end} <= set(EASTERN_EDGE)
        return winding(NODES[start], NODES[end], f"{start}-{end}", *((0.05, 3) if is_edge else (0, 0)))
    return winding(NODES[start], NODES[end], f"{start}-{end}")


def winding(start: Point, end: Point, seed: str, bend: float = 0.14, halvings: int = 5) -> tuple[Point, ...]:
    """A line as nature draws it; each piece's middle is pushed aside by up to `bend` of the piece's length."""
    chance = random.Random(seed)
    points = [start, end]
    for halving in range(halvings):
        points = _halved(points, bend * 0.8**halving, chance)
    return tuple((round(lon, 6), round(lat, 6)) for lon, lat in points)


def _halved(points: Sequence[Point], bend: float, chance: random.Random) -> list[Point]:
    halved = [points[0]]
    for (west, south), (east, north) in itertools.pairwise(points):
        aside = chance.uniform(-bend, bend)
        across, along = (east - west) * NARROWING, north - south
        halved += [((west + east) / 2 - along * aside / NARROWING, (south + north) / 2 + across * aside), (east, north)]
    return halved
