"""When something is due. The emergency clock counts real seconds from the moment an appeal is here; the law's clock
counts days of the country's calendar: what comes on a day off is registered on the next working day, and a term ends
with its last day, local time. No clock stops while we wait for the citizen: the law knows no such pause, and a desk
could stop every clock by asking one more question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5
# A calendar that names every day a day off is a mistake of typing; the law's clock must still end.
LONGEST_BREAK = 60


class Unit(StrEnum):
    SECONDS = "seconds"
    DAYS = "days"
    WORKING_DAYS = "working_days"


class Clock(StrEnum):
    ANSWER_CALL = "answer_call"
    ANSWER_NOW = "answer_now"
    ANSWER_TODAY = "answer_today"
    ANSWER_LATER = "answer_later"
    REGISTRATION = "registration"
    LAW_ANSWER = "law_answer"
    READDRESS = "readdress"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Norm:
    """How long something may take, and how many seconds before its end the shift's chief is told."""

    amount: int
    unit: str
    near_s: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a country that are not as their day of the week says: True works, False does not."""

    timezone: str
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def working_day(self, day: date) -> date:
        """The day itself or the next one that works."""
        found = (day + DAY * later for later in range(LONGEST_BREAK) if self.is_working(day + DAY * later))
        return next(found, day)

    def local_day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def end_of(self, day: date) -> datetime:
        """The midnight that ends the day there, in UTC."""
        return datetime.combine(day + DAY, time(), ZoneInfo(self.timezone)).astimezone(UTC)


Norms = Mapping[str, Norm]
FIRST_ANSWER: Mapping[str, Norm] = {
    # Answering a call: 90 % within 10 s (NFPA 1225; North Carolina 09 NCAC 06C .0209).
    Clock.ANSWER_CALL: Norm(10, Unit.SECONDS),
    # First dispatch within 60 s (NFPA 1225), half an hour by our own promise.
    Clock.ANSWER_NOW: Norm(60, Unit.SECONDS),
    Clock.ANSWER_TODAY: Norm(30 * 60, Unit.SECONDS),
    # In the book of statements (КУИ, ЄО) within a day.
    Clock.REGISTRATION: Norm(24 * 3600, Unit.SECONDS, near_s=3600),
    # How late a promised call may be before the chief hears of it.
    Clock.FOLLOW_UP: Norm(15 * 60, Unit.SECONDS),
}
DEFAULTS: Mapping[str, Norms] = {
    # Administrative Procedure Code: art. 76, 15 working days; sent on to whom it concerns within 3 (art. 65).
    "KZ": {
        **FIRST_ANSWER,
        Clock.ANSWER_LATER: Norm(15, Unit.WORKING_DAYS),
        Clock.LAW_ANSWER: Norm(15, Unit.WORKING_DAYS, near_s=24 * 3600),
        Clock.READDRESS: Norm(3, Unit.WORKING_DAYS, near_s=24 * 3600),
    },
    # Law on appeals of citizens: art. 20, a month; sent on within five days (art. 7).
    "UA": {
        **FIRST_ANSWER,
        Clock.ANSWER_LATER: Norm(15, Unit.DAYS),
        Clock.LAW_ANSWER: Norm(30, Unit.DAYS, near_s=24 * 3600),
        Clock.READDRESS: Norm(5, Unit.DAYS, near_s=24 * 3600),
    },
}
COUNTRY = "KZ"
# Where an area's tree names no country, its clock's zone does.
COUNTRY_OF_ZONE = {"Europe/Kyiv": "UA", "Europe/Kiev": "UA", "Europe/Uzhgorod": "UA", "Europe/Zaporozhye": "UA"}
ANSWER = {"now": Clock.ANSWER_NOW, "today": Clock.ANSWER_TODAY, "later": Clock.ANSWER_LATER}
FIRST_ANSWERS = frozenset({Clock.ANSWER_CALL, *ANSWER.values()})


def deadline(kind: str, registered_at: datetime, calendar: Calendar, norms: Norms) -> datetime:
    """When the clock of this kind runs out for what came at `registered_at` (aware); aware, in UTC."""
    norm = norms[kind]
    if norm.unit == Unit.SECONDS:
        return registered_at + timedelta(seconds=norm.amount)
    day = calendar.working_day(calendar.local_day(registered_at))
    if norm.unit == Unit.DAYS:
        return calendar.end_of(calendar.working_day(day + DAY * norm.amount))
    for _ in range(norm.amount):
        day = calendar.working_day(day + DAY)
    return calendar.end_of(day)


def near(kind: str, due_at: datetime, norms: Norms) -> datetime:
    """When the shift's chief is to be told."""
    return due_at - timedelta(seconds=norms[kind].near_s)


def answer_clock(urgency: str, is_live: bool = False) -> Clock:
    """Which norm the first answer has; an unknown urgency counts as today."""
    return Clock.ANSWER_CALL if is_live else ANSWER.get(urgency, Clock.ANSWER_TODAY)
