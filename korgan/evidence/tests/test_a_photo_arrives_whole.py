import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from korgan.evidence.actions import Arrival, Received, receive, sweep_incoming
from korgan.evidence.content import type_of
from korgan.evidence.rules import REFUSALS, NotTaken, Refusal, Removed, ShortBody, TooLarge, TooMuch
from korgan.evidence.tests.media import HONEST
from korgan.evidence.tests.photos import GPS, photo
from korgan.words import LANGUAGES

LIMIT = 1024 * 1024


def pieces(content: bytes, size: int = 1000) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


def take(content: bytes, *, announced: int | None = None, limit: int = LIMIT) -> Received:
    return receive(pieces(content), announced_bytes=len(content) if announced is None else announced, limit=limit)


def left(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", HONEST)
def test_the_first_bytes_tell_the_type(kind: str) -> None:
    """Only a look inside tells whether a container of video has a picture."""
    assert type_of(HONEST[kind]()[:4096]) == {"audio/webm": "video/webm"}.get(kind, kind)


def test_the_bytes_on_disk_are_the_bytes_received() -> None:
    content = photo()
    received = take(content)
    assert received.path.read_bytes() == content
    assert received.sha256 == hashlib.sha256(content).hexdigest()
    assert (received.bytes, received.type) == (len(content), "image/jpeg")
    assert received.path.stat().st_mode & 0o777 == 0o600


def test_what_a_file_says_of_itself_is_kept_apart() -> None:
    """Of a photo by its EXIF, of a video by its container; a phone without a fix says zero and says nothing."""
    where = {1: "N", 2: (54.0, 52.0, 12.0), 3: "E", 4: (69.0, 9.0, 0.0), 7: (20.0, 40.0, 3.0), 29: "2026:11:21"}
    said = take(photo(gps=where)).says
    assert said == {"lon": 69.15, "lat": 54.87, "at": "2026-11-21T20:40:03+00:00"}
    assert take(photo(gps={1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})).says == {}
    assert take(photo(gps={1: "N", 2: (9e5, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0), 29: "yesterday"})).says == {}
    filmed = take(HONEST["video/mp4"]()).says
    assert filmed == {"lon": 69.15, "lat": 54.87, "at": "2026-11-21T20:40:00+00:00", "seconds": 2.0}
    assert GPS


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


def test_what_is_refused_leaves_nothing(evidence_root: Path) -> None:
    for content in (b"", b"%PDF-1.7", b"just words"):
        with pytest.raises(Refusal):
            take(content)
    assert left(evidence_root) == []


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


@pytest.mark.parametrize("refusal", [ShortBody, TooLarge, TooMuch, NotTaken, Removed, *REFUSALS.values()])
def test_every_refusal_has_words_in_every_language(refusal: type[Refusal]) -> None:
    words = refusal().words
    assert set(words) == set(LANGUAGES)
    assert all(words.values())
