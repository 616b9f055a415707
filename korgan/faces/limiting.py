"""Holds back who asks for more than people do, and nobody for what his neighbours do: behind one address stands a
whole dormitory. A report is held for two reasons only: its own phone has sent too many, or too many phones that we do
not know yet report from its address. Of those who were told to wait, the ones that did go before the newest."""

import json
import re
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from korgan.address import address_of, counted_address
from korgan.faces.citizen.key import first_key, give, key_of
from korgan.faces.refusals import Answer, refusal
from korgan.operations.metrics import HELD
from korgan.people.limits import ask, trim
from korgan.people.queries import address_of_key, is_known_key
from korgan.people.sign_ins import is_signed_in

LIMITED = ("/api/", "/_allauth/", "/admin/", "/readyz", "/metrics")
REPORT = "/api/citizen/appeals"
MESSAGE = re.compile(r"/api/citizen/appeals/[0-9a-f-]{36}/messages")
TURN_COOKIE = "korgan_turn"
# Who was told to wait less would be back before anybody else's turn has come.
SHORTEST_S = 5.0
TURN_KEPT_S = 600
# Phones that were known once, so that a busy address asks of each only once.
known: OrderedDict[str, float] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Held:
    """Not now: by which limit, for how many seconds, and the key for which a turn was kept."""

    by: str
    wait: float
    key: str | None = None


def limited(ask_on: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        held = None
        if request.path.startswith(LIMITED):
            # Without a database nobody is known; what is asked then is answered in its own words.
            with suppress(OperationalError, InterfaceError):
                held = hold(request)
        return ask_on(request) if held is None else later(held, request)

    return answer


def hold(request: HttpRequest) -> Held | None:
    if request.method == "POST" and request.path == REPORT:
        return hold_report(request)
    if request.method == "POST" and MESSAGE.fullmatch(request.path):
        return hold_other(request, "messages")
    return hold_other(request, "asks")


def hold_report(request: HttpRequest) -> Held | None:
    key, address = key_of(request), where(request)
    if key and (wait := ask("reports", key)):
        return Held("reports", wait)
    if key in known or not (wait := ask("newcomers", address)):
        return None
    key = key or key_of_report(request)
    if is_known(key):
        return None
    turn, now = turn_of(request, key) if key else 0, seconds()
    if turn > now:
        return Held("newcomers", turn - now)
    if now - turn < TURN_KEPT_S and not (wait := ask("newcomers", f"{address} waited")):
        return None
    return Held("newcomers", max(wait, SHORTEST_S), key)


def hold_other(request: HttpRequest, of_one: str) -> Held | None:
    key = key_of(request) if request.path.startswith("/api/citizen/") else None
    session = "" if key else request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if (key or session) and (wait := ask(of_one, key or session)):
        return Held(of_one, wait)
    if (wait := ask("address", where(request))) and not (is_known(key) or is_signed_in(session)):
        return Held("address", wait)
    return None


def where(request: HttpRequest) -> str:
    return counted_address(address_of(request.META))


def is_known(key: str | None) -> bool:
    """A flood makes keys as it goes, so one has to be old, or its phone proved."""
    if key is None:
        return False
    if key not in known and is_known_key(key):
        known[key] = time.monotonic()
        trim(known)
    return key in known


def key_of_report(request: HttpRequest) -> str | None:
    """A phone without a cookie has its report's own: the answer that gave it one may have been lost."""
    try:
        return first_key(UUID(json.loads(request.body)["client_key"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def turn_of(request: HttpRequest, key: str) -> int:
    """When the turn comes that was kept for this phone; 0: none was."""
    try:
        whose, _, at = Signer(salt=TURN_COOKIE).unsign(request.COOKIES.get(TURN_COOKIE, "")).partition(" ")
    except BadSignature:
        return 0
    return int(at) if whose == address_of_key(key) else 0


def seconds() -> int:
    return int(time.time())


def later(held: Held, request: HttpRequest) -> HttpResponse:
    HELD.labels(held.by).inc()
    wait = ceil(held.wait)
    told = refusal(429, "too_many" if request.path.startswith("/api/citizen/") else "too_fast", wait_s=wait)
    told["Retry-After"] = str(wait)
    if held.key:
        give(told, held.key)
        keep_turn(told, held.key, seconds() + wait)
    return told


def keep_turn(told: HttpResponse, key: str, at: int) -> None:
    turn = Signer(salt=TURN_COOKIE).sign(f"{address_of_key(key)} {at}")
    told.set_cookie(
        TURN_COOKIE, turn, max_age=TURN_KEPT_S, path=REPORT, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
