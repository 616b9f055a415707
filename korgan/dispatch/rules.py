"""Which unit may be sent and what it may report next. A unit is on one job at a time; its states only go forward,
and steps may be skipped, because a crew at the scene does not report in order."""

import math

from korgan.dispatch.models import Assignment, Unit, UnitState
from korgan.territory.rules import metres

ORDER = [UnitState.SENT, UnitState.ACCEPTED, UnitState.ENROUTE, UnitState.SCENE, UnitState.DONE]
# A town's average with the siren off; a guess until crews send their positions. Metres a minute.
METRES_PER_MINUTE = 500


class UnitBusy(Exception):
    """The unit is already on another job."""

    def __init__(self, callsign: str, number: str) -> None:
        super().__init__(f"{callsign} is already on {number}")
        self.callsign, self.number = callsign, number


class ReportRefused(Exception):
    """The unit cannot report this state after the one it is in."""


def require_later(assignment: Assignment, state: str) -> None:
    if state not in ORDER or ORDER.index(UnitState(state)) <= ORDER.index(UnitState(assignment.state)):
        raise ReportRefused(f"{assignment.state} cannot become {state}")


def minutes(distance: float) -> int:
    return max(1, round(distance / METRES_PER_MINUTE))


def nearness(unit: Unit, lon: float | None, lat: float | None) -> float:
    """For sorting: units without a position come last."""
    if None in (unit.lon, unit.lat, lon, lat):
        return math.inf
    return metres(lon, lat, unit.lon, unit.lat)  # type: ignore[arg-type]  # the line above has checked
