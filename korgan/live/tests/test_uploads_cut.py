"""A phone that loses its line in the middle of a photo, on a real socket."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from korgan.faces.citizen.key import COOKIE
from korgan.intake.models import Part
from korgan.live import uploads
from korgan.live.tests.phones import Phone, in_a_thread, phone_of
from tests.cast import OWN_ORIGIN, city, until

__all__ = ["evidence_root"]


@contextmanager
def served() -> Iterator[int]:
    """The uploads' routes on a port of their own."""
    config = uvicorn.Config(Starlette(routes=uploads.routes), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    try:
        until(lambda: server.started)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        running.join(10)


def head(phone: Phone, port: int, length: int) -> bytes:
    lines = [
        f"PUT {phone.url} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        f"Cookie: {COOKIE}={phone.secret}",
        f"Content-Length: {length}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def test_a_line_that_breaks_leaves_nothing_and_the_photo_is_sent_again(
    fresh_database: str, evidence_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "run_in_threadpool", in_a_thread)
    phone, content = phone_of(city(), TestClient(Starlette(), base_url=OWN_ORIGIN)), photo(size=(2000, 1500))
    incoming = evidence_root / "incoming"
    with served() as port:
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head(phone, port, len(content)) + content[: len(content) // 2])
            until(lambda: incoming.is_dir() and list(incoming.iterdir()))
        until(lambda: not list(incoming.iterdir()))
        assert Part.objects.get(kind="photo").state == "uploading"
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head(phone, port, len(content)) + content)
            assert line.recv(4096).startswith(b"HTTP/1.1 201")
    assert Part.objects.get(kind="photo").state == "here"
