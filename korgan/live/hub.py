"""One reader of the journal per process, and a bounded buffer per open screen. A slow screen is closed, never served
with a gap: it resumes by its cursor."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError

from korgan.journal.cursor import Cursor, Read
from korgan.journal.reading import connect, now_async, read_async

logger = logging.getLogger(__name__)

POLL_S, AWAY_S = 0.02, 0.5
PAGE = 500
BUFFER = 2000

Told = dict[int, dict[str, Any]]
Briefs = Callable[[Sequence[Read]], Awaitable[Told]]
Event = tuple[Read, bytes]


def framed(entry: Read, told: dict[str, Any]) -> bytes:
    """One server-sent event, resumable right after its entry."""
    return f"id: {entry.cursor}\nevent: entry\ndata: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


@dataclass(eq=False, slots=True)
class Subscriber:
    """An open screen: what it wants to hear, what waits to be written to it."""

    audience: str
    topics: frozenset[str]
    waiting: deque[Event] = field(default_factory=deque)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    # Too slow, or the hub lost its place: the stream ends and the screen resumes by its cursor.
    is_lost: bool = False
    # Its rights may have changed.
    is_doubtful: bool = False

    def give(self, event: Event) -> None:
        if len(self.waiting) >= BUFFER:
            self.is_lost = True
        else:
            self.waiting.append(event)
        self.woken.set()

    def lose(self) -> None:
        self.is_lost = True
        self.woken.set()

    def doubt(self) -> None:
        self.is_doubtful = True
        self.woken.set()


class Hub:
    def __init__(self, briefs: dict[str, Briefs]) -> None:
        self.briefs = briefs
        self.subscribers: dict[str, set[Subscriber]] = {}
        # Where whoever joins now will be heard from, and up to where everybody has been given everything.
        self.position: Cursor | None = None
        self.delivered: Cursor | None = None

    def add(self, subscriber: Subscriber) -> None:
        for topic in subscriber.topics:
            self.subscribers.setdefault(topic, set()).add(subscriber)

    def remove(self, subscriber: Subscriber) -> None:
        for topic in subscriber.topics:
            heard = self.subscribers.get(topic, set())
            heard.discard(subscriber)
            if not heard:
                self.subscribers.pop(topic, None)

    def everybody(self) -> set[Subscriber]:
        return set().union(*self.subscribers.values())

    async def join(self, subscriber: Subscriber) -> Cursor:
        """Hear everything after the returned cursor, which stands between two windows, never inside a page."""
        while self.position is None or self.position.until is not None:
            await asyncio.sleep(POLL_S)
        self.add(subscriber)
        return self.position

    async def run(self) -> None:
        """Read for ever; when Postgres goes away, all screens are closed and resume when it is back."""
        while True:
            try:
                await self.read_connected()
            except (psycopg.Error, OSError, DatabaseError, InterfaceError):
                logger.warning("the journal cannot be read, trying again")
            self.position = self.delivered = None
            for subscriber in self.everybody():
                subscriber.lose()
            await asyncio.sleep(AWAY_S)

    async def read_connected(self) -> None:
        async with await connect() as connected:
            self.position = self.delivered = await now_async(connected)
            while True:
                entries, after = await read_async(connected, self.position, PAGE)
                # From here to `heard` nothing awaits: who joins later is heard from `after`.
                self.position = after
                if entries:
                    await self.deliver(entries)
                self.delivered = after
                if after.until is None:
                    await asyncio.sleep(POLL_S)

    async def deliver(self, entries: Sequence[Read]) -> None:
        heard = {entry.seq: self.hearing(entry.topics) for entry in entries}
        frames = {audience: await self.frames(audience, entries, heard) for audience in self.briefs}
        for entry in entries:
            for subscriber in heard[entry.seq]:
                if entry.seq in frames[subscriber.audience]:
                    subscriber.give((entry, frames[subscriber.audience][entry.seq]))
            for subscriber in self.hearing(topic for topic in entry.topics if topic.startswith("user:")):
                subscriber.doubt()

    async def frames(
        self, audience: str, entries: Sequence[Read], heard: dict[int, set[Subscriber]]
    ) -> dict[int, bytes]:
        wanted = [entry for entry in entries if any(one.audience == audience for one in heard[entry.seq])]
        told = await self.told(audience, wanted)
        return {entry.seq: framed(entry, told[entry.seq]) for entry in wanted if entry.seq in told}

    async def told(self, audience: str, entries: Sequence[Read]) -> Told:
        return await self.briefs[audience](entries) if entries else {}

    def hearing(self, topics: Iterable[str]) -> set[Subscriber]:
        return set().union(*(self.subscribers.get(topic, ()) for topic in topics))
