"""What the worker does for the channels: listen to each account, and register what was committed raw."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from korgan.channels import base
from korgan.channels.actions import settle, store, stumble, waiting
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.registry import channel_of
from korgan.channels.seed import seed_telegram
from korgan.journal.reading import connect
from korgan.words import in_all

logger = logging.getLogger(__name__)

Register = Callable[[Account, base.InboundMessage], object]
LOOK_S, AWAY_S = 1.0, 3.0
LOCK = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
UNLOCK = "select pg_advisory_unlock(hashtextextended(%s, 0))"


async def listen(register: Register) -> None:
    """For ever, in one process at a time: the lock goes with its connection. New accounts are noticed by themselves."""
    async with await connect() as connected:
        while not (await (await connected.execute(LOCK, ["korgan channels"])).fetchone() or (False,))[0]:
            await asyncio.sleep(AWAY_S)
        await in_thread(seed_telegram)
        listening: set[int] = set()
        async with asyncio.TaskGroup() as group:
            while True:
                await connected.execute("select 1")
                for account in await in_thread(open_accounts):
                    if account.pk not in listening:
                        listening.add(account.pk)
                        listen_to(account, register, group)
                await asyncio.sleep(LOOK_S)


def listen_to(account: Account, register: Register, group: asyncio.TaskGroup) -> None:
    arrived = asyncio.Event()
    group.create_task(work(account, register, arrived))
    if not account.config.get("webhook"):
        group.create_task(poll(account, arrived))


async def poll(account: Account, arrived: asyncio.Event) -> None:
    """Commit raw, then advance; Telegram keeps what we have not confirmed for a day."""
    channel = channel_of(account.kind)
    while True:
        try:
            offset = await in_thread(cursor_of, account)
            updates = await channel.updates(account, offset)
            if updates:
                following = str(max(int(update["update_id"]) for update in updates) + 1)
                await in_thread(store, account, updates, following)
                arrived.set()
            await in_thread(note_health, account, "")
        except base.SendFailed as trouble:
            await in_thread(note_health, account, f"{type(trouble).__name__}: {trouble}")
            await asyncio.sleep(AWAY_S)
        except (DatabaseError, InterfaceError):
            logger.warning("the database is away; nothing is confirmed to %s", account.kind)
            await asyncio.sleep(AWAY_S)


async def work(account: Account, register: Register, arrived: asyncio.Event) -> None:
    """When something has arrived, and each second for what is to be tried again."""
    while True:
        arrived.clear()
        try:
            await in_thread(work_off, account, register)
        except (DatabaseError, InterfaceError):
            logger.warning("the database is away; what was committed raw waits")
        try:
            async with asyncio.timeout(LOOK_S):
                await arrived.wait()
        except TimeoutError:
            continue


def work_off(account: Account, register: Register) -> int:
    """Register what waits, sender by sender in order, under a lock per sender; returns how many were settled."""
    now, blocked, settled = datetime.now(UTC), set[str](), 0
    for inbound in list(waiting(account, now)[:500]):
        if inbound.sender in blocked:
            continue
        name = f"korgan sender {account.pk} {inbound.sender}"
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [name])
            if not cursor.fetchone()[0]:
                blocked.add(inbound.sender)
                continue
            try:
                if take(account, inbound, register):
                    settled += 1
                else:
                    blocked.add(inbound.sender)
            finally:
                cursor.execute(UNLOCK, [name])
    return settled


def take(account: Account, inbound: Inbound, register: Register) -> bool:
    """Register one update; False when it must be tried again, and its sender's later ones wait for it."""
    try:
        fate, why = registered(account, inbound, register)
    except (DatabaseError, InterfaceError):
        raise
    except Exception as poison:
        logger.exception("an update could not be registered")
        stumble(inbound, type(poison).__name__, datetime.now(UTC))
        return False
    settle(inbound, fate, why, datetime.now(UTC))
    return True


def registered(account: Account, inbound: Inbound, register: Register) -> tuple[str, str]:
    fate, why = Fate.IGNORED, ""
    for found in channel_of(account.kind).parse(inbound.body):
        match found:
            case base.InboundMessage():
                register(account, found)
                fate = Fate.REGISTERED
            case base.Edited():
                register(account, edition(found, inbound))
                fate = Fate.REGISTERED
            case base.Started():
                greet(account, found)
                why = "started"
            case base.Ignored():
                why = found.why
            case base.Refused():
                fate, why = Fate.REFUSED, found.why
    return fate, why


def greet(account: Account, started: base.Started) -> None:
    """Who opens the conversation is told in his languages what this is; he has said nothing yet."""
    words = in_all("greeting")
    text = "\n\n".join(dict.fromkeys([words[started.language], words["kk"], words["ru"]]))
    try:
        asyncio.run(channel_of(account.kind).send(account, started.thread, base.OutgoingPart("text", text)))
    except base.SendFailed as trouble:
        logger.info("the greeting did not go out: %s", type(trouble).__name__)


def edition(edited: base.Edited, inbound: Inbound) -> base.InboundMessage:
    """What was said otherwise, or a place that moved, is said anew: the first words stay as evidence."""
    said = edited.message
    parts = tuple(
        base.InboundPart(f"{part.external_id}:{inbound.external_id}", part.kind, part.text, part.place, part.file_ref)
        for part in said.parts
    )
    return base.InboundMessage(
        parts[0].external_id, said.thread, said.sender, said.scheme, said.name, said.language, said.said_at, None, parts
    )


def open_accounts() -> list[Account]:
    accounts = Account.objects.select_related("department").filter(is_open=True)
    return [account for account in accounts if channel_of(account.kind).can.polls]


def cursor_of(account: Account) -> str:
    return Account.objects.values_list("poll_cursor", flat=True).get(pk=account.pk)


def note_health(account: Account, trouble: str) -> None:
    Account.objects.filter(pk=account.pk).update(checked_at=datetime.now(UTC), trouble=trouble)


async def in_thread(ask: Callable[..., Any], *given: Any) -> Any:
    return await asyncio.to_thread(on_living_connection, ask, *given)


def on_living_connection(ask: Callable[..., Any], *given: Any) -> Any:
    close_old_connections()
    try:
        return ask(*given)
    finally:
        close_old_connections()
