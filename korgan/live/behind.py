"""Django, always synchronous, behind an ASGI server. It is given a request when it has come whole: ten stalled phones
would hold all its threads, and one that was cut short must not pass for a whole one. Its answer crosses back to the
loop at once, a long one a piece at a time when the reader has taken the last: ten slow readers hold no thread."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, NamedTuple, cast

from a2wsgi.wsgi import build_environ
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send

from korgan.words import in_all

PIECE = 64 * 1024  # bytes

Environ = dict[str, Any]
Django = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Room(NamedTuple):
    """How much of a body is held for Django, and how long it may take to come."""

    longest: int  # bytes
    seconds: float


class Cut(Exception):
    """The sender went away before the whole request was here."""


class Behind:
    """Of a body that is longer than there is room for Django is given only the beginning, for it refuses such a one by
    the length that is announced."""

    def __init__(self, django: Django, threads: int, room: Callable[[Scope], Awaitable[Room]]) -> None:
        self.django, self.room = django, room
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="django")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        room = await self.room(scope)
        try:
            async with asyncio.timeout(room.seconds):
                body = BytesIO(await whole(receive, room.longest))
        except Cut:
            return None
        except TimeoutError:
            return await too_slow()(scope, receive, send)
        environ = cast(Environ, build_environ(cast(Any, scope), cast(Any, body)))
        answer = Answer(self.django, environ)
        loop = asyncio.get_running_loop()
        try:
            piece = await loop.run_in_executor(self.threads, answer.begin)
            await send(answer.start)
            while not answer.is_over:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await loop.run_in_executor(self.threads, answer.more)
            await send({"type": "http.response.body", "body": piece})
        except BaseException:
            self.threads.submit(answer.end)
            raise


class Answer:
    """What Django answers to one request; its methods run in Django's threads."""

    def __init__(self, django: Django, environ: Environ) -> None:
        self.django, self.environ = django, environ
        self.start: Message = {"type": "http.response.start"}
        self.pieces: Iterable[bytes] = ()
        self.is_over = False

    def begin(self) -> bytes:
        self.pieces = self.django(self.environ, self.begun)
        self.coming = iter(self.pieces)
        return self.more()

    def begun(self, status: str, headers: list[tuple[str, str]], reason: object = None) -> None:
        self.start["status"] = int(status[:3])
        self.start["headers"] = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]

    def more(self) -> bytes:
        """The next bytes; those of an ordinary answer are all of it."""
        taken = bytearray()
        for piece in self.coming:
            taken += piece
            if len(taken) >= PIECE:
                return bytes(taken)
        self.end()
        return bytes(taken)

    def end(self) -> None:
        if not self.is_over:
            self.is_over = True
            getattr(self.pieces, "close", bool)()


def too_slow() -> JSONResponse:
    told = {"error": "too_slow", "message": in_all("error.not_received")}
    return JSONResponse(told, status_code=408, headers={"Connection": "close"})


async def whole(receive: Receive, longest: int) -> bytearray:
    body, is_more = bytearray(), True
    while is_more and len(body) <= longest:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Cut
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
    return body
