"""Django behind Starlette, on a real socket, with a Django that only answers what it was asked and has one thread."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
import uvicorn
from django.http import HttpResponse
from starlette.types import Scope

from korgan.live.behind import Behind, Room
from tests.cast import until

LONGEST = 1000


class Pieces:
    """An answer that comes bit by bit, and knows whether it was closed."""

    def __init__(self, count: int) -> None:
        self.count, self.is_closed = count, False

    def __iter__(self) -> Iterator[bytes]:
        return (b"piece " * 1000 for _ in range(self.count))

    def close(self) -> None:
        self.is_closed = True


class SmallDjango:
    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.pieces = Pieces(3)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.append(environ)
        start_response("201 Created", [("X-One", "1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return self.pieces if environ["PATH_INFO"] == "/pieces" else HttpResponse(environ["wsgi.input"].read())


async def room(scope: Scope) -> Room:
    return Room(LONGEST, seconds=60.0)


@pytest.fixture
def django() -> SmallDjango:
    return SmallDjango()


@pytest.fixture
def port(django: SmallDjango) -> Iterator[int]:
    config = uvicorn.Config(
        Behind(django, threads=1, room=room),
        port=0,
        log_level="critical",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    until(lambda: server.started)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    running.join(10)


def ask(port: int, path: str, body: bytes = b"", **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("POST" if body else "GET", path, body or None, headers)
    answer = line.getresponse()
    content = answer.read()
    line.close()
    return answer.status, answer.getheaders(), content


def half_sent(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(b"POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n0123456789")
    return line


def test_an_answer_is_as_django_gave_it(port: int) -> None:
    status, headers, content = ask(port, "/", b"words")
    assert (status, content) == (201, b"words")
    assert {("x-one", "1"), ("set-cookie", "a=1"), ("set-cookie", "b=2")} <= set(headers)


def test_django_is_told_what_was_asked(port: int, django: SmallDjango) -> None:
    ask(port, "/%D2%9B?a=%D2%9B&b", b"words", **{"Content-Type": "text/plain", "Accept-Language": "kk"})
    told = django.asked[0]
    assert (told["PATH_INFO"].encode("latin1").decode(), told["QUERY_STRING"]) == ("/қ", "a=%D2%9B&b")
    assert (told["CONTENT_TYPE"], told["CONTENT_LENGTH"]) == ("text/plain", "5")
    assert (told["HTTP_ACCEPT_LANGUAGE"], told["REMOTE_ADDR"]) == ("kk", "127.0.0.1")


def test_a_long_answer_comes_in_pieces_and_is_closed(port: int, django: SmallDjango) -> None:
    assert ask(port, "/pieces")[2] == b"piece " * 3000
    until(lambda: django.pieces.is_closed)


def test_readers_who_stall_keep_nobody_else_waiting(port: int, django: SmallDjango) -> None:
    """Ours has one thread, and an answer that no socket's buffer takes in."""
    django.pieces = Pieces(20_000)
    with socket.create_connection(("127.0.0.1", port)) as stalled:
        stalled.sendall(b"GET /pieces HTTP/1.1\r\nHost: x\r\n\r\n")
        assert stalled.recv(1000).startswith(b"HTTP/1.1 201")
        assert ask(port, "/")[0] == 201
        assert not django.pieces.is_closed
    until(lambda: django.pieces.is_closed)


def test_senders_who_stall_keep_nobody_else_waiting(port: int) -> None:
    stalled = [half_sent(port) for _ in range(5)]
    assert ask(port, "/")[0] == 201
    for line in stalled:
        line.close()


def test_a_request_cut_short_is_never_taken_for_a_whole_one(port: int, django: SmallDjango) -> None:
    half_sent(port).close()
    ask(port, "/after")
    assert [told["PATH_INFO"] for told in django.asked] == ["/after"]


def test_of_a_body_that_is_too_long_only_the_beginning_is_kept(port: int, django: SmallDjango) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n" + b"x" * (LONGEST + 1))
        assert line.recv(1000).startswith(b"HTTP/1.1 201")
    assert django.asked[0]["CONTENT_LENGTH"] == "10000000"
