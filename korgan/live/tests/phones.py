"""A phone that has sent its report and now sends the files it announced, on a real socket."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from typing import Any

import uvicorn
from django.db import connection
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute

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
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def error(self) -> str:
        return str(self.told.get("error"))

    @property
    def offset(self) -> int:
        return int(self.headers["upload-offset"])


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

    def headers(self, **more: object) -> dict[str, str]:
        origin = f"http://127.0.0.1:{self.port}"
        named = {name.replace("_", "-"): str(value) for name, value in more.items() if value is not None}
        ours = {"Origin": origin, "Cookie": f"{COOKIE}={self.secret}", "Tus-Resumable": "1.0.0"}
        without = {name.replace("_", "-") for name, value in more.items() if value is None}
        return {name: value for name, value in {**ours, **named}.items() if name not in without}

    def ask(self, method: str, content: bytes = b"", *, pieces: Iterable[bytes] = (), **headers: Any) -> Answer:
        """None leaves a header out."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.putrequest(method, self.url)
        for name, value in self.headers(**{"Content_Length": len(content), **headers}).items():
            line.putheader(name, value)
        line.endheaders()
        for piece in pieces or [content]:
            line.send(piece)
        answer = line.getresponse()
        body = answer.read()
        line.close()
        told = {name.lower(): value for name, value in answer.getheaders()}
        is_json = told.get("content-type", "").startswith("application/json")
        return Answer(answer.status, json.loads(body) if is_json and body else {}, told)

    def announce(self, length: object, **headers: Any) -> Answer:
        return self.ask("POST", **{"Upload_Length": length, **headers})

    def come(self) -> Answer:
        """How far it has come."""
        return self.ask("HEAD")

    def go_on(self, content: bytes, offset: int = 0, **headers: Any) -> Answer:
        """Bring the piece of the content that begins there."""
        typed = {"Upload_Offset": offset, "Content_Type": uploads.PIECES}
        return self.ask("PATCH", content[offset:], **{**typed, **headers})

    def put(self, content: bytes) -> Answer:
        """The whole file, announced and brought in one piece."""
        announced = self.announce(len(content))
        return announced if announced.status >= 400 else self.go_on(content, announced.offset)

    def through(self, port: int) -> "Phone":
        return replace(self, port=port)


def phone_of(korgan: City, port: int) -> Phone:
    secret, photo = new_key(), key()
    asked = Report(client_key=key(), text="Авария", language="ru", photos=[photo], at=NIGHT)
    registered = register(korgan.app, report(asked, secret, NIGHT))
    return Phone(port, secret, str(registered.appeal), str(photo))


@contextmanager
def served(routes: Sequence[BaseRoute] = uploads.routes) -> Iterator[int]:
    """Routes, those of uploads unless said otherwise, on a port of their own."""
    config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="critical", lifespan="off")
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
