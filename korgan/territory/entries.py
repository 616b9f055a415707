from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AreasImported:
    """The map changed; `version` is the number of the edition in force."""

    version: int


@dataclass(frozen=True, slots=True)
class CalendarDaySet:
    country: str
    day: date
    is_working: bool


@dataclass(frozen=True, slots=True)
class CalendarDayCleared:
    country: str
    day: date


@dataclass(frozen=True, slots=True)
class NormSet:
    area: int
    kind: str
    amount: int
    unit: str
    near_s: int


@dataclass(frozen=True, slots=True)
class NormCleared:
    area: int
    kind: str


@dataclass(frozen=True, slots=True)
class DeskChanged:
    """Its name, its place, or whether it is open."""

    desk: int
    area: int
    is_open: bool
