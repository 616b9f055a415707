"""What was committed raw is read and registered, sender by sender, in order."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import InterfaceError, OperationalError, connection

from korgan.channels import base
from korgan.channels.actions import settle, stumble
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.queries import waiting
from korgan.channels.registry import channel_of
from korgan.journal.away import is_away
from korgan.journal.clock import now

logger = logging.getLogger(__name__)

Register = Callable[[Account, base.InboundMessage], object]
# The database is away, or busy with others: everything waits. Any other trouble is of one update alone.
AWAY = (OperationalError, InterfaceError)
BATCH = 500
LOCK = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
UNLOCK = "select pg_advisory_unlock(hashtextextended(%s, 0))"


def work_off(account: Account, register: Register) -> int:
    """Register what waits, under a lock per sender; returns how many were settled."""
    blocked, settled = set[str](), 0
    for inbound in list(waiting(account, now())[:BATCH]):
        if inbound.sender in blocked:
            continue
        if take_in_turn(account, inbound, register):
            settled += 1
        else:
            blocked.add(inbound.sender)
    return settled


def take_in_turn(account: Account, inbound: Inbound, register: Register) -> bool:
    name = f"korgan sender {account.pk} {inbound.sender}"
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [name])
        if not cursor.fetchone()[0]:
            return False
        try:
            return take(account, inbound, register)
        finally:
            cursor.execute(UNLOCK, [name])


def take(account: Account, inbound: Inbound, register: Register) -> bool:
    """Register one update; False when it must be tried again, and its sender's later ones wait for it."""
    try:
        found = channel_of(account.kind).parse(json.loads(inbound.body))
        for message in messages(found, inbound):
            register(account, message)
        owes_words = any(isinstance(one, base.Started | base.Unsupported) for one in found)
        settle(inbound, *fate_of(found), now(), owes_words=owes_words)
    except Exception as poison:
        if is_away(poison):
            raise
        logger.exception("an update could not be registered")
        stumble(inbound, type(poison).__name__, now())
        return False
    return True


def messages(found: Sequence[base.Inbound], inbound: Inbound) -> list[base.InboundMessage]:
    said = [edition(one.message, inbound) if isinstance(one, base.Edited) else one for one in found]
    return [one for one in said if isinstance(one, base.InboundMessage)]


def edition(said: base.InboundMessage, inbound: Inbound) -> base.InboundMessage:
    """What was said otherwise, or a place that moved, is said anew: the first words stay as evidence."""
    parts = tuple(replace(part, external_id=f"{part.external_id}:{inbound.external_id}") for part in said.parts)
    return replace(said, external_id=parts[0].external_id, parts=parts)


def fate_of(found: Sequence[base.Inbound]) -> tuple[str, str]:
    """What became of an update that held these, and why not more."""
    kinds = {type(one) for one in found}
    why = "; ".join(filter(None, (reason(one) for one in found)))
    if kinds & {base.InboundMessage, base.Edited}:
        return Fate.REGISTERED, why
    return (Fate.REFUSED if base.Refused in kinds else Fate.IGNORED), why


def reason(one: base.Inbound) -> str:
    match one:
        case base.Started():
            return "started"
        case base.Unsupported():
            return f"content {one.what}"
        case base.Ignored() | base.Refused():
            return one.why
        case _:
            return ""
