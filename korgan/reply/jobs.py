"""What the journal causes here. Each job is given an entry's seq and facts; thin: the actions decide."""

import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from korgan.channels import pacing
from korgan.channels.registry import channel_of
from korgan.intake.actions import locked
from korgan.intake.models import Appeal
from korgan.journal.clock import now
from korgan.journal.steps import once
from korgan.journal.work import job
from korgan.reply import outbox
from korgan.reply.actions import SYSTEM, say
from korgan.reply.sending import LOOK_S, send_as_the_only_one
from korgan.reply.words import closing_words, progress_words, receipt_words, transfer_words

Facts = dict[str, Any]
PATIENCE = timedelta(seconds=2)


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


@job("reply.tell_transferred")
def tell_transferred(seq: int, facts: Facts) -> None:
    """In the app too: the law asks that he is told, and a changed name on his screen is easily overlooked."""
    tell(seq, "transferred", UUID(facts["appeal"]), transfer_words, everywhere=True)


@job("reply.deliver")
def deliver(seq: int, facts: Facts) -> None:
    send_out(outbox.account_of(UUID(facts["message"])))


@job("reply.send_out")
def send(account: int) -> None:
    send_out(account)


@app.periodic(cron="* * * * * */5")
@job("reply.sweep", queueing_lock="reply.sweep")
def sweep(timestamp: int) -> None:
    """Claims whose holder died become unknown; what is due and has no job gets one."""
    outbox.expire_claims(now())
    for account in outbox.accounts_due(now()):
        defer(account, None)


@app.periodic(cron="17 * * * *")
@job("reply.forget_idle", queueing_lock="reply.forget_idle")
def forget_idle(timestamp: int) -> None:
    pacing.forget_idle(now())


def send_out(account: int) -> None:
    """Send what is due, stay while the channel asks for a short patience, come back when for a long one."""
    again = send_as_the_only_one(account, now)
    while again is not None and again - now() < PATIENCE:
        time.sleep(max(0.0, min((again - now()).total_seconds(), LOOK_S)))
        again = send_as_the_only_one(account, now)
    if again is not None:
        defer(account, again)


def defer(account: int, at: datetime | None) -> None:
    with suppress(AlreadyEnqueued):
        send.configure(queueing_lock=f"send:{account}:{at}", schedule_at=at).defer(account=account)


@transaction.atomic
def tell(seq: int, step: str, appeal_id: UUID, words: Any, *, everywhere: bool = False) -> None:
    if not once(seq, f"reply.{step}"):
        return
    appeal: Appeal = locked(appeal_id)
    has_no_screen = channel_of(appeal.account.kind).can.receipt_by_message
    text = words(appeal) if everywhere or has_no_screen else ""
    if text:
        say(appeal, text, "receipt", None, SYSTEM, now())
