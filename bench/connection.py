"""A keep-alive HTTP/1.1 connection that costs next to nothing: server and clients share the machine."""

import asyncio
import json
from typing import Any, NamedTuple

HEAD_ENDS = b"\r\n\r\n"
LENGTH = b"content-length:"
CLOSES = b"connection: close"


class Answer(NamedTuple):
    status: int
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content


class Connection(asyncio.Protocol):
    """One request at a time, each answered with a Content-Length. What the server closes, nginx after a thousand
    requests, is opened anew."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.transport: Any = None
        self.received = b""
        self.awaited: asyncio.Future[Answer] | None = None

    @classmethod
    async def open(cls, host: str, port: int) -> "Connection":
        connection = cls(host, port)
        await connection.reach()
        return connection

    async def reach(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, self.host, self.port)

    async def ask(self, request: bytes) -> Answer:
        if self.transport.is_closing():
            await self.reach()
        self.awaited = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.awaited

    def close(self) -> None:
        self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, piece: bytes) -> None:
        self.received += piece
        head, ends, body = self.received.partition(HEAD_ENDS)
        if ends and len(body) >= length_in(head) and self.awaited and not self.awaited.done():
            self.received = b""
            if CLOSES in head.lower():
                self.transport.close()
            self.awaited.set_result(Answer(int(head[9:12]), body))

    def connection_lost(self, reason: Exception | None) -> None:
        if self.awaited and not self.awaited.done():
            self.awaited.set_exception(reason or ConnectionResetError("the server closed the connection"))


def length_in(head: bytes) -> int:
    at = head.lower().find(LENGTH)
    return int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
