"""Which of the law's clocks an appeal starts: what may be a crime is written into the book of statements, an appeal in
the law's sense is answered within its term, and what is another's business is sent on to him."""

from datetime import datetime

from korgan.channels.registry import channel_of
from korgan.intake.models import Appeal
from korgan.territory.clocks import Clock, answer_clock
from korgan.territory.desks import area_of_desk
from korgan.territory.timetable import due

IN_THE_BOOK = frozenset({"emergency", "complaint", "statement", "tip"})
ANSWERED_BY_LAW = frozenset({"complaint", "statement", "proposal", "question"})

Terms = dict[str, datetime | None]


def started(kind: str, off_topic: bool, hand_to: str) -> dict[str, Clock]:
    """The clocks that run from the registration, by the appeal's column."""
    runs = {
        "register_by": (Clock.REGISTRATION, kind in IN_THE_BOOK and not off_topic),
        "answer_by": (Clock.LAW_ANSWER, kind in ANSWERED_BY_LAW),
        "readdress_by": (Clock.READDRESS, bool(hand_to)),
    }
    return {column: clock for column, (clock, does_run) in runs.items() if does_run}


def terms(kind: str, off_topic: bool, hand_to: str, registered_at: datetime, area: int) -> Terms:
    """When they run out by the calendar and the norms of the desk's area; None for those that do not run."""
    runs = started(kind, off_topic, hand_to)
    return {
        column: due(runs[column], registered_at, area) if column in runs else None
        for column in ("register_by", "answer_by", "readdress_by")
    }


def set_anew(appeal: Appeal) -> None:
    """The clocks of the book and of the law's answer run by what the appeal is now, from its registration."""
    by_law = terms(appeal.kind, appeal.off_topic, appeal.hand_to, appeal.registered_at, area_of_desk(appeal.desk_id))
    appeal.register_by = None if appeal.booked_at else by_law["register_by"]
    appeal.answer_by = by_law["answer_by"]


def first_answer(urgency: str, channel: str) -> Clock:
    """Which norm the first answer has: on a live channel the same for all."""
    return answer_clock(urgency, is_live=channel_of(channel).can.is_live)


def reply_by(urgency: str, channel: str, since: datetime, area: int) -> datetime:
    """When the citizen should have a first answer at the latest."""
    return due(first_answer(urgency, channel), since, area)
