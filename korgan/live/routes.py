"""The streams there are, and who may hear them."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from types import FrameType
from typing import Any

from django.conf import settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from korgan.briefs import stream
from korgan.briefs.fields import ALL
from korgan.channels import parking as channels
from korgan.channels.queries import oldest_waiting
from korgan.journal import clock
from korgan.journal import parking as journal
from korgan.journal.cursor import Read
from korgan.journal.models import Heartbeat
from korgan.journal.queries import oldest_job
from korgan.journal.work import STAND_STILL_S
from korgan.live.asking import ask
from korgan.live.crowding import Within
from korgan.live.health import healthz, readyz_of
from korgan.live.hub import Hub, Told
from korgan.live.streams import Audience, stream_of
from korgan.live.watch import Watched, watch
from korgan.machine.files import allow_many_files
from korgan.people.factors import SecondFactorNeeded, require_second_factor
from korgan.people.queries import contact_of_key, contacts_of_key, staff_of_session
from korgan.people.sign_ins import seen
from korgan.people.standing import standing_of

logger = logging.getLogger(__name__)

STAFF, CITIZEN = "staff", "citizen"
# Together with a beat's five seconds every console tells within 20 s that the worker is silent.
LATE_S, KEPT_S = 12.0, 1.0
KEY_COOKIE = "korgan_key"
# To fetch a citizen's few appeals anew is cheaper than to look for his entries among everybody's.
CITIZENS_HORIZON = 1_000


async def staff_briefs(entries: Sequence[Read]) -> Told:
    return await ask(stream.for_staff, entries)


async def citizen_briefs(entries: Sequence[Read]) -> Told:
    return await ask(stream.for_citizens, entries)


async def staff_audience(request: Request) -> Audience | None:
    return await ask(audience_of_session, request.cookies.get(settings.SESSION_COOKIE_NAME))


def audience_of_session(key: str | None) -> Audience | None:
    staff = staff_of_session(key)
    if staff is None or not staff.areas:
        return None
    try:
        require_second_factor(staff.user)
    except SecondFactorNeeded:
        return None
    seen(key, clock.now())
    readable = {f"area:{area}": fields for area, fields in staff.readable().items()}
    watched = Watched(key or "", staff.id, standing_of(staff))
    return Audience(STAFF, {**readable, f"user:{staff.id}": ALL, f"own:{staff.id}": ALL, "all": ALL}, watched)


async def citizen_audience(request: Request) -> Audience | None:
    return await ask(audience_of_key, request.cookies.get(KEY_COOKIE))


def audience_of_key(key: str | None) -> Audience | None:
    """He hears of all contacts that are one person with him, and when that changes."""
    contacts = contacts_of_key(key)
    topics = {f"contact:{contact}" for contact in contacts} | {f"holder:{contact_of_key(key)}"}
    return Audience(CITIZEN, dict.fromkeys(topics, ALL), horizon=CITIZENS_HORIZON) if contacts else None


class Pulse:
    """How the path is, asked of the database once a second for all screens."""

    def __init__(self, measure: Callable[[], dict[str, Any]]) -> None:
        self.measure = measure
        self.asked_at, self.told = -KEPT_S, {}  # type: float, dict[str, Any]
        self.asking = asyncio.Lock()

    async def __call__(self) -> dict[str, Any]:
        async with self.asking:
            now = asyncio.get_running_loop().time()
            if now - self.asked_at > KEPT_S:
                self.told = await ask(self.measure)
                self.asked_at = now
        return self.told


def measured() -> dict[str, Any]:
    now = clock.now()
    beat = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    waiting = oldest_waiting()
    is_late = beat is None or (now - beat).total_seconds() > LATE_S or oldest_job() > STAND_STILL_S
    return {
        "at": now.isoformat(),
        "oldest_inbound_s": (now - waiting).total_seconds() if waiting else 0,
        "worker": "late" if is_late else "ok",
    }


def measured_for_staff() -> dict[str, Any]:
    return {**measured(), "parked": channels.parked().count() + sum(journal.counted().values())}


hub = Hub({STAFF: staff_briefs, CITIZEN: citizen_briefs})


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    if too_few := allow_many_files():
        logger.warning(too_few)
    running = [asyncio.create_task(hub.run()), asyncio.create_task(watch(hub))]
    for sign in (signal.SIGTERM, signal.SIGINT):
        end_streams_on(sign, asyncio.get_running_loop())
    yield
    for task in running:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def end_streams_on(sign: signal.Signals, loop: asyncio.AbstractEventLoop) -> None:
    """The server waits for open responses before it ends the lifespan, so streams must hear of the signal before it."""
    server = signal.getsignal(sign)

    def end_streams(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(hub.close)
        if callable(server):
            server(number, frame)

    signal.signal(sign, end_streams)


console = Within("streams", settings.SESSION_COOKIE_NAME, stream_of(hub, staff_audience, Pulse(measured_for_staff)))
citizen = Within("streams", KEY_COOKIE, stream_of(hub, citizen_audience, Pulse(measured)))
routes = [
    Route("/live/console", console, methods=["GET"]),
    Route("/live/citizen", citizen, methods=["GET"]),
    Route("/live/healthz", healthz),
    Route("/live/readyz", readyz_of(hub)),
]
