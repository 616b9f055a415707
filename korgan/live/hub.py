"""One reader of the journal per process, and a bounded buffer per open screen. A slow screen is closed, never served
with a gap: it resumes by its cursor."""

import asyncio
import json
import logging
from asyncio import Future
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import django.db
import psycopg
from psycopg import AsyncConnection

from korgan.briefs.stream import Rights, Telling
from korgan.journal.cursor import Cursor, Read
from korgan.journal.reading import connect, now_async, read_async
from korgan.operations.metrics import STREAMS, TO_STREAM

logger = logging.getLogger(__name__)

POLL_S, AWAY_S = 0.02, 0.5
# With no screen open it only looks whether the journal can be read at all.
IDLE_S = 1.0
# With more open screens than this the pause grows as they do: telling a thousand of two things at once costs little
# more than telling them of one, and without it they would be late for want of time.
UNHURRIED = 200
PAGE = 500
BUFFER = 2000

Told = Mapping[int, Telling]
Briefs = Callable[[Sequence[Read]], Awaitable[Told]]
Event = tuple[Read, bytes]


class Frames:
    """An entry framed once for all who may read the same of what it concerns."""

    def __init__(self, entry: Read, telling: Telling) -> None:
        self.entry, self.telling = entry, telling
        self.made: dict[frozenset[str], bytes] = {}

    def to(self, rights: Rights) -> bytes:
        fields = self.telling.fields_for(rights)
        if fields not in self.made:
            self.made[fields] = framed(self.entry, self.telling.to(fields))
        return self.made[fields]


def note(entries: Sequence[Read]) -> None:
    """How long registrations took from their entry to here."""
    for entry in entries:
        if entry.kind == "AppealRegistered":
            TO_STREAM.observe(max(0.0, (datetime.now(UTC) - entry.at).total_seconds()))


def framed(entry: Read, told: dict[str, Any]) -> bytes:
    """One server-sent event, resumable right after its entry."""
    return f"id: {entry.cursor}\nevent: entry\ndata: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


def may_tell_of_rights(entry: Read) -> bool:
    """It names somebody by a topic of his own. A note does so for whom it mentions, and his rights are as they were."""
    return entry.kind != "NoteWritten" and any(map(names_somebody, entry.topics))


def tells_of_rights(entry: Read, rights: Rights) -> bool:
    """What this listener may see changed: a role of the user, or whose contacts are one with this phone's holder."""
    return may_tell_of_rights(entry) and any(names_somebody(topic) and topic in rights for topic in entry.topics)


def names_somebody(topic: str) -> bool:
    return topic.startswith(("user:", "holder:"))


async def comes_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


@dataclass(eq=False, slots=True)
class Subscriber:
    """An open screen: what it wants to hear, what waits to be written to it."""

    audience: str
    # By topic, what it may read of what it hears there.
    rights: Rights
    waiting: deque[Event] = field(default_factory=deque)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    # Too slow, or the hub lost its place: the stream ends and the screen resumes by its cursor.
    is_lost: bool = False
    # What its rights were made of, see watch.py; none: they change by entries only.
    watched: object = None
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
        self.open: set[Subscriber] = set()
        # Who asked to hear, and is told from where on.
        self.doors: list[tuple[Subscriber, Future[Cursor]]] = []
        # Up to where everybody has been given everything.
        self.delivered: Cursor | None = None
        self.is_closing = False
        # This process has just written something.
        self.hurried = asyncio.Event()
        self.was_hurried = False

    def add(self, subscriber: Subscriber) -> None:
        for topic in subscriber.rights:
            self.subscribers.setdefault(topic, set()).add(subscriber)
        self.open.add(subscriber)
        STREAMS.set(len(self.open))

    def remove(self, subscriber: Subscriber) -> None:
        for topic in subscriber.rights:
            heard = self.subscribers.get(topic, set())
            heard.discard(subscriber)
            if not heard:
                self.subscribers.pop(topic, None)
        self.open.discard(subscriber)
        STREAMS.set(len(self.open))

    def everybody(self) -> set[Subscriber]:
        return set(self.open)

    async def join(self, subscriber: Subscriber) -> Cursor:
        """Hear everything after the returned cursor, which is no older than any that was handed out before the call."""
        door: Future[Cursor] = asyncio.get_running_loop().create_future()
        self.doors.append((subscriber, door))
        self.hurried.set()
        return await door

    async def run(self) -> None:
        """Read for ever; when Postgres goes away, all screens are closed and resume when it is back."""
        while True:
            try:
                await self.read_connected()
            except (psycopg.Error, OSError, django.db.Error):
                logger.warning("the journal cannot be read, trying again")
            except Exception:
                # It must never end by itself: the screens would look well and hear nothing.
                logger.exception("reading the journal was interrupted, trying again")
            self.delivered = None
            self.lose_everybody()
            await asyncio.sleep(AWAY_S)

    def lose_everybody(self) -> None:
        for subscriber in self.everybody():
            subscriber.lose()

    def close(self) -> None:
        """End all streams, also those that are still coming in."""
        self.is_closing = True
        self.lose_everybody()

    async def read_connected(self) -> None:
        async with await connect() as connected:
            self.delivered = await now_async(connected)
            while True:
                # A window that begins now ends later than every cursor of those who stand at the door already.
                before = len(self.doors)
                if self.open:
                    await self.read_window(connected, self.delivered)
                else:
                    self.delivered = await now_async(connected)
                self.let_in(before)
                await self.pause()

    def hurry(self) -> None:
        """A hint that there is something to read. Without it everything is heard too, at the next look."""
        if self.open:
            self.hurried.set()

    async def pause(self) -> None:
        """Until the next look. A hint ends every other pause at once, none of a crowd: a flood is read in batches."""
        seconds = POLL_S * max(1.0, len(self.open) / UNHURRIED) if self.open else IDLE_S
        if self.open and (self.was_hurried or seconds > POLL_S):
            self.was_hurried = False
            await asyncio.sleep(seconds)
        else:
            self.was_hurried = await comes_within(self.hurried, seconds)
        self.hurried.clear()

    async def read_window(self, connected: AsyncConnection[Any], cursor: Cursor) -> None:
        """Everything committed since the cursor, a page at a time."""
        while True:
            entries, cursor = await read_async(connected, cursor, PAGE)
            if entries:
                await self.deliver(entries)
            self.delivered = cursor
            if cursor.until is None:
                return

    def let_in(self, count: int) -> None:
        let_in, self.doors = self.doors[:count], self.doors[count:]
        assert self.delivered
        for subscriber, door in let_in:
            if not door.done():
                self.add(subscriber)
                subscriber.is_lost = self.is_closing
                door.set_result(self.delivered)

    async def deliver(self, entries: Sequence[Read]) -> None:
        heard = {entry.seq: self.hearing(entry.topics) for entry in entries}
        note(entries)
        frames = {audience: await self.frames(audience, entries, heard) for audience in self.briefs}
        for entry in entries:
            framed_for = {audience: of_audience.get(entry.seq) for audience, of_audience in frames.items()}
            may_tell = may_tell_of_rights(entry)
            for subscriber in heard[entry.seq]:
                if of_entry := framed_for[subscriber.audience]:
                    subscriber.give((entry, of_entry.to(subscriber.rights)))
                if may_tell and tells_of_rights(entry, subscriber.rights):
                    subscriber.doubt()

    async def frames(
        self, audience: str, entries: Sequence[Read], heard: dict[int, set[Subscriber]]
    ) -> dict[int, Frames]:
        wanted = [entry for entry in entries if any(one.audience == audience for one in heard[entry.seq])]
        told = await self.told(audience, wanted)
        return {entry.seq: Frames(entry, told[entry.seq]) for entry in wanted if entry.seq in told}

    async def told(self, audience: str, entries: Sequence[Read]) -> Told:
        return await self.briefs[audience](entries) if entries else {}

    def hearing(self, topics: Iterable[str]) -> set[Subscriber]:
        return set().union(*(self.subscribers.get(topic, ()) for topic in topics))
