"""Starlette and Django as they stand behind each other in life, on a real socket, before any database."""

import json
import threading
from collections.abc import Iterable, Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
import uvicorn

from korgan.asgi import application
from korgan.words import LANGUAGES
from tests.cast import until

REPORT = "/api/citizen/appeals"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="critical", lifespan="off"))
    running = threading.Thread(target=server.run)
    running.start()
    until(lambda: server.started)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    running.join(10)


def asked(port: int, sent: bytes | Iterable[bytes], **headers: str) -> tuple[int, Any]:
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    given = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port}", **headers}
    line.request("POST", REPORT, sent, given, encode_chunked=not isinstance(sent, bytes))
    answer = line.getresponse()
    told = json.loads(answer.read())
    line.close()
    return answer.status, told


@pytest.mark.parametrize("letters", [300_000, 10_000_000])
def test_a_huge_text_is_refused_and_the_refusal_arrives(port: int, letters: int) -> None:
    status, told = asked(port, json.dumps({"text": "a" * letters}).encode())
    assert (status, told["error"]) == (413, "too_large")
    assert set(told["message"]) == set(LANGUAGES)


def test_a_body_in_chunks_is_not_taken_for_an_empty_one(port: int) -> None:
    status, told = asked(port, iter([b'{"text": ', b'"abc"}']), **{"Transfer-Encoding": "chunked"})
    assert (status, told["error"]) == (411, "length_needed")


def test_a_foreign_page_is_refused(port: int) -> None:
    assert asked(port, b"{}", Origin="https://evil.example")[0] == 403


def test_what_cannot_be_read_is_told(port: int) -> None:
    status, told = asked(port, b'{"text": ')
    assert (status, told["error"]) == (400, "malformed")
