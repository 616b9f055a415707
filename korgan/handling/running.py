"""Which clocks of an appeal run, and when each is told to the shift's chief. An appeal that is not for the police waits
without troubling him, unless it is urgent all the same: a fire is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from korgan.intake.models import Appeal, State, Urgency
from korgan.territory.clocks import Clock, near
from korgan.territory.desks import area_of_desk
from korgan.territory.timetable import due, norms_of
from korgan.triage.terms import first_answer

ANSWER = "answer"
# No clock: an operator called the chief.
CALLED = "called"


@dataclass(frozen=True, slots=True)
class Running:
    """A clock by its code for people, when it runs out, and when the chief is to be told."""

    clock: str
    due_at: datetime
    told_at: datetime


def ends(appeal: Appeal) -> dict[str, datetime]:
    """When each clock that runs ends; none of a closed appeal."""
    if appeal.state == State.CLOSED:
        return {}
    found = {
        ANSWER: None if appeal.first_reply_at else appeal.reply_by,
        Clock.REGISTRATION.value: appeal.register_by,
        Clock.READDRESS.value: appeal.readdress_by,
        Clock.LAW_ANSWER.value: appeal.answer_by,
        Clock.FOLLOW_UP.value: appeal.call_at,
    }
    return {clock: at for clock, at in found.items() if at}


def unmet(appeal: Appeal) -> str | None:
    """The clock of which the chief was told, or CALLED, that neither he nor anybody else has seen to."""
    return appeal.escalated if appeal.escalated in {CALLED, *ends(appeal)} else None


def running(appeal: Appeal) -> list[Running]:
    """All that run, soonest first, by the norms and the calendar of the desk's area."""
    area = area_of_desk(appeal.desk_id)
    runs = [Running(clock, at, told(norm_of(appeal, clock), at, area)) for clock, at in ends(appeal).items()]
    return sorted(runs, key=lambda one: one.due_at)


def norm_of(appeal: Appeal, clock: str) -> Clock:
    return first_answer(appeal.urgency, appeal.account.kind) if clock == ANSWER else Clock(clock)


def told(clock: Clock, due_at: datetime, area: int) -> datetime:
    """A promised call may be a little late, and only then the chief hears of it; of the others before or at the end."""
    return due(clock, due_at, area) if clock == Clock.FOLLOW_UP else near(clock, due_at, norms_of(area))


# Of whose first answer the chief is told, as a question to the database; the same as `escalates`.
ANSWER_ESCALATES = Q(off_topic=False) | Q(urgency=Urgency.NOW)


def escalates(appeal: Appeal, clock: str) -> bool:
    return clock != ANSWER or not appeal.off_topic or appeal.urgency == Urgency.NOW


def run_out(appeal: Appeal, now: datetime) -> list[Running]:
    """Of which the chief is to be told by now."""
    return [one for one in running(appeal) if one.told_at <= now and escalates(appeal, one.clock)]
