"""What the journal causes here. Each job is given an entry's seq and facts; thin: the actions decide."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from korgan.channels.registry import channel_of
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, Message
from korgan.journal.steps import once
from korgan.journal.work import job
from korgan.reply.actions import SYSTEM, say
from korgan.reply.outbox import expire_claims, messages_due
from korgan.reply.sending import send_message
from korgan.reply.words import closing_words, progress_words, receipt_words

Facts = dict[str, Any]


def now() -> datetime:
    return datetime.now(UTC)


@job("reply.write_receipt")
def write_receipt(seq: int, facts: Facts) -> None:
    """Number, time and receiving desk, where the channel has no screen of its own to show them."""
    tell(seq, "receipt", UUID(facts["appeal"]), receipt_words)


@job("reply.tell_progress")
def tell_progress(seq: int, facts: Facts) -> None:
    state = facts.get("state", "sent")
    tell(seq, "progress", UUID(facts["appeal"]), lambda appeal: progress_words(appeal, state))


@job("reply.tell_closed")
def tell_closed(seq: int, facts: Facts) -> None:
    tell(seq, "closed", UUID(facts["appeal"]), closing_words)


@job("reply.deliver")
def deliver(seq: int, facts: Facts) -> None:
    send_in_turn(UUID(facts["message"]))


@job("reply.send_message")
def send(message: str) -> None:
    retry_at = send_message(UUID(message), now)
    if retry_at is not None:
        defer_sending(UUID(message), retry_at)


@app.periodic(cron="* * * * * */10")
@job("reply.sweep", queueing_lock="reply.sweep")
def sweep(timestamp: int) -> None:
    """Claims whose holder died become unknown; what is due and has no job gets one."""
    expire_claims(now())
    for message in messages_due(now()):
        send_in_turn(message)


def send_in_turn(message: UUID) -> None:
    defer_sending(message, None)


def defer_sending(message: UUID, at: datetime | None) -> None:
    """One sending at a time per conversation, so that answers arrive in the order they were written."""
    conversation = Message.objects.values_list("conversation_id", flat=True).get(pk=message)
    send.configure(lock=f"conversation:{conversation}", schedule_at=at).defer(message=str(message))


@transaction.atomic
def tell(seq: int, step: str, appeal_id: UUID, words: Any) -> None:
    if not once(seq, f"reply.{step}"):
        return
    appeal: Appeal = locked(appeal_id)
    text = words(appeal) if channel_of(appeal.account.kind).can.receipt_by_message else ""
    if text:
        say(appeal, text, "receipt", None, SYSTEM, now())
