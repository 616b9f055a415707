"""A phone that loses its line in the middle of a photo: nothing of it is kept, and it may be sent again."""

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from korgan.intake.models import Part
from korgan.live import uploads
from korgan.live.tests.phones import Phone, in_a_thread, phone_of, served
from tests.cast import City, city, until

__all__ = ["evidence_root"]


@pytest.fixture(name="korgan")
def a_city(fresh_database: str, evidence_root: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(uploads, "run_in_threadpool", in_a_thread)
    return city()


def head(phone: Phone, length: int) -> bytes:
    headers = {"Host": f"127.0.0.1:{phone.port}", **phone.headers(length)}
    lines = [f"PUT {phone.url} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def test_a_line_that_breaks_leaves_nothing_and_the_photo_is_sent_again(korgan: City, evidence_root: Path) -> None:
    content, incoming = photo(size=(2000, 1500)), evidence_root / "incoming"
    with served() as port:
        phone = phone_of(korgan, port)
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head(phone, len(content)) + content[: len(content) // 2])
            until(lambda: incoming.is_dir() and list(incoming.iterdir()))
        until(lambda: not list(incoming.iterdir()))
        assert Part.objects.get(kind="photo").state == "uploading"
        assert phone.put(content).status == 201
    assert Part.objects.get(kind="photo").state == "here"


def asked(phone: Phone, announced: int, came: bytes) -> int:
    """As a server in front would pass it on that takes a cut body for a whole one; the status of the answer."""
    told: list[Any] = []
    headers = {"host": f"127.0.0.1:{phone.port}", **phone.headers(announced)}
    scope = {
        "type": "http",
        "method": "PUT",
        "path": phone.url,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": came, "more_body": False}

    async def send(message: Any) -> None:
        told.append(message)

    asyncio.run(Starlette(routes=uploads.routes)(scope, receive, send))
    return int(told[0]["status"])


def test_fewer_bytes_than_announced_are_never_taken_for_the_original(korgan: City, evidence_root: Path) -> None:
    phone, content = phone_of(korgan, 80), photo()
    assert asked(phone, len(content), content[:-1]) == 400
    assert Part.objects.get(kind="photo").state == "uploading"
    assert list((evidence_root / "incoming").iterdir()) == []
    assert asked(phone, len(content), content) == 201


def test_more_bytes_than_the_limit_are_refused_as_they_come(
    korgan: City, evidence_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LIMIT", 100)
    assert asked(phone_of(korgan, 80), 100, photo()) == 413
    assert list((evidence_root / "incoming").iterdir()) == []
