"""Who came but said nothing that could be registered is told how to write to us; there is no appeal to answer in.

He is told at the channel's pace, in the pauses of what is said to those who wait for help."""

import asyncio
import json
import logging
from datetime import datetime, timedelta

from korgan.channels import base, pacing
from korgan.channels.models import Inbound
from korgan.channels.registry import channel_of
from korgan.words import say

logger = logging.getLogger(__name__)

OURS = ("kk", "ru")
# For so long the account must have been silent; a newcomer who has waited so long waits for no pause any more.
PAUSE, PATIENCE = timedelta(seconds=1), timedelta(minutes=1)

Newcomer = base.Started | base.Unsupported


def tell(inbound: Inbound, now: datetime) -> datetime | None:
    """Say it; when to look again if the channel may not be sent to yet. Raise Unreachable when it must be tried again;
    whatever else goes wrong is only counted."""
    found = newcomer(inbound)
    if found is None:
        return None
    try:
        pacing.take_turn(inbound.account, found.thread, now, PAUSE if now - inbound.received_at < PATIENCE else None)
        send(inbound, found.thread, words_for(found))
    except pacing.NotYet as early:
        return early.until
    except base.Throttled as throttled:
        again = now + timedelta(seconds=throttled.after_s)
        pacing.hold(inbound.account_id, pacing.EVERYBODY, again)
        return again
    return None


def newcomer(inbound: Inbound) -> Newcomer | None:
    found = channel_of(inbound.account.kind).parse(json.loads(inbound.body))
    return next((one for one in found if isinstance(one, Newcomer)), None)


def words_for(found: Newcomer) -> str:
    """Who starts has not shown yet which language he reads; who has said something is answered in his."""
    if isinstance(found, base.Unsupported):
        return say(found.language, "unsupported")
    return "\n\n".join(dict.fromkeys(say(language, "greeting") for language in (found.language, *OURS)))


def send(inbound: Inbound, thread: str, words: str) -> None:
    try:
        asyncio.run(channel_of(inbound.account.kind).send(inbound.account, thread, base.OutgoingPart("text", words)))
    except (base.Blocked, base.Rejected, base.Unknown) as trouble:
        logger.info("words to a newcomer did not go out: %s", type(trouble).__name__)
