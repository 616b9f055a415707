"""A file on its way from a phone, with committed rows; its message is safe whatever becomes of it. Promise 9."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from korgan.evidence.actions import open_original
from korgan.evidence.models import Evidence, Upload
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.media import HONEST, PDF, archive, enormous, enormous_heic, video
from korgan.evidence.tests.photos import photo
from korgan.faces.citizen.key import new_key
from korgan.intake.models import Appeal, Part
from korgan.journal.models import Entry
from korgan.live import uploads
from korgan.live.tests.phones import Phone, in_a_thread, phone_of, served
from korgan.words import LANGUAGES
from tests.cast import City, city, key

__all__ = ["evidence_root"]


@pytest.fixture(name="korgan")
def a_city(fresh_database: str, evidence_root: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(uploads, "run_in_threadpool", in_a_thread)
    return city()


@pytest.fixture
def phone(korgan: City) -> Iterator[Phone]:
    with served() as port:
        yield phone_of(korgan, port)


def part_of(phone: Phone) -> Part:
    return Part.objects.exclude(kind="text").get(message__appeal=UUID(phone.appeal))


def bytes_of(evidence: Evidence) -> bytes:
    with open_original(evidence) as original:
        return bytes(original.read())


def test_every_type_is_kept_byte_by_byte_and_is_what_its_bytes_say(phone: Phone, korgan: City) -> None:
    for kind, make in HONEST.items():
        sender, content = phone_of(korgan, phone.port), make()
        assert sender.put(content).status == 204, kind
        part = part_of(sender)
        assert part.evidence
        assert (part.evidence.type, part.evidence.sha256) == (kind, hashlib.sha256(content).hexdigest())
        assert bytes_of(part.evidence) == content
        assert part.kind == {"image": "photo", "application": "file"}.get(
            kind.partition("/")[0], kind.partition("/")[0]
        )
    assert not Upload.objects.exists()


def test_its_arrival_is_one_entry_of_the_citizen(phone: Phone) -> None:
    assert phone.put(photo()).status == 204
    entry = Entry.objects.get(kind="PartArrived")
    assert entry.by.startswith("citizen:")
    assert Appeal.objects.get().version == entry.seq


def test_pieces_go_on_where_the_last_one_ended(phone: Phone, evidence_root: Path) -> None:
    content = photo(size=(2000, 1500))
    announced = phone.announce(len(content))
    assert (announced.status, announced.offset, announced.headers["location"]) == (201, 0, phone.url)
    assert "upload-expires" in announced.headers
    for at in range(0, len(content), 7777):
        assert phone.come().offset == at
        answer = phone.go_on(content[: at + 7777], at)
        assert (answer.status, answer.offset) == (204, min(at + 7777, len(content)))
    assert bytes_of(Evidence.objects.get()) == content
    assert list((evidence_root / "incoming").iterdir()) == []


def test_announcing_again_finds_the_first(phone: Phone) -> None:
    content = photo()
    phone.announce(len(content))
    phone.go_on(content[:100])
    assert phone.announce(len(content)).offset == 100
    assert phone.go_on(content, 100).status == 204
    assert phone.announce(len(content)).offset == len(content)
    assert phone.come().offset == len(content)
    assert Evidence.objects.count() == Entry.objects.filter(kind="PartArrived").count() == 1


def test_a_piece_from_another_place_is_a_conflict_and_changes_nothing(phone: Phone) -> None:
    content = photo()
    phone.announce(len(content))
    phone.go_on(content[:100])
    for offset in (0, 99, 101, 10_000_000):
        answer = phone.ask("PATCH", b"x", Upload_Offset=offset, Content_Type=uploads.PIECES)
        assert (answer.status, answer.error, answer.offset) == (409, "offset_conflict", 100)
    assert phone.go_on(content, 100).status == 204


def test_more_bytes_than_announced_are_refused(phone: Phone) -> None:
    content = photo()
    phone.announce(len(content) - 1)
    assert phone.go_on(content).status == 413
    assert not Evidence.objects.exists()


HOSTILE: dict[str, tuple[bytes, str]] = {
    "words": (b"just words in a file named photo.jpg", "not_taken"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "not_taken"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not_taken"),
    "zip": (archive(), "not_taken"),
    "office": (archive("word/document.xml"), "not_taken"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(500), "not_taken"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(500), "not_taken"),
    "exe": (b"MZ\x90\x00" + bytes(500), "not_taken"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(500), "not_taken"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not_taken"),
    "shell": (b"#!/bin/sh\nrm -rf /\n", "not_taken"),
    "tiff": (b"II*\x00\x08\x00\x00\x00" + bytes(60), "not_taken"),
    "photo and zip": (photo() + archive(), "disguised"),
    "photo and rar": (photo() + b"Rar!\x1a\x07\x01\x00" + bytes(100), "disguised"),
    "photo and PDF": (photo(comment=PDF), "disguised"),
    "gif and page": (photo("GIF")[:13] + b"<script>alert(1)</script>" + photo("GIF")[13:], "disguised"),
    "video and zip": (video() + archive(), "disguised"),
    "PDF and zip": (PDF + archive(), "disguised"),
    "jpeg by name": (b"\xff\xd8\xff\xe0 a text that begins like a JPEG", "unreadable"),
    "png by name": (b"\x89PNG\r\n\x1a\n a text that begins like a PNG", "unreadable"),
    "mp4 by name": (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(5000), "unreadable"),
    "heic by name": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(5000), "unreadable"),
    "ogg by name": (b"OggS" + bytes(5000), "unreadable"),
    "half a PDF": (PDF[:60], "unreadable"),
    "bomb": (enormous(), "bomb"),
    "heic bomb": (enormous_heic(), "bomb"),
}


def test_what_is_hostile_is_refused_in_words_and_the_message_stays(phone: Phone, korgan: City) -> None:
    for name, (content, code) in HOSTILE.items():
        sender = phone_of(korgan, phone.port)
        answer = sender.put(content)
        assert (answer.status, answer.error) == (415, code), name
        assert set(answer.told["message"]) == set(LANGUAGES)
        assert part_of(sender).state == "missing"
        assert Appeal.objects.get(pk=sender.appeal).number
        assert sender.announce(len(content)).status == 415
    assert not Evidence.objects.exists()
    assert not Upload.objects.exists()


def test_what_is_nothing_we_take_is_refused_before_the_rest_comes(phone: Phone, evidence_root: Path) -> None:
    content = b"MZ" + bytes(200_000)
    phone.announce(len(content))
    assert phone.go_on(content[:5000]).error == "not_taken"
    assert list((evidence_root / "incoming").iterdir()) == []


def test_a_file_of_no_bytes_is_refused(phone: Phone) -> None:
    assert (phone.announce(0).status, part_of(phone).state) == (415, "missing")


def test_a_file_that_is_too_large_is_refused_by_its_length(phone: Phone, settings: object) -> None:
    settings.UPLOAD_LIMIT = 1000  # type: ignore[attr-defined]
    assert (phone.announce(1001).error, part_of(phone).state) == ("too_large", "missing")
    assert phone.ask("OPTIONS").headers["tus-max-size"] == "1000"


def test_too_much_for_one_appeal_or_one_phone_is_refused(phone: Phone, korgan: City, settings: object) -> None:
    for quota in ("UPLOAD_APPEAL_LIMIT", "UPLOAD_DAY_LIMIT"):
        sender, before = phone_of(korgan, phone.port), getattr(settings, quota)
        setattr(settings, quota, 1000)
        assert (sender.announce(1001).error, part_of(sender).state) == ("too_much", "missing")
        setattr(settings, quota, before)


def test_what_is_said_badly_is_refused_and_costs_nothing(phone: Phone) -> None:
    for length in ("many", "-1", "", "²", "9" * 30, None):
        assert phone.announce(length).status == 400
    for origin in (None, "null", "https://evil.example", "http://["):
        answer = phone.announce(100, Origin=origin)
        assert (answer.status, answer.error) == (403, "foreign_origin")
    answer = phone.announce(100, Tus_Resumable="0.2.2")
    assert (answer.status, answer.headers["tus-version"]) == (412, "1.0.0")
    phone.announce(100)
    answer = phone.go_on(b"", pieces=[b"1\r\nx\r\n0\r\n\r\n"], Content_Length=None, Transfer_Encoding="chunked")
    assert (answer.status, answer.error) == (411, "length_needed")
    assert phone.go_on(b"x", Content_Type="image/jpeg").status == 415
    assert phone.go_on(b"x", Upload_Offset="x").status == 400
    assert part_of(phone).state == "uploading"


def test_what_is_not_hers_does_not_exist_for_timur(phone: Phone, korgan: City) -> None:
    timur, content = phone_of(korgan, phone.port), photo()
    phone.announce(len(content))
    for thief in (
        Phone(phone.port, timur.secret, phone.appeal, phone.photo),
        Phone(phone.port, new_key(), phone.appeal, phone.photo),
        Phone(phone.port, phone.secret, phone.appeal, str(key())),
        Phone(phone.port, phone.secret, timur.appeal, phone.photo),
        Phone(phone.port, "", phone.appeal, phone.photo),
        Phone(phone.port, phone.secret, "1", phone.photo),
        Phone(phone.port, phone.secret, "%00", phone.photo),
    ):
        assert {thief.announce(len(content)).status, thief.come().status, thief.go_on(content).status} == {404}
    assert not Evidence.objects.exists()
