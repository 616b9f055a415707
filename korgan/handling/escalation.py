"""A clock that runs out is told to the shift's chief, once a clock, by a job that reads deadlines."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from korgan.handling import rules
from korgan.handling.actions import HELD, hold
from korgan.handling.changing import changed
from korgan.handling.entries import AppealAssigned, AppealEscalated, ChiefCalled
from korgan.handling.joining import SYSTEM
from korgan.handling.models import Escalation
from korgan.handling.running import ANSWER, ANSWER_ESCALATES, CALLED, Running, run_out, unmet
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, State
from korgan.journal.actions import require_new
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.territory.clocks import FIRST_ANSWERS, Clock
from korgan.territory.timetable import longest_near
from korgan.triage.actions import require_open

COLUMNS = {
    ANSWER: "reply_by",
    Clock.REGISTRATION.value: "register_by",
    Clock.READDRESS.value: "readdress_by",
    Clock.LAW_ANSWER.value: "answer_by",
    Clock.FOLLOW_UP.value: "call_at",
}
# At once; what is over this waits for the next look.
MOST = 500


class NotTheirs(Exception):
    """This colleague may not take the appeal."""


def to_look_at(clock: str, column: str, now: datetime) -> QuerySet[Appeal]:
    """Open appeals whose clock is near its end, without those of which the chief knows."""
    known = Escalation.objects.filter(appeal=OuterRef("pk"), clock=clock, due_at=OuterRef(column))
    early = timedelta(seconds=longest_near(FIRST_ANSWERS if clock == ANSWER else {clock}))
    near = Q(**{f"{column}__lte": now + early})
    found = Appeal.objects.select_related("account").filter(near & ~Exists(known)).exclude(state=State.CLOSED)
    if clock == ANSWER:
        # What troubles no chief must not fill the look.
        found = found.filter(ANSWER_ESCALATES, first_reply_at__isnull=True)
    return found.order_by(column)[:MOST]


def due(now: datetime) -> Iterator[tuple[UUID, Running]]:
    """What the chief is to be told now."""
    for clock, column in COLUMNS.items():
        for appeal in to_look_at(clock, column, now):
            late = (one for one in run_out(appeal, now) if one.clock == clock)
            yield from ((appeal.pk, one) for one in late)


@transaction.atomic
def escalate(appeal_id: UUID, clock: Running, now: datetime) -> bool:
    """Tell the chief, unless it was told or the clock runs no more; whoever waited for the lock finds it told."""
    appeal = locked(appeal_id)
    still = run_out(appeal, now)
    known = Escalation.objects.filter(appeal=appeal, clock=clock.clock, due_at=clock.due_at)
    if clock not in still or known.exists():
        return False
    Escalation.objects.create(appeal=appeal, clock=clock.clock, due_at=clock.due_at, at=now)
    # Who calls him is seen to by nothing but himself, a clock also by an answer.
    if appeal.escalated != CALLED:
        appeal.escalated = clock.clock
    changed(appeal, AppealEscalated(appeal.id, clock.clock, clock.due_at), SYSTEM, None, ["escalated"])
    return True


@transaction.atomic
def call_chief(appeal_id: UUID, by: User, client_key: UUID | None = None) -> Appeal:
    """Whoever works on an appeal asks the shift's chief to look; asking again while he has not changes nothing."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    require_open(appeal)
    if unmet(appeal) == CALLED:
        return appeal
    appeal.escalated = CALLED
    return changed(appeal, ChiefCalled(appeal.id), name_of(by), client_key, ["escalated"])


def escalate_all(now: datetime) -> int:
    """Each in a transaction of its own: a kill in the middle leaves the rest to the next look."""
    return sum(escalate(appeal, clock, now) for appeal, clock in due(now))


@transaction.atomic
def assign(
    appeal_id: UUID, to: User, by: User, now: datetime, client_key: UUID | None = None, *, seen_with: int | None = None
) -> Appeal:
    """The chief gives the appeal to an operator, also out of the hands of whom he saw it with; whoever has it keeps it.
    Raises AlreadyTaken when somebody else has it meanwhile."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    is_at_work = appeal.state in (State.TAKEN, State.SENT)
    if is_at_work and appeal.taken_by_id == to.pk and not appeal.escalated:
        return appeal
    rules.require_with(appeal, seen_with)
    if not is_at_work:
        rules.require_move(appeal, State.TAKEN)
    clock = appeal.escalated
    hold(appeal, to, now)
    appeal.escalated = ""
    fact = AppealAssigned(appeal.id, to.pk, clock)
    return changed(appeal, fact, name_of(by), client_key, [*HELD, "escalated"])
