"""The outbox: claim a part, let the channel send it, write down what became of it. A crash between the bytes going
out and the mark leaves a claim that runs out, and that is `unknown`, never a second sending."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from korgan.channels import base, pacing
from korgan.channels.models import Account
from korgan.handling.changing import changed
from korgan.intake.actions import locked
from korgan.intake.models import Message, Part
from korgan.journal.actions import require_new
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.reply import rules
from korgan.reply.entries import DeliveryChanged, DeliveryRequeued
from korgan.reply.models import Delivery, DeliveryState

SYSTEM = "system:outbox"


@dataclass(frozen=True, slots=True)
class Claim:
    """A part that is ours to send, and where to."""

    part: UUID
    appeal: UUID
    account: Account
    thread: str
    outgoing: base.OutgoingPart
    attempts: int


@dataclass(frozen=True, slots=True)
class Head:
    """What is to go next in a conversation, in the order it was written."""

    part: UUID
    state: str
    retry_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        return self.retry_at is None or self.retry_at <= now


# A conversation in which a human's answer waits goes before those with words of the system only; then the oldest.
HEADS = """
select part_id, state, retry_at from (
    select distinct on (m.conversation_id) d.part_id, d.state, d.retry_at, m.at,
           bool_or(m.author_id is not null) over (partition by m.conversation_id) as by_people
    from reply_delivery d
    join intake_part p on p.id = d.part_id
    join intake_message m on m.id = p.message_id
    join intake_conversation c on c.id = m.conversation_id
    where d.state in ('queued', 'claimed', 'retry') and c.account_id = %s
    order by m.conversation_id, m.at, m.id, p.position
) heads
where state <> 'claimed'
order by not by_people, at, part_id
limit 100
"""


def heads(account_id: int) -> list[Head]:
    """The next of each conversation of the account; a conversation whose part is just being sent has none."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [account_id])
        return [Head(*row) for row in cursor.fetchall()]


def account_of(message_id: UUID) -> int:
    return Message.objects.values_list("conversation__account_id", flat=True).get(pk=message_id)


@transaction.atomic
def claim(part_id: UUID, now: datetime) -> Claim | None:
    """Make a waiting part ours; None when it is not due or somebody else's. Raise NotYet when the channel must wait."""
    part = Part.objects.select_related("message__conversation__account").get(pk=part_id)
    locked(part.message.appeal_id)
    delivery = Delivery.objects.select_for_update().get(pk=part_id)
    is_due = delivery.retry_at is None or delivery.retry_at <= now
    if delivery.state not in (DeliveryState.QUEUED, DeliveryState.RETRY) or not is_due:
        return None
    conversation = part.message.conversation
    pacing.take_turn(conversation.account, conversation.thread, now)
    delivery.attempts += 1
    delivery.claimed_until = now + rules.CLAIM
    mark(part, delivery, DeliveryState.CLAIMED, SYSTEM, now)
    outgoing = base.OutgoingPart(kind=part.kind, text=part.text)
    return Claim(
        part.id, part.message.appeal_id, conversation.account, conversation.thread, outgoing, delivery.attempts
    )


@transaction.atomic
def settle(part_id: UUID, state: str, now: datetime, *, external_id: str | None = None, trouble: str = "",
           retry_at: datetime | None = None) -> Delivery:  # fmt: skip
    """Write down what became of a claimed part; what others have settled meanwhile stands."""
    part = Part.objects.select_related("message").get(pk=part_id)
    locked(part.message.appeal_id)
    delivery = Delivery.objects.select_for_update().get(pk=part_id)
    # Only he who sent it knows: that it was accepted settles a doubt which others had meanwhile.
    is_answer = delivery.state == DeliveryState.UNKNOWN and state == DeliveryState.ACCEPTED
    if delivery.state != DeliveryState.CLAIMED and not is_answer:
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


def abandon(account_id: int, now: datetime) -> int:
    """For the account's only sender: a claim that he finds is of one who died, and nobody knows what went out."""
    return expire(Delivery.objects.filter(part__message__conversation__account=account_id), now)


def expire_claims(now: datetime) -> int:
    """Claims whose time ran out, whoever held them."""
    return expire(Delivery.objects.filter(claimed_until__lt=now), now)


def expire(claims: QuerySet[Delivery], now: datetime) -> int:
    expired = list(claims.filter(state=DeliveryState.CLAIMED).values_list("part_id", flat=True))
    for part_id in expired:
        settle(part_id, DeliveryState.UNKNOWN, now, trouble="claim_expired")
    return len(expired)


@transaction.atomic
def doubt_all(now: datetime) -> int:
    """After a restore nobody knows what became of parts on their way out: an operator decides about each."""
    states = [DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.RETRY]
    under_way = Delivery.objects.filter(state__in=states).values_list("part_id", flat=True)
    for part_id in (doubtful := list(under_way)):
        part = Part.objects.select_related("message").get(pk=part_id)
        delivery = Delivery.objects.select_for_update().get(pk=part_id)
        delivery.trouble, delivery.retry_at, delivery.claimed_until = "restored", None, None
        mark(part, delivery, DeliveryState.UNKNOWN, SYSTEM, now)
    return len(doubtful)


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


def accounts_due(now: datetime) -> list[int]:
    """Accounts with parts that should go or should have gone: a lost job and a dead sender are found again here."""
    waiting = Q(state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED])
    due = Delivery.objects.filter(waiting | Q(state=DeliveryState.RETRY, retry_at__lte=now))
    return list(due.values_list("part__message__conversation__account", flat=True).distinct())
