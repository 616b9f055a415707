"""Norms and calendars in force, kept in the process: every registration asks when its clocks run out."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from korgan.territory.clocks import COUNTRY, COUNTRY_OF_ZONE, DEFAULTS, Calendar, Norm, Norms, deadline
from korgan.territory.models import AreaKind, AreaNorm, CalendarDay
from korgan.territory.queries import ancestors, tree

KEPT_S = 5.0
UTC_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Known:
    """Of each country its exceptional days, of each area what it does otherwise, and when we read them."""

    days: Mapping[str, Mapping[date, bool]]
    norms: Mapping[int, Norms]
    read_at: float


_known: Known | None = None


def forget() -> None:
    """Ask the database at the next question; for those who have just changed a day or a norm."""
    global _known
    _known = None


def known() -> Known:
    global _known
    kept = _known
    if kept is None or time.monotonic() - kept.read_at > KEPT_S:
        kept = _known = read()
    return kept


def read() -> Known:
    days: dict[str, dict[date, bool]] = {}
    for country, day, is_working in CalendarDay.objects.values_list("country", "day", "is_working"):
        days.setdefault(country, {})[day] = is_working
    norms: dict[int, dict[str, Norm]] = {}
    for one in AreaNorm.objects.all():
        norms.setdefault(one.area_id, {})[one.kind] = Norm(one.amount, one.unit, one.near_s)
    return Known(days, norms, time.monotonic())


def country_of(area: int) -> str:
    """By the tree's country, else by the zone of its clock."""
    here = tree()
    above = [here.areas[one] for one in ancestors(area)]
    named = next((one.code.upper() for one in above if one.kind == AreaKind.COUNTRY), None)
    return named if named and named in DEFAULTS else COUNTRY_OF_ZONE.get(zone_of(area), COUNTRY)


def zone_of(area: int) -> str:
    here = tree()
    return next((here.areas[one].timezone for one in ancestors(area) if here.areas[one].timezone), UTC_ZONE)


def norms_of(area: int) -> Norms:
    """The country's norms, changed by the areas from above down: the nearest says last."""
    own = known().norms
    found: dict[str, Norm] = dict(DEFAULTS[country_of(area)])
    for one in reversed(ancestors(area)):
        found.update(own.get(one, {}))
    return found


def calendar_of(area: int) -> Calendar:
    return Calendar(zone_of(area), known().days.get(country_of(area), {}))


def due(kind: str, at: datetime, area: int) -> datetime:
    """When this clock of what came at `at` to this area's desk runs out."""
    return deadline(kind, at, calendar_of(area), norms_of(area))


def longest_near(clocks: Collection[str]) -> int:
    """The most seconds before its end that any of these clocks is told to a chief, anywhere."""
    here = [*DEFAULTS.values(), *known().norms.values()]
    return max((norm.near_s for norms in here for clock, norm in norms.items() if clock in clocks), default=0)
