"""One attempt to send: what the channel's errors mean for the outbox."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from korgan.channels import base
from korgan.channels.registry import channel_of
from korgan.reply import outbox, rules
from korgan.reply.models import Delivery, DeliveryState

Clock = Callable[[], datetime]


def send_message(message_id: UUID, clock: Clock) -> datetime | None:
    """Send what waits in the message's conversation in order; when a part must wait, the later ones wait for it.
    Returns when to retry this message; an earlier one that must wait has a job of its own, which carries on."""
    for part_id in outbox.waiting_parts(message_id):
        claim = outbox.claim(part_id, clock())
        delivery = attempt(claim, clock) if claim else Delivery.objects.get(pk=part_id)
        if delivery.state == DeliveryState.RETRY:
            return delivery.retry_at if delivery.part.message_id == message_id else None
    return None


def attempt(claim: outbox.Claim, clock: Clock) -> Delivery:
    channel = channel_of(claim.account.kind)
    try:
        sent = asyncio.run(channel.send(claim.account, claim.thread, claim.outgoing))
    except base.Throttled as throttled:
        return try_later(claim, "throttled", clock(), throttled.after_s)
    except base.Unreachable:
        return try_later(claim, "unreachable", clock())
    except base.Blocked:
        return outbox.settle(claim.part, DeliveryState.FAILED, clock(), trouble="blocked")
    except base.Rejected as rejected:
        return outbox.settle(claim.part, DeliveryState.FAILED, clock(), trouble=rejected.code)
    except base.Unknown:
        return outbox.settle(claim.part, DeliveryState.UNKNOWN, clock(), trouble="unknown")
    except Exception:
        # Whatever else went wrong, the bytes may have gone out.
        outbox.settle(claim.part, DeliveryState.UNKNOWN, clock(), trouble="unknown")
        raise
    return outbox.settle(claim.part, DeliveryState.ACCEPTED, clock(), external_id=sent.external_id)


def try_later(claim: outbox.Claim, trouble: str, now: datetime, after_s: float = 0) -> Delivery:
    when = rules.retry_at(claim.attempts, now, after_s)
    if when is None:
        return outbox.settle(claim.part, DeliveryState.FAILED, now, trouble=trouble)
    return outbox.settle(claim.part, DeliveryState.RETRY, now, trouble=trouble, retry_at=when)
