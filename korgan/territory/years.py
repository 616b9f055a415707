"""Which years a country's calendar knows: without its days off the law's clocks would count weekends only."""

from korgan.journal import clock
from korgan.territory.calendars import days_of, seed_year
from korgan.territory.clocks import DEFAULTS
from korgan.territory.models import AreaKind, CalendarDay
from korgan.territory.queries import tree
from korgan.territory.timetable import country_of

RELEASE = "system:release"


def bring_calendars(by: str = RELEASE) -> int:
    """The days off of this and the next year, where nobody has looked after them yet. How many were added."""
    years = this_and_next()
    return sum(seed_year(country, year, by) for country in DEFAULTS for year in years if not is_known(country, year))


def this_and_next() -> tuple[int, int]:
    year = clock.now().year
    return year, year + 1


def is_known(country: str, year: int) -> bool:
    return CalendarDay.objects.filter(country=country, day__year=year).exists()


def missing() -> list[tuple[str, int]]:
    """Countries of ours whose present or coming year has no day although its law has some."""
    return [
        (country, year)
        for country in sorted(countries())
        for year in this_and_next()
        if not is_known(country, year) and days_of(country, year)
    ]


def countries() -> set[str]:
    """Those our departments lie in."""
    here = tree().areas.values()
    return {country_of(one.id) for one in here if one.kind == AreaKind.DEPARTMENT and one.in_force}
