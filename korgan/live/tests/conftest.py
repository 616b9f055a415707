"""A hub and screens inside the test, on a database where entries are committed."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from korgan.briefs.fields import ALL
from korgan.briefs.stream import ToCitizen
from korgan.journal.cursor import Cursor, Read
from korgan.live import asking, hub, streams
from korgan.live.hub import Hub, Told
from korgan.live.streams import Audience, Screen

STAFF = Audience("staff", {"all": ALL})


@pytest.fixture
def threads(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads whose connections go to this test's database and end with it."""
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(asking, "threads", pool)
        yield
        pool.submit(lambda: connection.close()).result()  # the thread's own


async def bare(entries: Sequence[Read]) -> Told:
    return {entry.seq: ToCitizen({"seq": entry.seq}) for entry in entries}


@pytest.fixture
async def reading(threads: None) -> AsyncIterator[Hub]:
    made = Hub({"staff": bare})
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


class Listening:
    """A screen's events, one after the other; what it may hear is changed by the test."""

    def __init__(self, hub: Hub, cursor: Cursor | None = None, audience: Audience = STAFF) -> None:
        self.audience: Audience | None = audience
        self.screen = Screen(hub, None, self.who, self.beat, audience)  # type: ignore[arg-type]  # nobody looks at it
        self.said = self.screen.events(cursor)
        self.waiting: list[bytes] = []

    async def who(self, request: object) -> Audience | None:
        return self.audience

    async def beat(self) -> dict[str, Any]:
        return {}

    async def event(self) -> bytes:
        """The next event as it is written; empty at the end."""
        while not self.waiting:
            try:
                async with asyncio.timeout(30):
                    chunk = await anext(self.said)
            except StopAsyncIteration:
                return b""
            self.waiting = [event for event in chunk.split(b"\n\n") if event]
        return self.waiting.pop(0)

    async def next(self, wanted: bytes) -> bytes:
        """The next event that holds these bytes, or an empty one at the end."""
        while (event := await self.event()) and wanted not in event:
            pass
        return event


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats and checks of rights many times a second."""
    monkeypatch.setattr(streams, "BEAT_S", 0.02)
    monkeypatch.setattr(streams, "RECHECK_S", 0.05)


@pytest.fixture
def short_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "BUFFER", 3)
