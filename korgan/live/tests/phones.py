"""A phone that has sent its report and now sends the photo it announced, on a real socket."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import uvicorn
from django.db import connection
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from korgan.faces.citizen.key import COOKIE, new_key
from korgan.faces.citizen.shapes import Report
from korgan.faces.citizen.writing import report
from korgan.live import uploads
from korgan.path import register
from tests.cast import NIGHT, City, key, until


@dataclass
class Answer:
    status: int
    told: dict[str, Any]

    @property
    def error(self) -> str:
        return str(self.told.get("error"))


@dataclass
class Phone:
    """`secret` is the key in its cookie."""

    port: int
    secret: str
    appeal: str
    photo: str

    @property
    def url(self) -> str:
        return f"/upload/citizen/{self.appeal}/{self.photo}"

    def headers(self, length: int) -> dict[str, str]:
        origin = f"http://127.0.0.1:{self.port}"
        return {"Origin": origin, "Cookie": f"{COOKIE}={self.secret}", "Content-Length": str(length)}

    def put(self, content: bytes, *, pieces: Iterable[bytes] | None = None, **changed: str | None) -> Answer:
        """None leaves a header out."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.putrequest("PUT", self.url)
        instead = {name.replace("_", "-"): value for name, value in changed.items()}
        for name, value in {**self.headers(len(content)), **instead}.items():
            if value is not None:
                line.putheader(name, value)
        line.endheaders()
        for piece in pieces or [content]:
            line.send(piece)
        answer = line.getresponse()
        body = answer.read()
        line.close()
        is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
        return Answer(answer.status, json.loads(body) if is_json else {})


def phone_of(korgan: City, port: int) -> Phone:
    secret, photo = new_key(), key()
    asked = Report(client_key=key(), text="Авария", language="ru", photos=[photo], at=NIGHT)
    registered = register(korgan.app, report(asked, secret, NIGHT))
    return Phone(port, secret, str(registered.appeal), str(photo))


@contextmanager
def served() -> Iterator[int]:
    """The uploads' routes on a port of their own."""
    config = uvicorn.Config(Starlette(routes=uploads.routes), port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    try:
        until(lambda: server.started)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        running.join(10)


async def in_a_thread(act: Callable[..., Any], *given: Any) -> Any:
    """As Starlette does it; but a test's database goes away, so no thread may keep a connection to it."""

    def once() -> Any:
        try:
            return act(*given)
        finally:
            connection.close()

    return await run_in_threadpool(once)
