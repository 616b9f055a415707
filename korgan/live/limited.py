"""Holds back who opens streams and asks for bytes more often than any line is cut. Who he is counts first: a screen is
known by its sign-in and a phone by its key, so a house full of either behind one address holds up nobody."""

from math import ceil
from typing import NamedTuple

from django.conf import settings
from django.db import InterfaceError, OperationalError
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from korgan.live.asking import ask
from korgan.live.crowding import where
from korgan.operations.metrics import HELD
from korgan.people import limits
from korgan.people.queries import contact_of_key
from korgan.people.sign_ins import is_signed_in
from korgan.words import in_all

KEY_COOKIE = "korgan_key"


class Coming(NamedTuple):
    """One more request: which limit counts for who comes, who he says he is, and from where."""

    limit: str
    key: str
    session: str
    address: str


class WithinLimits:
    def __init__(self, application: ASGIApp) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = await ask(held, coming(HTTPConnection(scope))) if scope["type"] == "http" else 0.0
        await (later(wait) if wait else self.application)(scope, receive, send)


def coming(request: HTTPConnection) -> Coming:
    path = request.scope["path"]
    is_citizen = path.split("/")[2:3] == ["citizen"]
    return Coming(
        limit="openings" if path.startswith("/live/") else "asks",
        key=request.cookies.get(KEY_COOKIE, "") if is_citizen else "",
        session="" if is_citizen else request.cookies.get(settings.SESSION_COOKIE_NAME, ""),
        address=where(request),
    )


def held(one: Coming) -> float:
    """How many seconds to wait; 0: not at all. Without a database nobody is known, and nothing is shown anyway."""
    who = one.key or one.session
    if who and (wait := limits.ask(one.limit, who)):
        HELD.labels(one.limit).inc()
        return wait
    wait = limits.ask("address", f"{one.address} live")
    try:
        if not wait or is_signed_in(one.session) or contact_of_key(one.key):
            return 0.0
    except (OperationalError, InterfaceError):
        return 0.0
    HELD.labels("address").inc()
    return wait


def later(wait: float) -> JSONResponse:
    told = {"error": "too_fast", "message": in_all("error.too_fast"), "wait_s": ceil(wait)}
    return JSONResponse(told, status_code=429, headers={"Retry-After": str(ceil(wait))})
