"""The streams there are, and who may hear them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route

from korgan.briefs import stream
from korgan.channels.queries import oldest_waiting
from korgan.journal.cursor import Read
from korgan.journal.models import Heartbeat
from korgan.live.hub import Hub, Told
from korgan.live.streams import Audience, stream_of
from korgan.people.queries import contact_of_key, staff_of_session

STAFF, CITIZEN = "staff", "citizen"
LATE_S = 15.0
KEY_COOKIE = "korgan_key"


async def staff_briefs(entries: Sequence[Read]) -> Told:
    return await run_in_threadpool(fresh, stream.for_staff, entries)


async def citizen_briefs(entries: Sequence[Read]) -> Told:
    return await run_in_threadpool(fresh, stream.for_citizens, entries)


def fresh(ask: Any, *given: Any) -> Any:
    """Ask on a thread's connection that lives."""
    close_old_connections()
    return ask(*given)


async def staff_audience(request: Request) -> Audience | None:
    key = request.cookies.get(settings.SESSION_COOKIE_NAME)
    return await run_in_threadpool(fresh, audience_of_session, key)


def audience_of_session(key: str | None) -> Audience | None:
    staff = staff_of_session(key)
    if staff is None or not staff.areas:
        return None
    return Audience(STAFF, frozenset({f"area:{area}" for area in staff.areas} | {f"user:{staff.id}", "all"}))


async def citizen_audience(request: Request) -> Audience | None:
    contact = await run_in_threadpool(fresh, contact_of_key, request.cookies.get(KEY_COOKIE))
    return Audience(CITIZEN, frozenset({f"contact:{contact}"})) if contact else None


class Pulse:
    """How the path is, asked of the database once for all screens."""

    def __init__(self) -> None:
        self.asked_at, self.told = 0.0, {}  # type: float, dict[str, Any]

    async def __call__(self) -> dict[str, Any]:
        loop_time = asyncio.get_running_loop().time()
        if loop_time - self.asked_at > 1.0:
            self.asked_at, self.told = loop_time, await run_in_threadpool(fresh, measured)
        return self.told


def measured() -> dict[str, Any]:
    now = datetime.now(UTC)
    beat = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    waiting = oldest_waiting()
    is_late = beat is None or (now - beat).total_seconds() > LATE_S
    return {
        "at": now.isoformat(),
        "oldest_inbound_s": (now - waiting).total_seconds() if waiting else 0,
        "worker": "late" if is_late else "ok",
    }


hub = Hub({STAFF: staff_briefs, CITIZEN: citizen_briefs})


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    reading = asyncio.create_task(hub.run())
    yield
    for subscriber in hub.everybody():
        subscriber.lose()
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading


routes = [
    Route("/live/console", stream_of(hub, staff_audience, Pulse())),
    Route("/live/citizen", stream_of(hub, citizen_audience, Pulse())),
]
