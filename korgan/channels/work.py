"""What the worker does for the channels: have updates of each account come in, and register what was committed raw."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from korgan.channels import base
from korgan.channels.actions import store
from korgan.channels.models import Account
from korgan.channels.queries import hook_of
from korgan.channels.registering import AWAY, LOCK, Register, work_off
from korgan.channels.registry import channel_of
from korgan.channels.seed import seed_telegram
from korgan.journal.clock import now
from korgan.journal.connections import close_dead_connections
from korgan.journal.reading import connect

logger = logging.getLogger(__name__)

ACCOUNTS_S, AWAY_S = 1.0, 3.0
# What a webhook brings is taken by the web process, which wakes nobody here.
LOOK_S = 0.2


async def listen(register: Register) -> None:
    """For ever, in one process at a time: the lock goes with its connection. New, changed and closed accounts are
    noticed by themselves."""
    async with await connect() as connected:
        while not await is_ours(connected):
            await asyncio.sleep(AWAY_S)
        listening: dict[int, Listening] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                await connected.execute("select 1")
                await in_thread(seed_telegram)
                for account in await in_thread(accounts):
                    heard = listening.get(account.pk)
                    if heard is None or heard.settings != settings_of(account):
                        await (heard.stop() if heard else asyncio.sleep(0))
                        listening[account.pk] = listen_to(account, register, group)
                await asyncio.sleep(ACCOUNTS_S)


@dataclass(frozen=True, slots=True)
class Listening:
    """An account as it was when we began to listen to it, and what is done for it."""

    settings: tuple[object, ...]
    tasks: tuple["asyncio.Task[None]", ...]

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)


def settings_of(account: Account) -> tuple[object, ...]:
    return account.is_open, account.config, account.secrets, account.department_id, account.desk_id


async def is_ours(connected: AsyncConnection[Any]) -> bool:
    row = await (await connected.execute(LOCK, ["korgan channels"])).fetchone()
    return bool(row and row[0])


def listen_to(account: Account, register: Register, group: asyncio.TaskGroup) -> Listening:
    """What a closed account had brought before is worked off all the same."""
    arrived = asyncio.Event()
    doing = [work(account, register, arrived), *([bring_in(account, arrived)] if account.is_open else [])]
    return Listening(settings_of(account), tuple(group.create_task(one) for one in doing))


async def bring_in(account: Account, arrived: asyncio.Event) -> None:
    """Have updates brought to the webhook, or pull them; what goes wrong is noted, and begun again after a while."""
    channel = channel_of(account.kind)
    while True:
        try:
            await channel.activate(account, hook_of(account))
            await in_thread(note_health, account, "")
            if not channel.is_pulled(account):
                return
            while True:
                await pull(account, arrived)
        except AWAY:
            logger.warning("the database is away; nothing is confirmed to %s", account.kind)
        except base.SendFailed as trouble:
            await in_thread(note_health, account, trouble.told)
        except Exception as trouble:
            logger.exception("%s cannot be listened to", account.name)
            await in_thread(note_health, account, type(trouble).__name__)
        await asyncio.sleep(AWAY_S)


async def pull(account: Account, arrived: asyncio.Event) -> None:
    """Commit raw, then advance: only the next pull confirms, so a crash between the two costs nothing."""
    cursor = await in_thread(cursor_of, account)
    pulled = await channel_of(account.kind).pull(account, cursor)
    if pulled.cursor != cursor:
        await in_thread(store, account, pulled.updates, pulled.cursor)
        arrived.set()
    await in_thread(note_health, account, "")


async def work(account: Account, register: Register, arrived: asyncio.Event) -> None:
    """When something has arrived, and again after a look's time for what came otherwise or is to be tried again."""
    while True:
        arrived.clear()
        try:
            if await in_thread(work_off, account, register):
                continue
        except AWAY:
            logger.warning("the database is away; what was committed raw waits")
        except Exception:
            logger.exception("what came to %s cannot be worked off", account.name)
        try:
            async with asyncio.timeout(LOOK_S):
                await arrived.wait()
        except TimeoutError:
            continue


def accounts() -> list[Account]:
    """Those that updates come from, or came from before they were closed."""
    found = Account.objects.select_related("department").order_by("id")
    return [account for account in found if channel_of(account.kind).can.brings_updates]


def cursor_of(account: Account) -> str:
    return Account.objects.values_list("poll_cursor", flat=True).get(pk=account.pk)


def note_health(account: Account, trouble: str) -> None:
    Account.objects.filter(pk=account.pk).update(checked_at=now(), trouble=trouble)


async def in_thread(ask: Callable[..., Any], *given: Any) -> Any:
    return await asyncio.to_thread(on_living_connection, ask, *given)


def on_living_connection(ask: Callable[..., Any], *given: Any) -> Any:
    close_dead_connections()
    try:
        return ask(*given)
    finally:
        close_dead_connections()
