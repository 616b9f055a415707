"""How many places a second one core gives to desks.

The map is as large as a country's: 5,000 precincts of 64 vertices in 50 districts and 10 departments."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bench.figures import Figure
from korgan.demo.borders import winding
from korgan.territory.rules import Fallback
from korgan.territory.tree import AreaRow, DeskRow, Tree

WIDE, HIGH = 100, 50
WEST, SOUTH, STEP_LON, STEP_LAT = 46.5, 40.6, 0.4, 0.3
FALLBACK = Fallback(1, 1, "OWN", "Asia/Almaty")
LOOK_UPS, ROUNDS = 60_000, 3


def node(column: int, row: int) -> tuple[float, float]:
    return WEST + column * STEP_LON, SOUTH + row * STEP_LAT


def side(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[float, float]]:
    low, high = sorted((start, end))
    line = winding(node(*low), node(*high), f"{low}{high}", 0.1, 4)
    return list(line if start == low else reversed(line))


def precinct(column: int, row: int) -> str:
    nodes = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
    ring = [point for start, end in pairwise(nodes) for point in side(start, end)[:-1]]
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


def country() -> Tree:
    """Departments 1–10, districts 11–60, precincts from 100 on; only districts and departments have desks."""
    areas = [AreaRow(number, None, "department", f"D{number}", {}, "Asia/Almaty") for number in range(1, 11)]
    areas += [AreaRow(number, 1 + number % 10, "district", str(number), {}, "") for number in range(11, 61)]
    desks = [DeskRow(area.id, area.id, "duty_unit", {}) for area in areas]
    for number in range(WIDE * HIGH):
        column, row = number % WIDE, number // WIDE
        district = 11 + column // 10 * 5 + row // 10
        areas.append(AreaRow(100 + number, district, "precinct", str(number), {}, "", True, precinct(column, row)))
    return Tree(areas, desks)


def per_second(tree: Tree, accuracies: Sequence[float | None]) -> float:
    """The best of three rounds; accuracies in metres."""
    chance = random.Random(102)
    east, north = node(WIDE, HIGH)
    places = [
        (chance.uniform(WEST, east), chance.uniform(SOUTH, north), chance.choice(accuracies)) for _ in range(LOOK_UPS)
    ]
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for lon, lat, accuracy_m in places:
            tree.locate(lon, lat, accuracy_m, fallback=FALLBACK)
        best = min(best, time.process_time() - began)
    return LOOK_UPS / best


def figures() -> Iterator[Figure]:
    """Places given to desks, by one core on a map as large as a country's."""
    tree, note = country(), f"one core, {WIDE * HIGH} precincts of 64 vertices"
    yield Figure("locate_per_s", round(per_second(tree, [None])), "1/s", note)
    circles = [5.0, 20.0, 65.0]
    yield Figure("locate_with_accuracy_per_s", round(per_second(tree, circles)), "1/s", f"{note}, circles of 5–65 m")
