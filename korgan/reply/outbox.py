"""The outbox: claim a part, let the channel send it, write down what became of it. A crash between the bytes going
out and the mark leaves a claim that runs out, and that is `unknown`, never a second sending."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from korgan.channels import base
from korgan.channels.models import Account
from korgan.handling.actions import changed
from korgan.intake.actions import locked
from korgan.intake.models import Message, Part
from korgan.journal.actions import require_new
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.reply import rules
from korgan.reply.entries import DeliveryChanged, DeliveryRequeued
from korgan.reply.models import Delivery, DeliveryState

SYSTEM = "system:outbox"
WAITING = Q(state=DeliveryState.QUEUED) | Q(state=DeliveryState.RETRY)


@dataclass(frozen=True, slots=True)
class Claim:
    """A part that is ours to send, and where to."""

    part: UUID
    account: Account
    thread: str
    outgoing: base.OutgoingPart
    attempts: int


def waiting_parts(message_id: UUID) -> list[UUID]:
    """What waits in the message's conversation, in the order it was written."""
    conversation = Message.objects.values("conversation").filter(pk=message_id)
    waiting = Delivery.objects.filter(WAITING, part__message__conversation__in=conversation)
    in_order = waiting.order_by("part__message__at", "part__message", "part__position")
    return list(in_order.values_list("part_id", flat=True))


@transaction.atomic
def claim(part_id: UUID, now: datetime) -> Claim | None:
    """Make a waiting part ours; None when it is not due or somebody else's."""
    part = Part.objects.select_related("message__conversation__account").get(pk=part_id)
    locked(part.message.appeal_id)
    delivery = Delivery.objects.select_for_update().get(pk=part_id)
    is_due = delivery.retry_at is None or delivery.retry_at <= now
    if delivery.state not in (DeliveryState.QUEUED, DeliveryState.RETRY) or not is_due:
        return None
    delivery.attempts += 1
    delivery.claimed_until = now + rules.CLAIM
    mark(part, delivery, DeliveryState.CLAIMED, SYSTEM, now)
    conversation = part.message.conversation
    outgoing = base.OutgoingPart(kind=part.kind, text=part.text)
    return Claim(part.id, conversation.account, conversation.thread, outgoing, delivery.attempts)


@transaction.atomic
def settle(part_id: UUID, state: str, now: datetime, *, external_id: str | None = None, trouble: str = "",
           retry_at: datetime | None = None) -> Delivery:  # fmt: skip
    """Write down what became of a claimed part; what others have settled meanwhile stands."""
    part = Part.objects.select_related("message").get(pk=part_id)
    locked(part.message.appeal_id)
    delivery = Delivery.objects.select_for_update().get(pk=part_id)
    if delivery.state != DeliveryState.CLAIMED:
        return delivery
    if external_id is not None:
        Part.objects.filter(pk=part_id).update(external_id=external_id)
    delivery.trouble, delivery.retry_at, delivery.claimed_until = trouble, retry_at, None
    return mark(part, delivery, state, SYSTEM, now)


@transaction.atomic
def received(part_ids: list[UUID], state: str, by: str, now: datetime) -> None:
    """The citizen's side tells that parts were delivered or read."""
    for part in Part.objects.select_related("message").filter(pk__in=part_ids):
        locked(part.message.appeal_id)
        delivery = Delivery.objects.select_for_update().get(pk=part.pk)
        if state in rules.NEXT_STATES[delivery.state]:
            mark(part, delivery, state, by, now)


@transaction.atomic
def send_again(part_id: UUID, is_sure: bool, by: User, now: datetime, client_key: UUID | None = None) -> Delivery:
    """An operator wants a failed part sent again; an unknown one only when he is sure."""
    part = Part.objects.select_related("message").get(pk=part_id)
    locked(part.message.appeal_id)
    require_new(name_of(by), client_key)
    delivery = Delivery.objects.select_for_update().get(pk=part_id)
    rules.require_resend(delivery.state, is_sure)
    delivery.attempts, delivery.retry_at, delivery.trouble = 0, None, ""
    return mark(part, delivery, DeliveryState.QUEUED, name_of(by), now, client_key)


def expire_claims(now: datetime) -> int:
    """Claims whose holder died: nobody knows whether the bytes went out."""
    overdue = Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_until__lt=now)
    expired = list(overdue.values_list("part_id", flat=True))
    for part_id in expired:
        settle(part_id, DeliveryState.UNKNOWN, now, trouble="claim_expired")
    return len(expired)


def mark(
    part: Part, delivery: Delivery, state: str, by: str, now: datetime, client_key: UUID | None = None
) -> Delivery:
    rules.require_move(delivery.state, state)
    delivery.state, delivery.changed_at = state, now
    delivery.save()
    appeal = locked(part.message.appeal_id)
    happened = DeliveryRequeued if state == DeliveryState.QUEUED else DeliveryChanged
    changed(appeal, happened(appeal.id, part.message_id, part.id, state), by, client_key, [])
    Message.objects.filter(pk=part.message_id).update(version=appeal.version)
    return delivery


def messages_due(now: datetime) -> list[UUID]:
    """Messages with parts that should have gone by now, a little late: a lost job is found again here."""
    late = now - rules.CLAIM / 6
    due = Delivery.objects.filter(
        Q(state=DeliveryState.QUEUED, changed_at__lt=late) | Q(state=DeliveryState.RETRY, retry_at__lt=late)
    )
    return list(due.values_list("part__message_id", flat=True).distinct())
