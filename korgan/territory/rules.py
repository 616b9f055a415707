"""Where a place belongs. Promise 3: there is always a desk, and the reason is written; a place that can be no place on
Earth is refused before, by `require_place`. Coordinates are degrees WGS 84, accuracy is the radius in metres."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

METRES_PER_DEGREE = 111_320.0


class Reason(StrEnum):
    INSIDE = "inside"
    BORDER = "border"
    POOR_ACCURACY = "poor_accuracy"
    OUTSIDE = "outside"
    NO_PLACE = "no_place"
    FALLBACK = "fallback"
    COMPLAINT = "complaint"
    # By a human; no later place takes it away from whom he gave it to.
    TRANSFERRED = "transferred"


class BadPlace(ValueError):
    """The coordinates or the accuracy can be no place on Earth."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """The channel account's own desk and department, for an appeal without a usable place."""

    desk: int
    department: int
    department_code: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A desk and the area it sits in."""

    area: int
    desk: int


@dataclass(frozen=True, slots=True)
class Located:
    """An owner: the area (none when unknown), its desk, the department that gives the number, and why."""

    area: int | None
    desk: int
    department: int
    department_code: str
    timezone: str
    reason: str
    # The desk of the level above, who gets complaints about the police; none above the highest desk.
    above: Seat | None = None


def require_place(lon: float, lat: float, accuracy_m: float | None = None) -> None:
    """Raise BadPlace (a ValueError) unless lon, lat are degrees WGS 84 and the accuracy is metres, zero or more."""
    if not (math.isfinite(lon) and -180 <= lon <= 180):
        raise BadPlace(f"longitude must be between -180 and 180 degrees, not {lon}")
    if not (math.isfinite(lat) and -90 <= lat <= 90):
        raise BadPlace(f"latitude must be between -90 and 90 degrees, not {lat}")
    if accuracy_m is not None and not (math.isfinite(accuracy_m) and accuracy_m >= 0):
        raise BadPlace(f"accuracy must be zero or more metres, not {accuracy_m}")


def reach(lat: float, accuracy_m: float) -> tuple[float, float]:
    """How far the accuracy circle reaches, in degrees of longitude and latitude."""
    degrees = min(accuracy_m / METRES_PER_DEGREE, 180.0)
    return min(degrees / max(math.cos(math.radians(lat)), 1e-6), 360.0), degrees


def metres(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Distance on a locally flat Earth; degrees WGS 84 in, metres out, good to 1 % within a region."""
    east = (lon_b - lon_a) * math.cos(math.radians((lat_a + lat_b) / 2))
    return METRES_PER_DEGREE * math.hypot(east, lat_b - lat_a)


def given_to(fallback: Fallback, reason: Reason, above: Seat | None = None) -> Located:
    """The account's own desk as the owner."""
    return Located(None, fallback.desk, fallback.department, fallback.department_code, fallback.timezone, reason, above)


def chain(area: int, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    """The area and its ancestors, nearest first; a circle in the tree ends where it would repeat."""
    seen: dict[int, None] = {}
    here: int | None = area
    while here is not None and here in parents and here not in seen:
        seen[here] = None
        here = parents[here]
    return tuple(seen)


def lowest_common(chains: Iterable[Sequence[int]]) -> int | None:
    """The nearest area that stands in every chain of ancestors; none when the trees are different."""
    first, *others = chains
    shared = [set(other) for other in others]
    return next((area for area in first if all(area in other for other in shared)), None)
