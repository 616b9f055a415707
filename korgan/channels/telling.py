"""Who came but said nothing that could be registered is told how to write to us; there is no appeal to answer in."""

import asyncio
import json
import logging

from korgan.channels import base
from korgan.channels.models import Inbound
from korgan.channels.registry import channel_of
from korgan.words import say

logger = logging.getLogger(__name__)

OURS = ("kk", "ru")


def tell(inbound: Inbound) -> None:
    """Raise Throttled or Unreachable when it must be tried again; whatever else goes wrong is only counted."""
    channel = channel_of(inbound.account.kind)
    for found in channel.parse(json.loads(inbound.body)):
        if isinstance(found, base.Started | base.Unsupported):
            send(inbound, found.thread, words_for(found))


def words_for(found: base.Started | base.Unsupported) -> str:
    """Who starts has not shown yet which language he reads; who has said something is answered in his."""
    if isinstance(found, base.Unsupported):
        return say(found.language, "unsupported")
    return "\n\n".join(dict.fromkeys(say(language, "greeting") for language in (found.language, *OURS)))


def send(inbound: Inbound, thread: str, words: str) -> None:
    try:
        asyncio.run(channel_of(inbound.account.kind).send(inbound.account, thread, base.OutgoingPart("text", words)))
    except (base.Blocked, base.Rejected, base.Unknown) as trouble:
        logger.info("words to a newcomer did not go out: %s", type(trouble).__name__)
