"""What a file says of itself, as an offer: where and when it was made. A camera's clock and a place that anybody can
write into a file prove nothing, so it is shown to staff as said, is never used by itself, and no citizen sees it.
Nonsense is not offered. Degrees WGS 84; pure."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Nobody had a phone with a camera then: it is what a clock shows that was never set.
FIRST_YEAR = 1995
# Clocks differ a little; a clock without a zone may be as far ahead of UTC as any place on Earth.
SLACK, FARTHEST_AHEAD = timedelta(minutes=5), timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Offer:
    """`at` is ISO 8601; without `has_zone` it is only what the device's own clock showed. `is_wrong`: it says that it
    was made after it came to us."""

    lon: float | None
    lat: float | None
    at: str | None
    has_zone: bool
    is_wrong: bool

    @property
    def has_place(self) -> bool:
        return self.lon is not None


def offer(lon: float | None, lat: float | None, at: str, received_at: datetime) -> Offer | None:
    """What of it may be offered; None when nothing is left."""
    place, time = place_offered(lon, lat), time_offered(at)
    if place is None and time is None:
        return None
    lon, lat = place or (None, None)
    has_zone = time is not None and time.tzinfo is not None
    is_wrong = time is not None and is_after(time, received_at)
    return Offer(lon, lat, time.isoformat() if time else None, has_zone, is_wrong)


def place_offered(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    """Zero by zero is what a phone without a fix writes."""
    if lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)):
        return None
    is_on_earth = abs(lon) <= 180 and abs(lat) <= 90
    return (lon, lat) if is_on_earth and (lon, lat) != (0, 0) else None


def time_offered(at: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        return None
    return time if time.year >= FIRST_YEAR else None


def is_after(time: datetime, received_at: datetime) -> bool:
    if time.tzinfo is None:
        return time - FARTHEST_AHEAD > received_at.astimezone(UTC).replace(tzinfo=None) + SLACK
    return time > received_at + SLACK
