"""How soon a report stands on the operators' screens, and whether a cut line ever costs one."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import uvloop

from bench.clients import CREATED, percentile
from bench.connection import Connection
from bench.figures import Figure, ms
from bench.reports import Reports
from bench.screen import Screen, signed_in
from tests.e2e.stack import Stack, until

POSTS, PAUSE_S = 100, 0.05
ARRIVES_IN_S = 30.0
CALM_IN_S = 300.0
CUT_SCREENS, CUT_FOR_S, CUT_AFTER_S = 20, 6.0, (0.05, 0.5)


def post_to_screen(stack: Stack, consoles: int) -> Iterator[Figure]:
    """From the first byte of a citizen's POST to the event in each open console, twenty reports a second."""
    until(lambda: is_calm(stack), CALM_IN_S, "what was reported before is answered")
    taken = uvloop.run(watched(stack.url, signed_in(stack.url), consoles))
    note = f"{consoles} open consoles, {len(taken)} of {consoles * POSTS} arrived, 20 reports a second"
    for part in (50, 99):
        name = f"post_to_screen_p{part}_ms_{consoles}"
        yield Figure(name, ms(percentile(taken, part / 100)), "ms", note)


def is_calm(stack: Stack) -> bool:
    """Nothing waits: receipts of what was reported before would fill the screens."""
    told = stack.get("/readyz")
    return not any(told[name] for name in ("oldest_inbound_s", "oldest_outgoing_s", "journal_lag_s"))


async def watched(url: str, cookie: str, consoles: int) -> list[float]:
    screens = await opened(url, cookie, consoles)
    posted = await posting(url, POSTS)
    await arrival(lambda: all(len(one.came) == POSTS for one in screens))
    for one in screens:
        one.cut()
    return [one.came[mark] - at for one in screens for mark, at in posted.items() if mark in one.came]


async def opened(url: str, cookie: str, consoles: int) -> list[Screen]:
    screens = [Screen(urlsplit(url).netloc, cookie) for _ in range(consoles)]
    await asyncio.gather(*(one.open() for one in screens))
    return screens


async def posting(url: str, count: int) -> dict[int, float]:
    """By mark, when each report left; one after another at a steady pace."""
    reports, connection = Reports(url), await connected(url)
    left: dict[int, float] = {}
    for mark in range(count):
        left[mark] = time.perf_counter()
        answer = await connection.ask(reports.one(f"mark-{mark}-"))
        assert answer.status == CREATED, answer
        await asyncio.sleep(left[mark] + PAUSE_S - time.perf_counter())
    connection.close()
    return left


async def connected(url: str) -> Connection:
    parts = urlsplit(url)
    return await Connection.open(parts.hostname or "", parts.port or 80)


async def arrival(is_there: Callable[[], bool]) -> None:
    """Wait until it is there, or until it will not come any more."""
    ends = time.monotonic() + ARRIVES_IN_S
    while not is_there() and time.monotonic() < ends:
        await asyncio.sleep(0.02)


def resume(stack: Stack) -> Iterator[Figure]:
    """Screens whose line is cut again and again, also inside an event, while citizens report."""
    screens, registered, cuts = uvloop.run(through_cuts(stack.url, signed_in(stack.url)))
    gaps = sum(one.told[appeal] == 0 for one in screens for appeal in registered)
    doubles = sum(one.told[appeal] > 1 for one in screens for appeal in registered)
    resets = sum(one.resets for one in screens)
    note = f"{len(registered)} reports, {len(screens)} screens, {cuts} cuts, {resets} resets"
    yield Figure("resume_gaps", gaps, "events", note)
    yield Figure("resume_doubles", doubles, "events", note)


async def through_cuts(url: str, cookie: str) -> tuple[list[Screen], list[str], int]:
    screens = await opened(url, cookie, CUT_SCREENS)
    ends = time.monotonic() + CUT_FOR_S
    cutting = [asyncio.create_task(cut_until(one, ends)) for one in screens]
    registered = await reporting(url, ends)
    cuts = sum(await asyncio.gather(*cutting))
    await arrival(lambda: all(one.told.keys() >= set(registered) for one in screens))
    for one in screens:
        one.cut()
    return screens, registered, cuts


async def cut_until(screen: Screen, ends: float) -> int:
    cuts = 0
    while time.monotonic() < ends:
        await asyncio.sleep(random.uniform(*CUT_AFTER_S))
        screen.cut()
        await screen.open()
        cuts += 1
    return cuts


async def reporting(url: str, ends: float) -> list[str]:
    """The ids of the appeals that were acknowledged."""
    reports, connection = Reports(url), await connected(url)
    ids: list[str] = []
    while time.monotonic() < ends:
        answer = await connection.ask(reports.one())
        assert answer.status == CREATED, answer
        ids.append(answer.told["id"])
    connection.close()
    return ids
