import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from korgan.evidence.actions import Arrival, Received, receive, sweep_incoming
from korgan.evidence.rules import NotAPhoto, Refusal, ShortBody, TooLarge
from korgan.evidence.tests.photos import photo
from korgan.words import LANGUAGES

LIMIT = 1024 * 1024
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)


def pieces(content: bytes, size: int = 1000) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


def take(content: bytes, *, announced: int | None = None, limit: int = LIMIT) -> Received:
    return receive(pieces(content), announced_bytes=len(content) if announced is None else announced, limit=limit)


def left(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photo("JPEG"), "image/jpeg"),
        (photo("PNG"), "image/png"),
        (photo("WEBP"), "image/webp"),
        (photo("GIF"), "image/gif"),
        (HEIC, "image/heic"),
    ],
)
def test_the_bytes_on_disk_are_the_bytes_received(content: bytes, kind: str) -> None:
    received = take(content)
    assert received.path.read_bytes() == content
    assert received.sha256 == hashlib.sha256(content).hexdigest()
    assert (received.bytes, received.type) == (len(content), kind)
    assert received.path.stat().st_mode & 0o777 == 0o600


def test_nothing_needs_to_be_announced() -> None:
    content = photo()
    assert receive(iter([content]), announced_bytes=None, limit=LIMIT).bytes == len(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just words in a file named photo.jpg",
        b"<!doctype html><script>alert(1)</script>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"GIF89a<script>alert(1)</script>"[:8],
        b"\xff\xd8\xff\xe0 a text that begins like a JPEG",
        b"\x89PNG\r\n\x1a\n a text that begins like a PNG",
        b"%PDF-1.7 a document",
        b"PK\x03\x04 an archive",
        b"II*\x00\x08\x00\x00\x00" + bytes(60),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(content: bytes, evidence_root: Path) -> None:
    with pytest.raises(NotAPhoto):
        take(content)
    assert left(evidence_root) == []


@pytest.mark.parametrize("announced", [1, 10_000_000])
def test_a_body_of_another_length_than_announced_is_refused(announced: int, evidence_root: Path) -> None:
    with pytest.raises(ShortBody):
        take(photo(), announced=announced)
    assert left(evidence_root) == []


def test_too_many_bytes_are_refused_before_the_rest_comes(evidence_root: Path) -> None:
    arrival = Arrival(announced_bytes=None, limit=100)
    arrival.feed(bytes(100))
    with pytest.raises(TooLarge):
        arrival.feed(b"x")
    arrival.abort()
    assert left(evidence_root) == []


def test_a_photo_of_exactly_the_limit_is_taken() -> None:
    content = photo()
    assert take(content, limit=len(content)).bytes == len(content)


def test_a_sender_who_fails_leaves_nothing_behind(evidence_root: Path) -> None:
    def sender() -> Iterator[bytes]:
        yield photo()[:100]
        raise ConnectionError("cut")

    with pytest.raises(ConnectionError):
        receive(sender(), announced_bytes=None, limit=LIMIT)
    assert left(evidence_root) == []


def test_a_damaged_photo_is_still_evidence() -> None:
    content = photo(size=(1200, 900))
    assert take(content[: len(content) // 2]).type == "image/jpeg"


def test_a_picture_that_claims_to_be_enormous_is_only_stored() -> None:
    written = BytesIO()
    Image.new("1", (60_000, 60_000)).save(written, "PNG")
    received = take(written.getvalue())
    assert received.bytes == len(written.getvalue())


def test_what_a_killed_process_left_is_swept_when_it_is_old(evidence_root: Path) -> None:
    now = datetime.now(UTC)
    old, young = Arrival(announced_bytes=None, limit=LIMIT), Arrival(announced_bytes=None, limit=LIMIT)
    for arrival in (old, young):
        arrival.feed(b"half of a ph")
        arrival.file.close()
    yesterday = (now - timedelta(days=1)).timestamp()
    os.utime(old.path, (yesterday, yesterday))
    assert sweep_incoming(timedelta(hours=6), now) == 1
    assert left(evidence_root) == [young.path]


@pytest.mark.parametrize("refusal", [ShortBody, TooLarge, NotAPhoto])
def test_every_refusal_has_words_in_every_language(refusal: type[Refusal]) -> None:
    words = refusal().words
    assert set(words) == set(LANGUAGES)
    assert all(words.values())
