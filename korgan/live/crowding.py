"""How much one may have open at once in this process: streams and uploads, by key or sign-in and by address."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from korgan.address import client_address, counted_address
from korgan.operations.metrics import HELD
from korgan.words import in_all

AGAIN_AFTER_S = 5

open_now: Counter[tuple[str, str]] = Counter()
Place = tuple[str, str]


class Crowded(Exception):
    """One more than the limit of this name allows."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


def places(limit: str, request: HTTPConnection, cookie: str) -> list[Place]:
    """What one more of these counts towards: whose it is, and from where."""
    key, address = request.cookies.get(cookie, ""), where(request)
    return [(limit, key)] * bool(key) + [(f"address_{limit}", address)] * (f"address_{limit}" in settings.LIMITS)


def where(request: HTTPConnection) -> str:
    peer = request.client.host if request.client else ""
    return counted_address(client_address(peer, ",".join(request.headers.getlist("x-forwarded-for"))))


@contextmanager
def taking(wanted: list[Place]) -> Iterator[None]:
    """A place in each, until it is left; raises Crowded when one of them is full."""
    for place in wanted:
        most = settings.LIMITS[place[0]]
        if most and open_now[place] >= most:
            HELD.labels(place[0]).inc()
            raise Crowded(place[0])
    open_now.update(wanted)
    try:
        yield
    finally:
        for place in wanted:
            open_now[place] -= 1
            if not open_now[place]:
                del open_now[place]


def crowded(**headers: str) -> JSONResponse:
    told = {"error": "too_many_open", "message": in_all("error.too_many_open"), "wait_s": AGAIN_AFTER_S}
    return JSONResponse(told, status_code=429, headers={**headers, "Retry-After": str(AGAIN_AFTER_S)})


class Within:
    """An endpoint that takes a place for as long as its answer lasts."""

    def __init__(self, limit: str, cookie: str, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self.limit, self.cookie, self.answer = limit, cookie, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            with taking(places(self.limit, request, self.cookie)):
                response = await self.answer(request)
                await response(scope, receive, send)
        except Crowded:
            await crowded()(scope, receive, send)
