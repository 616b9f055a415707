"""Who sends a request slowly or without an end keeps a line, and no longer than we wait; on a real socket."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from starlette.types import Scope

from korgan.live import protocol
from korgan.live.behind import Behind, Room
from korgan.live.protocol import Bounded
from tests.cast import until

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def django(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


async def room(scope: Scope) -> Room:
    return Room(longest=1000, seconds=0.4)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(protocol, "HEAD_IN_S", 0.4)
    app = Behind(django, threads=1, room=room)
    config = uvicorn.Config(app, http=Bounded, port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    until(lambda: server.started)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    running.join(10)


@contextmanager
def line_to(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        yield line


def everything(line: socket.socket) -> bytes:
    """What comes until the other end closes."""
    came = b""
    while piece := line.recv(4096):
        came += piece
    return came


def test_a_head_that_does_not_come_is_waited_for_no_longer(port: int) -> None:
    with line_to(port) as silent, line_to(port) as begun:
        begun.sendall(b"GET / HTTP/1.1\r\nHost:")
        assert everything(silent).startswith(b"HTTP/1.1 408")
        assert everything(begun).startswith(b"HTTP/1.1 408")


def test_a_head_that_comes_letter_by_letter_wins_no_time(port: int) -> None:
    with line_to(port) as slow:
        slow.settimeout(0.05)
        assert dribbled(slow).startswith(b"HTTP/1.1 408")


def dribbled(line: socket.socket) -> bytes:
    line.sendall(b"GET / HTTP/1.1\r\nX: ")
    for _ in range(200):
        line.sendall(b"x")
        try:
            return line.recv(100)
        except TimeoutError:
            continue
    raise AssertionError("it was waited for without end")


def test_the_next_request_of_a_line_is_waited_for_as_long_as_the_first(port: int) -> None:
    with line_to(port) as line:
        line.sendall(WHOLE)
        assert b"200 OK" in line.recv(4096)
        line.sendall(b"GET /slow HTTP/1.1\r\n")
        assert everything(line).startswith(b"HTTP/1.1 408")


def is_ended(line: socket.socket, begun: bytes) -> bool:
    """The refusal itself may be lost when more is sent than is read."""
    try:
        line.sendall(begun + b"x" * 2 * protocol.GATHERED)
        return everything(line).startswith(b"HTTP/1.1 431")
    except ConnectionError:
        return True


def test_a_head_without_end_is_not_gathered(port: int) -> None:
    with line_to(port) as line:
        assert is_ended(line, b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
    with line_to(port) as line:
        assert is_ended(line, b"GET /")


def test_a_body_that_does_not_come_is_waited_for_no_longer(port: int) -> None:
    with line_to(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n0123")
        assert everything(line).startswith(b"HTTP/1.1 408")


def test_who_is_quick_is_answered_meanwhile(port: int) -> None:
    with line_to(port) as slow, line_to(port) as quick:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n0123")
        quick.sendall(WHOLE)
        assert b"200 OK" in quick.recv(4096)
