"""The ground plan of the made-up town of Köksai: a grid of streets turned by 11 degrees, a river, parks.

Plan units are 4 metres, x to the right and y down; `on_earth` turns them into lon, lat."""

import math

Point = tuple[float, float]

CENTRE: Point = (69.15, 54.87)
METRES_PER_UNIT = 4.0
METRES_PER_DEGREE = 111_320.0
TURNED = math.radians(-11)
MIDDLE: Point = (660.0, 480.0)

COLUMNS = (0, 74, 150, 246, 322, 410, 498, 572, 668, 744, 832, 920, 1010, 1096, 1180, 1280, 1380, 1480)
ROWS = (-240, -160, -70, 10, 92, 170, 262, 344, 420, 512, 600, 684, 770, 860, 950, 1040)
MAJOR_COLUMNS = (246, 668, 1010)
MAJOR_ROWS = (170, 512, 770)
# The river and the railway are drawn on the turned plan.
RIVER: tuple[Point, ...] = (
    (-420, -60), (-60, 150), (90, 235), (190, 330), (235, 455), (330, 560), (350, 690), (470, 790), (640, 830),
    (790, 905), (900, 1060), (1010, 1230), (1200, 1420),
)  # fmt: skip
RIVER_HALF = 22.0
RAILWAY: tuple[Point, ...] = ((-420, 140), (-40, 60), (300, 20), (700, -30), (1100, 10), (1500, -20), (1900, -150))
# Left, top, right, bottom of each park, on the plan before turning.
CENTRAL_PARK = (668, 262, 832, 420)
RIVERSIDE_PARK = (322, 860, 498, 1040)


def turned(x: float, y: float) -> Point:
    """A point of the street grid on the turned plan."""
    return (x * math.cos(TURNED) - y * math.sin(TURNED) + 60, x * math.sin(TURNED) + y * math.cos(TURNED) + 170)


def on_earth(x: float, y: float) -> Point:
    """A point of the turned plan as lon, lat."""
    east, south = (x - MIDDLE[0]) * METRES_PER_UNIT, (y - MIDDLE[1]) * METRES_PER_UNIT
    lon = CENTRE[0] + east / (METRES_PER_DEGREE * math.cos(math.radians(CENTRE[1])))
    return (round(lon, 6), round(CENTRE[1] - south / METRES_PER_DEGREE, 6))


def corner(column: float, row: float) -> Point:
    """A point of the street grid as lon, lat."""
    return on_earth(*turned(column, row))
