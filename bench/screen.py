"""An operator's open console as seen from its stream."""

import asyncio
import http.cookiejar
import json
import re
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import suppress
from typing import Any

from tests.e2e.stack import DEMO_PASSWORD

ALLAUTH = "/_allauth/browser/v1"
OPERATOR = "operator"
OPENS_IN_S = 120.0  # a thousand at once on a busy machine
MARK = re.compile(rb"mark-(\d+)-")
ID = re.compile(rb"^id: (.+)$", re.MULTILINE)
APPEAL = re.compile(rb'"kind": ?"AppealRegistered".*?"appeal": ?\{"id": ?"([0-9a-f-]{36})"')


def signed_in(url: str) -> str:
    """The cookie of an operator of the demo, from a real sign-in."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with suppress(urllib.error.HTTPError):  # the page need not be built to give its token
        opener.open(f"{url}/console/").close()
    token = next(cookie.value or "" for cookie in jar if cookie.name == "csrftoken")
    asked = urllib.request.Request(
        f"{url}{ALLAUTH}/auth/login",
        json.dumps({"username": OPERATOR, "password": DEMO_PASSWORD}).encode(),
        {"Content-Type": "application/json", "Origin": url, "X-CSRFToken": token},
    )
    opener.open(asked).close()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


class Screen(asyncio.Protocol):
    """An open console: notes when each marked report came, and counts the appeals it was told of."""

    def __init__(self, host: str, cookie: str) -> None:
        self.host, self.cookie = host, cookie
        self.transport: Any = None
        self.received = b""
        self.place = b""
        self.is_live = asyncio.Event()
        self.came: dict[int, float] = {}
        self.told: Counter[str] = Counter()
        self.resets = 0

    async def open(self) -> None:
        """Connect, from the last place if there was one, and wait until the stream runs."""
        self.received = b""
        self.is_live.clear()
        host, port = self.host.split(":")
        await asyncio.get_running_loop().create_connection(lambda: self, host, int(port))
        await asyncio.wait_for(self.is_live.wait(), OPENS_IN_S)

    def cut(self) -> None:
        """As a lost line does: at any moment, also in the middle of an event."""
        self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        place = b"Last-Event-ID: " + self.place + b"\r\n" if self.place else b""
        # By HTTP/1.0 nginx sends events as they are; its chunks would begin anywhere in them.
        head = f"GET /live/console HTTP/1.0\r\nHost: {self.host}\r\nCookie: {self.cookie}\r\n"
        self.transport.write(head.encode() + place + b"\r\n")

    def data_received(self, piece: bytes) -> None:
        now = time.perf_counter()
        self.received += piece
        *events, self.received = self.received.split(b"\n\n")
        for event in events:
            self.hear(event, now)

    def hear(self, event: bytes, now: float) -> None:
        """One whole event; the line of the chunk's length before it is no field and so is passed over."""
        if mark := MARK.search(event):
            self.came.setdefault(int(mark[1]), now)
        if appeal := APPEAL.search(event):
            self.told[appeal[1].decode()] += 1
        if place := ID.search(event):
            self.place = place[1].strip()
        if b"event: reset" in event:
            self.resets += 1
        # As a console, it knows its place before its line can be cut.
        if b"event: beat" in event and self.place:
            self.is_live.set()
