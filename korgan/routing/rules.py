"""Who gets an appeal: the desk of the place. A complaint about the police goes to the level above the desk complained
of and is not seen by that desk; nothing here may leave an appeal without an owner."""

import dataclasses
import logging
from typing import Protocol

from korgan.territory.rules import Fallback, Located, Reason, given_to

logger = logging.getLogger(__name__)

COMPLAINT = "complaint"


class NoPlaceSaid(Exception):
    """Neither the message nor its file says where it was."""


class OutsideOfOurs(Exception):
    """The place lies in no area we know; the known one stays."""


class Locate(Protocol):
    def __call__(
        self, lon: float | None, lat: float | None, accuracy_m: float | None, *, fallback: Fallback
    ) -> Located: ...


def route(
    lon: float | None,
    lat: float | None,
    accuracy_m: float | None,
    kind: str,
    fallback: Fallback,
    locate: Locate,
) -> Located:
    """The owner of an appeal: lon, lat in degrees WGS 84, accuracy in metres, kind as of an appeal. Never raises."""
    try:
        located = locate(lon, lat, accuracy_m, fallback=fallback)
        return to_the_level_above(located) if kind == COMPLAINT else located
    except Exception:
        logger.exception("routing failed, the account's own desk takes the appeal")
        return given_to(fallback, Reason.FALLBACK)


def to_the_level_above(located: Located) -> Located:
    """The same owner one level up; the highest desk keeps its own, for somebody must have it."""
    if located.above is None:
        return dataclasses.replace(located, reason=Reason.COMPLAINT)
    return dataclasses.replace(
        located, area=located.above.area, desk=located.above.desk, reason=Reason.COMPLAINT, above=None
    )
