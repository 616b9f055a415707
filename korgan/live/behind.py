"""Django, always synchronous, behind Starlette. A request is read whole before it takes a thread, so that slow senders
hold none. An ordinary answer goes back in one piece: every step between thread and loop costs as much as a query."""

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any
from wsgiref.util import FileWrapper

from django.http import HttpResponse
from starlette.types import Message, Receive, Scope, Send

Environ = dict[str, Any]
Django = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

FILE_PIECE = 64 * 1024
UNPREFIXED = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


class Cut(Exception):
    """The sender went away before the whole request was here."""


class Behind:
    """An ASGI application that asks a WSGI one in its threads; a body is read up to `longest` bytes."""

    def __init__(self, django: Django, threads: int, longest: int) -> None:
        self.django, self.longest = django, longest
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="django")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        try:
            body = await whole(receive, self.longest)
        except Cut:
            return
        start, answer = await self.in_thread(self.answer, environ(scope, body))
        await send(start)
        if isinstance(answer, bytes):
            await send({"type": "http.response.body", "body": answer})
        else:
            await self.stream(answer, send)

    async def in_thread(self, ask: Callable[..., Any], *given: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, copy_context().run, ask, *given)

    def answer(self, asked: Environ) -> tuple[Message, bytes | Iterable[bytes]]:
        told: list[Any] = []
        answer = self.django(asked, lambda status, headers, reason=None: told.extend((status, headers)))
        start = {"type": "http.response.start", "status": int(told[0][:3]), "headers": encoded(told[1])}
        if not isinstance(answer, HttpResponse):
            return start, answer
        content = answer.content
        answer.close()
        return start, content

    async def stream(self, answer: Any, send: Send) -> None:
        pieces = iter(answer)
        try:
            while (piece := await self.in_thread(next, pieces, None)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await self.in_thread(answer.close)


async def whole(receive: Receive, longest: int) -> bytes:
    """The body; of one that is too long only the beginning, for Django refuses it by the length it announces."""
    body, is_more = b"", True
    while is_more and len(body) <= longest:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Cut
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
    return body


def encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]


def environ(scope: Scope, body: bytes) -> Environ:
    """What WSGI (PEP 3333) tells of a request."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": lambda file, size: FileWrapper(file, FILE_PIECE),
        **fields(scope["headers"]),
    }


def fields(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """A field that came more than once is one, its values joined as HTTP has it; cookies by their own sign."""
    found: dict[str, str] = {}
    for raw, value in headers:
        name = raw.decode("latin1").upper().replace("-", "_")
        name = name if name in UNPREFIXED else f"HTTP_{name}"
        joint = "; " if name == "HTTP_COOKIE" else ","
        found[name] = f"{found[name]}{joint}{value.decode('latin1')}" if name in found else value.decode("latin1")
    return found
