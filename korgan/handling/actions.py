from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.handling import rules
from korgan.handling.changing import changed
from korgan.handling.entries import AppealClosed, AppealReleased, AppealSeen, AppealTaken
from korgan.handling.joining import doubled, locked_with
from korgan.handling.transfer import was_sent_on
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, Conversation, Outcome, State
from korgan.journal.actions import require_new
from korgan.people.actions import name_of
from korgan.people.models import User

HELD = ["state", "taken_by", "taken_at", "readdress_by"]


@transaction.atomic
def take(appeal_id: UUID, by: User, now: datetime, client_key: UUID | None = None) -> Appeal:
    """Make the appeal mine; the second of two who press at once is told who has it."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    rules.require_free(appeal, by)
    if appeal.taken_by_id == by.id and appeal.state in (State.TAKEN, State.SENT):
        return appeal
    # A unit may be at work on one that nobody has: it came from a desk that may see it no more.
    is_led_by_none = appeal.state == State.SENT and appeal.taken_by_id is None
    if not is_led_by_none:
        rules.require_move(appeal, State.TAKEN)
    hold(appeal, by, now)
    appeal.unread = 0
    return changed(appeal, AppealTaken(appeal.id, by.id), name_of(by), client_key, [*HELD, "unread"])


def hold(appeal: Appeal, by: User, now: datetime) -> None:
    """With the first who takes it, an appeal sent on has arrived. A unit at work stays at work, whoever leads it."""
    if appeal.readdress_by and was_sent_on(appeal):
        appeal.readdress_by = None
    if appeal.state != State.SENT:
        appeal.state = State.TAKEN
    appeal.taken_by, appeal.taken_at = by, now


@transaction.atomic
def release(appeal_id: UUID, by: User, client_key: UUID | None = None) -> Appeal:
    """Give the appeal back to its queue."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    rules.require_holder(appeal, by)
    rules.require_move(appeal, State.REGISTERED)
    appeal.state, appeal.taken_by, appeal.taken_at = State.REGISTERED, None, None
    fact = AppealReleased(appeal.id, by.id)
    return changed(appeal, fact, name_of(by), client_key, ["state", "taken_by", "taken_at"])


@transaction.atomic
def close(
    appeal_id: UUID,
    outcome: str,
    by: User,
    now: datetime,
    client_key: UUID | None = None,
    duplicate_of: UUID | None = None,
) -> Appeal:
    """End the work on the appeal; a later message of the citizen opens a new one. A duplicate says of what."""
    rules.require_outcome(outcome)
    # In the order in which a registration takes them, so that the two never wait for each other.
    open_ones = list(Conversation.objects.select_for_update(no_key=True).filter(appeal=appeal_id, is_open=True))
    appeal = locked_with(appeal_id, duplicate_of)
    require_new(name_of(by), client_key)
    rules.require_free(appeal, by)
    rules.require_move(appeal, State.CLOSED)
    link = doubled(appeal, duplicate_of, by, now) if outcome == Outcome.DUPLICATE else None
    appeal.state, appeal.outcome, appeal.closed_at = State.CLOSED, outcome, now
    appeal.call_at, appeal.escalated = None, ""
    Conversation.objects.filter(pk__in=[one.pk for one in open_ones]).update(is_open=False)
    fact = AppealClosed(appeal.id, outcome, link)
    return changed(appeal, fact, name_of(by), client_key, ["state", "outcome", "closed_at", "call_at", "escalated"])


@transaction.atomic
def see(appeal_id: UUID, by: User) -> Appeal:
    """The operator who has the appeal has read its messages."""
    appeal = locked(appeal_id)
    if appeal.unread == 0 or appeal.taken_by_id != by.id:
        return appeal
    appeal.unread = 0
    return changed(appeal, AppealSeen(appeal.id), name_of(by), None, ["unread"])
