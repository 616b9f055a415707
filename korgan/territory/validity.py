"""From when until when an area counts. A day begins at midnight of the department's own time zone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from korgan.territory.rules import chain


@dataclass(frozen=True, slots=True)
class Span:
    """The days of an area: from `valid_from`, until the day before `valid_to`."""

    area: int
    parent: int | None
    timezone: str
    valid_from: date
    valid_to: date | None


def in_force(spans: Sequence[Span], now: datetime) -> frozenset[int]:
    """The areas whose day it is at this instant."""
    zones = zones_of(spans)
    return frozenset(span.area for span in spans if covers(span, now.astimezone(zones[span.area]).date()))


def covers(span: Span, day: date) -> bool:
    return span.valid_from <= day and (span.valid_to is None or day < span.valid_to)


def next_change(spans: Sequence[Span], now: datetime) -> datetime | None:
    """The next instant at which an area begins or ends."""
    zones = zones_of(spans)
    changes = (
        datetime.combine(day, time.min, zones[span.area]).astimezone(UTC)
        for span in spans
        for day in (span.valid_from, span.valid_to)
        if day is not None
    )
    return min((change for change in changes if change > now), default=None)


def zones_of(spans: Iterable[Span]) -> dict[int, ZoneInfo]:
    """Each area's zone: its own or the nearest above; UTC where none is written."""
    by_area = {span.area: span for span in spans}
    parents = {span.area: span.parent for span in by_area.values()}
    named = {
        area: next((by_area[above].timezone for above in chain(area, parents) if by_area[above].timezone), "UTC")
        for area in by_area
    }
    return {area: zone(name) for area, name in named.items()}


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of this name; an unknown name counts as UTC, for a wrong name must not stop the map."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
