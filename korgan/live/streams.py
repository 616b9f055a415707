"""A screen's stream: first what it missed since its cursor, then what the hub hears, without a gap or a double."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from korgan.journal.cursor import BadCursor, Cursor, OtherEpoch, Read, parse, sees
from korgan.journal.reading import connect, read_async
from korgan.live.hub import PAGE, Hub, Subscriber, framed
from korgan.words import in_all

BEAT_S = 5.0
RECHECK_S = 60.0
# More entries than this to catch up with are slower than fetching everything anew.
HORIZON = 20_000
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
RESET = b"event: reset\ndata: {}\n\n"
BYE = b'event: bye\ndata: {"why":"rights"}\n\n'
RETRY = b"retry: 500\n\n"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who listens: which briefs he is shown and which topics he may hear."""

    briefs: str
    topics: frozenset[str]


Who = Callable[[Request], Awaitable[Audience | None]]
Beat = Callable[[], Awaitable[dict[str, Any]]]


class TooOld(Exception):
    """The cursor is further back than it pays to replay."""


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
        return StreamingResponse(body, media_type="text/event-stream", headers=HEADERS)

    return stream


class Screen:
    def __init__(self, hub: Hub, request: Request, who: Who, beat: Beat, audience: Audience) -> None:
        self.hub, self.request, self.who, self.beat = hub, request, who, beat
        self.audience = audience
        self.subscriber = Subscriber(audience.briefs, audience.topics)
        self.checked_at = time.monotonic()

    async def events(self, cursor: Cursor | None) -> AsyncIterator[bytes]:
        yield RETRY
        joined = await self.hub.join(self.subscriber)
        try:
            try:
                async for missed in self.missed(cursor, joined):
                    yield missed
            except (OtherEpoch, TooOld):
                cursor = None
                yield RESET
            async for heard in self.heard(cursor):
                yield heard
        finally:
            self.hub.remove(self.subscriber)

    async def missed(self, cursor: Cursor | None, joined: Cursor) -> AsyncIterator[bytes]:
        """What happened between the screen's cursor and the moment it joined the hub."""
        if cursor is None:
            return
        if cursor.epoch != joined.epoch:
            raise OtherEpoch
        windows = [Cursor(cursor.epoch, cursor.since, joined.since)]
        if cursor.until is not None:
            # The screen stopped inside a page: first the rest of that window.
            windows = [cursor, Cursor(cursor.epoch, cursor.until, joined.since)]
        read = 0
        async with await connect() as connected:
            for window in windows:
                async for entries in pages(connected, window):
                    read += len(entries)
                    if read > HORIZON:
                        raise TooOld
                    yield await self.shown(entries)

    async def shown(self, entries: Sequence[Read]) -> bytes:
        mine = [entry for entry in entries if self.audience.topics.intersection(entry.topics)]
        told = await self.hub.told(self.audience.briefs, mine)
        return b"".join(framed(entry, told[entry.seq]) for entry in mine if entry.seq in told)

    async def heard(self, cursor: Cursor | None) -> AsyncIterator[bytes]:
        subscriber = self.subscriber
        # What these had seen is with the screen already, because it took its cursor after the hub had read.
        known = [snapshot for snapshot in (cursor.since, cursor.until) if snapshot] if cursor else []
        yield await self.beaten()
        while not subscriber.is_lost:
            subscriber.woken.clear()
            waiting = [subscriber.waiting.popleft() for _ in range(len(subscriber.waiting))]
            fresh = [frame for entry, frame in waiting if not any(sees(snapshot, entry.xid) for snapshot in known)]
            if fresh:
                yield b"".join(fresh)
            if subscriber.is_doubtful or time.monotonic() - self.checked_at > RECHECK_S:
                answer = await self.checked_again()
                if answer:
                    yield answer
                if answer == BYE:
                    return
            try:
                async with asyncio.timeout(BEAT_S):
                    await subscriber.woken.wait()
            except TimeoutError:
                yield await self.beaten()

    async def checked_again(self) -> bytes:
        """Rights gone: goodbye. Rights changed: hear the new topics and fetch everything anew."""
        self.subscriber.is_doubtful, self.checked_at = False, time.monotonic()
        audience = await self.who(self.request)
        if audience is None:
            return BYE
        if audience == self.audience:
            return b""
        self.hub.remove(self.subscriber)
        self.audience, self.subscriber.topics = audience, audience.topics
        self.hub.add(self.subscriber)
        return RESET

    async def beaten(self) -> bytes:
        """A sign of life, with the place up to which nothing is missing."""
        told = json.dumps(await self.beat())
        is_behind = self.subscriber.waiting or self.subscriber.is_lost or self.hub.delivered is None
        place = "" if is_behind else f"id: {self.hub.delivered}\n"
        return f"{place}event: beat\ndata: {told}\n\n".encode()


async def pages(connected: AsyncConnection[Any], window: Cursor) -> AsyncIterator[Sequence[Read]]:
    """The entries of one window, a page at a time."""
    reading = window
    while reading.until is not None:
        entries, reading = await read_async(connected, reading, PAGE)
        yield entries
