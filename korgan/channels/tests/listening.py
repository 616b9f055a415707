"""The worker's side of the channels against the Bot API server, on committed rows."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import unwrap

from django.db import connection

from korgan import path
from korgan.channels.actions import store
from korgan.channels.models import Account
from korgan.channels.registering import Register, work_off
from korgan.channels.registry import channel_of
from korgan.channels.secrets import closed
from korgan.channels.work import listen
from korgan.journal.models import Entry
from korgan.worker import keep
from tests.cast import City, city
from tests.telegram import BotApi


def city_with(telegram: BotApi, **config: object) -> City:
    """The cast's city, its bot at our own Bot API server."""
    korgan = city()
    korgan.telegram.config = {"api_url": telegram.url, **config}
    korgan.telegram.secrets = closed({"token": telegram.token})
    korgan.telegram.save()
    return korgan


@contextmanager
def listening(register: Register = path.register) -> Iterator[None]:
    """As the worker does it, beginning again after whatever goes wrong, until the test is over."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(keep(lambda: listen(register)))
    thread = threading.Thread(target=run, args=(loop, task))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


def run(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def take_in(account: Account, telegram: BotApi, register: Register = path.register) -> int:
    """What the worker does with what waits at Telegram, once and on the test's own connection."""
    store(account, [channel_of(account.kind).receive(update) for update in telegram.pending])
    telegram.pending.clear()
    return work_off(account, register)


def take_steps() -> None:
    """The jobs that follow from every entry so far, done at once."""
    for job, arguments in path.jobs_after(list(Entry.objects.order_by("seq"))):  # type: ignore[arg-type]
        for given in arguments:
            unwrap(job.func)(**given)


def database() -> str:
    return str(connection.settings_dict["NAME"])
