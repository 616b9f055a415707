"""Sending what waits in the outbox: one sender an account at a time (an advisory lock), several conversations at once,
each in order, people's answers before the system's words, never faster than the channel allows."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from korgan.channels import base, pacing
from korgan.channels.registry import channel_of
from korgan.reply import outbox, rules
from korgan.reply.models import Delivery, DeliveryState
from korgan.tracing import spans

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# Sendings under way at once; a network that hangs holds up only its own conversations until all of these hang.
MOST_AT_ONCE = 16
# While something is under way, new answers are looked for so often.
LOOK_S = 0.05
LOCK = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
UNLOCK = "select pg_advisory_unlock(hashtextextended(%s, 0))"


@dataclass(slots=True)
class Later:
    """What must wait, and when to look again; `at` is None when nothing waits."""

    at: datetime | None = None
    held: set[UUID] = field(default_factory=set)

    def not_before(self, at: datetime, part: UUID) -> None:
        self.at = min(self.at or at, at)
        self.held.add(part)


def send_as_the_only_one(account_id: int, clock: Clock) -> datetime | None:
    """Send what is due; returns when to look again. Whoever finds another at it leaves it to him."""
    while True:
        with only_sender(account_id) as is_ours:
            if not is_ours:
                return None
            outbox.abandon(account_id, clock())
            later = send_due(account_id, clock)
        # Who came between our last look and now has found us still at it.
        if not any(head.is_due(clock()) and head.part not in later.held for head in outbox.heads(account_id)):
            return later.at


@contextmanager
def only_sender(account_id: int) -> Iterator[bool]:
    name = f"korgan sending {account_id}"
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [name])
        is_ours: bool = cursor.fetchone()[0]
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute(UNLOCK, [name])


def send_due(account_id: int, clock: Clock) -> Later:
    """Send until nothing is due or under way. Only this thread asks the database; the network has its own."""
    under_way: dict[Future[base.Sent], outbox.Claim] = {}
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        while True:
            later = begin(account_id, clock, pool, under_way)
            if not under_way:
                return later
            for done in wait(under_way, until(later, clock()), FIRST_COMPLETED).done:
                settle(under_way.pop(done), done, clock)


def until(later: Later, now: datetime) -> float:
    """Seconds to wait for what is under way: the next turn may be there before."""
    return LOOK_S if later.at is None else min(LOOK_S, max(0.001, (later.at - now).total_seconds()))


def begin(
    account_id: int, clock: Clock, pool: ThreadPoolExecutor, under_way: dict[Future[base.Sent], outbox.Claim]
) -> Later:
    """Claim what may go now and let it go; what must wait is told."""
    later = Later()
    for head in outbox.heads(account_id):
        if not head.is_due(clock()):
            later.not_before(head.retry_at or clock(), head.part)
            continue
        if len(under_way) >= MOST_AT_ONCE:
            return later
        try:
            claim = outbox.claim(head.part, clock())
        except pacing.NotYet as early:
            later.not_before(early.until, head.part)
            if early.everybody:
                later.held |= {one.part for one in outbox.heads(account_id)}
                return later
            continue
        if claim is not None and is_open(claim, clock):
            under_way[pool.submit(carry, claim)] = claim
    return later


def is_open(claim: outbox.Claim, clock: Clock) -> bool:
    """Nothing goes out by an account that was closed; the operator is told."""
    if not claim.account.is_open:
        outbox.settle(claim.part, DeliveryState.FAILED, clock(), trouble="channel_closed")
    return claim.account.is_open


def carry(claim: outbox.Claim) -> base.Sent:
    """The network, and nothing else."""
    with spans.span("send", channel=claim.account.kind, part=str(claim.part)) as doing:
        doing.about(claim.appeal)
        return asyncio.run(channel_of(claim.account.kind).send(claim.account, claim.thread, claim.outgoing))


def settle(claim: outbox.Claim, done: Future[base.Sent], clock: Clock) -> Delivery:
    """What the channel's errors mean for the outbox."""
    try:
        sent = done.result()
    except base.Throttled as throttled:
        pacing.hold(claim.account.pk, pacing.EVERYBODY, clock() + timedelta(seconds=throttled.after_s))
        return try_later(claim, "throttled", clock(), throttled.after_s)
    except base.Unreachable as away:
        return try_later(claim, away.code, clock())
    except base.Blocked:
        return outbox.settle(claim.part, DeliveryState.FAILED, clock(), trouble="blocked")
    except base.Rejected as rejected:
        return outbox.settle(claim.part, DeliveryState.FAILED, clock(), trouble=rejected.code)
    except base.Unknown:
        return outbox.settle(claim.part, DeliveryState.UNKNOWN, clock(), trouble="unknown")
    except Exception:
        # Whatever else went wrong, the bytes may have gone out.
        logger.exception("a sending broke in a way its channel does not know")
        return outbox.settle(claim.part, DeliveryState.UNKNOWN, clock(), trouble="unknown")
    return outbox.settle(claim.part, DeliveryState.ACCEPTED, clock(), external_id=sent.external_id)


def try_later(claim: outbox.Claim, trouble: str, now: datetime, after_s: float = 0) -> Delivery:
    when = rules.retry_at(claim.attempts, now, after_s)
    if when is None:
        return outbox.settle(claim.part, DeliveryState.FAILED, now, trouble=trouble)
    return outbox.settle(claim.part, DeliveryState.RETRY, now, trouble=trouble, retry_at=when)
