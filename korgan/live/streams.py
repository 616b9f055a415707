"""A screen's stream: first what it missed since its cursor, then what the hub hears, without a gap or a double."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import django.db
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Message, Send

from korgan.briefs.stream import Rights
from korgan.journal.cursor import BadCursor, Cursor, OtherEpoch, Read, parse
from korgan.journal.queries import is_further_than
from korgan.journal.reading import read
from korgan.live.asking import ask
from korgan.live.hub import PAGE, Frames, Hub, Subscriber, tells_of_rights
from korgan.words import in_all

logger = logging.getLogger(__name__)

BEAT_S = 5.0
RECHECK_S = 60.0
# A reader that takes nothing for so long is gone, or as good as gone.
PATIENCE_S = 20.0
# More entries than this to catch up with are slower than fetching everything anew.
HORIZON = 20_000
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
RESET = b"event: reset\ndata: {}\n\n"
BYE = b'event: bye\ndata: {"why":"rights"}\n\n'
RETRY = b"retry: 500\n\n"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who listens: which briefs he is shown and, by topic he may hear, what he may read of it."""

    briefs: str
    rights: Rights
    # What they were made of, see watch.py.
    watched: object = field(default=None, compare=False)
    # How many entries he is told of again at most; None: as many as any screen.
    horizon: int | None = None


Who = Callable[[Request], Awaitable[Audience | None]]
Beat = Callable[[], Awaitable[dict[str, Any]]]


class TooOld(Exception):
    """The cursor is further back than it pays to replay."""


class RightsChanged(Exception):
    """Since the cursor the screen's rights changed, so that it may lack rows or show some it should not."""


def stream_of(hub: Hub, who: Who, beat: Beat) -> Callable[[Request], Awaitable[Response]]:
    async def stream(request: Request) -> Response:
        audience = await who(request)
        if audience is None:
            return JSONResponse({"error": "sign_in", "message": in_all("error.sign_in")}, status_code=401)
        asked = request.headers.get("last-event-id") or request.query_params.get("cursor", "")
        try:
            cursor = parse(asked) if asked else None
        except BadCursor:
            return JSONResponse({"error": "bad_cursor", "message": in_all("error.malformed")}, status_code=400)
        body = Screen(hub, request, who, beat, audience).events(cursor)
        return EventStream(body, media_type="text/event-stream", headers=HEADERS)

    return stream


class EventStream(StreamingResponse):
    """Lets go of its screen at once when the reader leaves, and leaves a reader that takes nothing."""

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self.body_iterator):  # type: ignore[type-var]  # ours is a generator
            try:
                async with patience() as taken:

                    async def send_in_time(message: Message) -> None:
                        taken.waits_since = taken.clock()
                        await send(message)
                        taken.waits_since = None

                    await super().stream_response(send_in_time)
            except TimeoutError:
                logger.info("a reader took nothing for %d s", PATIENCE_S)


class Patience:
    """With a reader, looked at once a second: a timer for every event would cost as much as the event."""

    def __init__(self, leaving: asyncio.Timeout) -> None:
        self.leaving = leaving
        self.loop = asyncio.get_running_loop()
        self.clock = self.loop.time
        # When that was written to him which he has not taken yet.
        self.waits_since: float | None = None
        self.look()

    def look(self) -> None:
        self.next = self.loop.call_later(min(1.0, PATIENCE_S), self.look)
        if self.waits_since is not None and self.clock() >= self.waits_since + PATIENCE_S:
            self.leaving.reschedule(self.clock())
            self.next.cancel()


@asynccontextmanager
async def patience() -> AsyncIterator[Patience]:
    """Raises TimeoutError when the reader has taken nothing for PATIENCE_S."""
    async with asyncio.timeout(None) as leaving:
        ours = Patience(leaving)
        try:
            yield ours
        finally:
            ours.next.cancel()


class Screen:
    def __init__(self, hub: Hub, request: Request, who: Who, beat: Beat, audience: Audience) -> None:
        self.hub, self.request, self.who, self.beat = hub, request, who, beat
        self.audience = audience
        self.subscriber = Subscriber(audience.briefs, audience.rights, watched=audience.watched)
        self.loop = asyncio.get_running_loop()
        self.clock = self.loop.time
        self.check_at = self.clock() + RECHECK_S
        self.is_beat_due = True
        self.next_beat: asyncio.TimerHandle | None = None

    async def events(self, cursor: Cursor | None) -> AsyncIterator[bytes]:
        yield RETRY
        try:
            joined = await self.hub.join(self.subscriber)
            async for said in self.missed(cursor, joined):
                yield said
            async for said in self.heard():
                if said:
                    yield said
        except django.db.Error:
            logger.warning("a stream ends: the database is away")
        finally:
            self.hub.remove(self.subscriber)
            if self.next_beat:
                self.next_beat.cancel()

    async def missed(self, cursor: Cursor | None, joined: Cursor) -> AsyncIterator[bytes]:
        """What happened between the screen's cursor and the moment it joined the hub, or a reset."""
        try:
            async for entries in self.pages(cursor, joined):
                if said := await self.shown(entries):
                    yield said
        except (OtherEpoch, TooOld):
            yield RESET
        except RightsChanged:
            self.subscriber.doubt()
            yield RESET

    async def pages(self, cursor: Cursor | None, joined: Cursor) -> AsyncIterator[Sequence[Read]]:
        if cursor is None:
            return
        if cursor.epoch != joined.epoch:
            raise OtherEpoch
        if await ask(is_further_than, cursor, self.audience.horizon or HORIZON):
            raise TooOld
        for window in windows(cursor, joined):
            reading = window
            while reading.until is not None:
                entries, reading = await ask(read, reading, PAGE)
                yield entries

    async def shown(self, entries: Sequence[Read]) -> bytes:
        mine = [entry for entry in entries if self.may_hear(entry)]
        if any(tells_of_rights(entry, self.audience.rights) for entry in mine):
            raise RightsChanged
        told = await self.hub.told(self.audience.briefs, mine)
        return b"".join(Frames(entry, told[entry.seq]).to(self.audience.rights) for entry in mine if entry.seq in told)

    async def heard(self) -> AsyncIterator[bytes]:
        while not self.subscriber.is_lost:
            self.subscriber.woken.clear()
            if self.subscriber.is_doubtful or self.clock() >= self.check_at:
                yield (answer := await self.checked_again())
                if answer == BYE:
                    return
            yield self.taken()
            if self.is_beat_due:
                yield await self.beaten()
            await self.subscriber.woken.wait()

    def taken(self) -> bytes:
        waiting = self.subscriber.waiting
        said = b"".join(frame for _, frame in waiting)
        waiting.clear()
        return said

    def may_hear(self, entry: Read) -> bool:
        return any(topic in self.audience.rights for topic in entry.topics)

    async def checked_again(self) -> bytes:
        """Rights gone: goodbye. Rights changed: hear the new topics and fetch everything anew."""
        self.subscriber.is_doubtful, self.check_at = False, self.clock() + RECHECK_S
        audience = await self.who(self.request)
        if audience is None:
            return BYE
        self.subscriber.watched = audience.watched
        if audience == self.audience:
            return b""
        self.hub.remove(self.subscriber)
        self.audience, self.subscriber.rights = audience, audience.rights
        self.hub.add(self.subscriber)
        # Rights that ended count for what waits too.
        self.subscriber.waiting = deque(event for event in self.subscriber.waiting if self.may_hear(event[0]))
        return RESET

    def beat_is_due(self) -> None:
        self.is_beat_due = True
        self.subscriber.woken.set()

    async def beaten(self) -> bytes:
        """A sign of life, with the place up to which nothing is missing."""
        self.is_beat_due = False
        # A timer a beat, not one a wait: between two beats a screen may wait a hundred times.
        self.next_beat = self.loop.call_later(BEAT_S, self.beat_is_due)
        told = json.dumps(await self.beat())
        is_behind = self.subscriber.waiting or self.subscriber.is_lost or self.hub.delivered is None
        place = "" if is_behind else f"id: {self.hub.delivered}\n"
        return f"{place}event: beat\ndata: {told}\n\n".encode()


def windows(cursor: Cursor, joined: Cursor) -> Iterator[Cursor]:
    """From the cursor to where the hub took over; one that stands inside a page first gets the rest of its window."""
    if cursor.until is not None:
        yield cursor
    yield Cursor(cursor.epoch, cursor.until or cursor.since, joined.since)
