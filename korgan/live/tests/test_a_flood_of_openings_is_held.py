"""Who opens streams without end is held; whose line is cut again and again, who shares an address with a flood, and a
house full of consoles are not."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django
from pytest_django import Settings
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from korgan import path
from korgan.environment import LIMITS
from korgan.faces.citizen.key import new_key
from korgan.faces.citizen.shapes import Report
from korgan.faces.citizen.writing import report
from korgan.live.asking import ask
from korgan.live.limited import WithinLimits
from korgan.live.routes import CITIZENS_HORIZON, audience_of_key
from korgan.people import limits
from korgan.people.limits import Memory, limit, taken
from tests.cast import NIGHT, City, at_console, city, key

FEW = {**LIMITS, "openings": 8, "asks": 8, "address": 8}
# A process's own quarter comes on top of what all share.
MOST = 8 * 5 // 4
FLOOD = MOST + 10


@pytest.fixture
def korgan(threads: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> City:
    settings.LIMITS = FEW
    monkeypatch.setattr(limits, "memory", Memory())
    return city()


@pytest.fixture
async def door(korgan: City) -> AsyncIterator[httpx.AsyncClient]:
    """What stands before every stream, and behind it one that ends at once."""

    async def well(request: Request) -> PlainTextResponse:
        return PlainTextResponse("")

    served = Starlette(
        routes=[Route("/{any:path}", well, methods=["GET", "PATCH"])], middleware=[Middleware(WithinLimits)]
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://testserver") as asking:
        yield asking


def reported(korgan: City) -> str:
    """The key of a phone that has just reported for the first time."""
    made = new_key()
    path.register(korgan.app, report(Report(client_key=key(), text="Драка", language="ru", at=NIGHT), made, NIGHT))
    return made


def signed_in(korgan: City) -> str:
    """The cookie of Omarov's console."""
    session = at_console(korgan.omarov).cookies[django.SESSION_COOKIE_NAME].value
    UserSession.objects.create(user=korgan.omarov, session_key=session, ip="10.0.0.1", user_agent="x")
    return f"{django.SESSION_COOKIE_NAME}={session}"


async def opened(door: httpx.AsyncClient, cookie: str, path: str = "/live/citizen", times: int = 1) -> list[int]:
    return [(await door.get(path, headers={"Cookie": cookie})).status_code for _ in range(times)]


async def test_one_phone_that_opens_without_end_is_held_in_words(door: httpx.AsyncClient, korgan: City) -> None:
    flooding, honest = [f"korgan_key={one}" for one in (await ask(reported, korgan), await ask(reported, korgan))]
    statuses = await opened(door, flooding, times=FLOOD)
    assert statuses.count(200) <= MOST
    answer = await door.get("/live/citizen", headers={"Cookie": flooding})
    told = json.loads(answer.content)
    assert (answer.status_code, told["error"], set(told["message"])) == (429, "too_fast", {"kk", "ru", "uk", "en"})
    assert int(answer.headers["Retry-After"]) == told["wait_s"] > 0
    assert await opened(door, honest) == [200]


@pytest.mark.parametrize("path", ["/upload/citizen/x/y", "/download/citizen/my-data.zip", "/original/x"])
async def test_what_brings_and_takes_bytes_is_held_too(door: httpx.AsyncClient, path: str) -> None:
    who = "korgan_key" if "citizen" in path else django.SESSION_COOKIE_NAME
    assert 429 in await opened(door, f"{who}={new_key()}", path, FLOOD)


async def test_ever_new_keys_are_held_by_their_address_and_who_is_known_passes_it(
    door: httpx.AsyncClient, korgan: City
) -> None:
    aigerim = await ask(reported, korgan)
    omarov = await ask(signed_in, korgan)
    flood = [(await opened(door, f"korgan_key={new_key()}"))[0] for _ in range(FLOOD)]
    assert flood.count(200) <= MOST
    assert flood[-1] == 429
    assert await opened(door, f"korgan_key={aigerim}") == [200]
    assert await opened(door, omarov, "/live/console") == [200]
    assert await opened(door, f"{django.SESSION_COOKIE_NAME}=invented", "/live/console") == [429]


async def test_within_the_limits_nothing_is_asked_of_the_database(
    door: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ask_all", lambda *_: pytest.fail("it asked the database"))
    assert await opened(door, f"korgan_key={new_key()}", times=2) == [200, 200]


def test_a_line_that_is_cut_every_half_second_for_an_hour_is_never_held() -> None:
    """As the browser comes back by itself (streams.RETRY), from two open pages at once."""
    full_at, waits = 0.0, []
    for half_second in range(2 * 3600):
        for _ in range(2):
            full_at, wait = taken(full_at, limit("openings", LIMITS["openings"]), half_second / 2)
            waits.append(wait)
    assert not any(waits)


async def test_of_what_happened_to_everybody_a_citizen_is_not_told_again_for_long(korgan: City) -> None:
    audience = await ask(lambda: audience_of_key(reported(korgan)))
    assert audience is not None
    assert audience.horizon == CITIZENS_HORIZON
