"""What was promised for later has a clock in the queue like everything else that is due."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from korgan.handling.changing import changed
from korgan.handling.entries import FollowUpDone, FollowUpSet
from korgan.handling.models import FollowUp
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, State
from korgan.intake.parameters import storable
from korgan.journal.actions import require_new
from korgan.journal.ids import new_id
from korgan.people.actions import name_of
from korgan.people.models import User

FURTHEST = timedelta(days=366)
LONGEST = 500


class BadTime(Exception):
    """A call back is promised for later, within a year, of an appeal that is open."""


@transaction.atomic
def follow_up(
    appeal_id: UUID, due_at: datetime, words: str, by: User, now: datetime, client_key: UUID | None = None
) -> FollowUp:
    """Promise to come back to the appeal at a time."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    if appeal.state == State.CLOSED or not now < due_at <= now + FURTHEST:
        raise BadTime(appeal.number)
    promised = FollowUp(id=new_id(), appeal=appeal, due_at=due_at, words=storable(words).strip()[:LONGEST], by=by)
    appeal.call_at = min(due_at, appeal.call_at or due_at)
    fact = FollowUpSet(appeal.id, promised.id, due_at)
    changed(appeal, fact, name_of(by), client_key, ["call_at"])
    promised.version = appeal.version
    promised.save(force_insert=True)
    return promised


@transaction.atomic
def done(follow_up_id: UUID, by: User, now: datetime, client_key: UUID | None = None) -> FollowUp:
    """He was called back; doing it again changes nothing."""
    appeal = locked(FollowUp.objects.values_list("appeal_id", flat=True).get(pk=follow_up_id))
    require_new(name_of(by), client_key)
    promised = FollowUp.objects.select_for_update().get(pk=follow_up_id)
    if promised.done_at is not None:
        return promised
    promised.done_at, promised.done_by = now, by
    appeal.call_at = next_call(appeal, promised) if appeal.state != State.CLOSED else None
    changed(appeal, FollowUpDone(appeal.id, promised.id), name_of(by), client_key, ["call_at"])
    promised.version = appeal.version
    promised.save(update_fields=["done_at", "done_by", "version"])
    return promised


def next_call(appeal: Appeal, but: FollowUp) -> datetime | None:
    waiting = FollowUp.objects.filter(appeal=appeal, done_at__isnull=True).exclude(pk=but.pk)
    soonest: datetime | None = waiting.aggregate(soonest=Min("due_at"))["soonest"]
    return soonest
