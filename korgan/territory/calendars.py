"""What an administrator changes of the clocks: days of a country's calendar, norms of an area."""

from datetime import date

import holidays
from django.db import transaction

from korgan.journal.actions import write
from korgan.territory import timetable
from korgan.territory.clocks import DEFAULTS, Clock, Norm, Unit
from korgan.territory.entries import CalendarDayCleared, CalendarDaySet, NormCleared, NormSet
from korgan.territory.models import Area, AreaNorm, CalendarDay

KINDS, UNITS = {one.value for one in Clock}, {one.value for one in Unit}
TOPICS = ["all"]
SPOKEN = {"KZ": "kk", "UA": "uk"}
# In seconds, days or working days; a term longer than this is a mistake of typing.
LONGEST = {Unit.SECONDS: 30 * 24 * 3600, Unit.DAYS: 366, Unit.WORKING_DAYS: 250}


class UnknownCountry(ValueError):
    """We know no law of this country."""


class BadNorm(ValueError):
    """A norm takes some time, in a unit that we know, and the chief is told before its end."""


def require_country(country: str) -> None:
    if country not in DEFAULTS:
        raise UnknownCountry(country)


def require_norm(kind: str, norm: Norm) -> None:
    if kind not in KINDS or norm.unit not in UNITS or not 0 < norm.amount <= LONGEST[Unit(norm.unit)]:
        raise BadNorm(f"{kind}: {norm}")
    if not 0 <= norm.near_s <= LONGEST[Unit.SECONDS]:
        raise BadNorm(f"{kind}: the chief cannot be told {norm.near_s} s before")


@transaction.atomic
def set_day(country: str, day: date, is_working: bool, name: str, by: str) -> CalendarDay:
    """A holiday, or a moved working day; terms that begin or are asked for later count by it."""
    require_country(country)
    lock_country(country)
    fields = {"is_working": is_working, "name": name}
    found, _ = CalendarDay.objects.update_or_create(country=country, day=day, defaults=fields)
    write(CalendarDaySet(country, day, is_working), by=by, topics=TOPICS)
    changed()
    return found


@transaction.atomic
def clear_day(country: str, day: date, by: str) -> None:
    """The day is again as its day of the week says."""
    lock_country(country)
    if CalendarDay.objects.filter(country=country, day=day).delete()[0]:
        write(CalendarDayCleared(country, day), by=by, topics=TOPICS)
    changed()


@transaction.atomic
def seed_year(country: str, year: int, by: str) -> int:
    """The year's holidays as the library knows them; what an administrator has set stands. How many were added."""
    require_country(country)
    lock_country(country)
    known = set(CalendarDay.objects.filter(country=country, day__year=year).values_list("day", flat=True))
    added = [day for day in days_of(country, year) if day.day not in known]
    CalendarDay.objects.bulk_create(added)
    for one in added:
        write(CalendarDaySet(country, one.day, one.is_working), by=by, topics=TOPICS)
    changed()
    return len(added)


def days_of(country: str, year: int) -> list[CalendarDay]:
    """Holidays and days off that were moved; in Ukraine none while martial law lasts."""
    # The language is said, for the library's own is the machine's.
    found = holidays.country_holidays(country, years=year, language=SPOKEN.get(country))
    off = [CalendarDay(country=country, day=day, is_working=False, name=name) for day, name in sorted(found.items())]
    moved = sorted(day for day in found.weekend_workdays if day.year == year)
    return off + [CalendarDay(country=country, day=day, is_working=True) for day in moved]


@transaction.atomic
def set_norm(area: Area, kind: str, norm: Norm, by: str) -> AreaNorm:
    """How long something may take in this area and below; clocks that run already keep their end."""
    require_norm(kind, norm)
    Area.objects.select_for_update().get(pk=area.pk)
    fields = {"amount": norm.amount, "unit": norm.unit, "near_s": norm.near_s}
    found, _ = AreaNorm.objects.update_or_create(area=area, kind=kind, defaults=fields)
    write(NormSet(area.pk, kind, norm.amount, norm.unit, norm.near_s), by=by, topics=TOPICS)
    changed()
    return found


@transaction.atomic
def clear_norm(area: Area, kind: str, by: str) -> None:
    """The norm of the area above counts again."""
    Area.objects.select_for_update().get(pk=area.pk)
    if AreaNorm.objects.filter(area=area, kind=kind).delete()[0]:
        write(NormCleared(area.pk, kind), by=by, topics=TOPICS)
    changed()


def lock_country(country: str) -> None:
    """Two who edit one calendar come one after the other."""
    list(CalendarDay.objects.select_for_update().filter(country=country).order_by("pk"))


def changed() -> None:
    timetable.forget()
    transaction.on_commit(timetable.forget)
