"""A photo on its way from a phone, with committed rows; its message is safe whatever becomes of it."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from korgan.evidence.actions import open_original, open_preview
from korgan.evidence.models import Evidence
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from korgan.faces.citizen.key import new_key
from korgan.intake.models import Appeal, Part
from korgan.journal.models import Entry
from korgan.live import uploads
from korgan.live.tests.phones import Phone, in_a_thread, phone_of, served
from korgan.words import LANGUAGES
from tests.cast import City, city, key

__all__ = ["evidence_root"]

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)


@pytest.fixture(name="korgan")
def a_city(fresh_database: str, evidence_root: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(uploads, "run_in_threadpool", in_a_thread)
    return city()


@pytest.fixture
def phone(korgan: City) -> Iterator[Phone]:
    with served() as port:
        yield phone_of(korgan, port)


def state(phone: Phone) -> str:
    return Part.objects.get(message__appeal=UUID(phone.appeal), kind="photo").state


def enormous() -> bytes:
    written = BytesIO()
    Image.new("1", (60_000, 60_000)).save(written, "PNG")
    return written.getvalue()


def test_a_photo_in_pieces_is_kept_byte_by_byte_and_its_preview_tells_nothing(phone: Phone) -> None:
    content = photo(size=(2000, 1500), orientation=6)
    answer = phone.put(content, pieces=[content[at : at + 7777] for at in range(0, len(content), 7777)])
    evidence = Evidence.objects.get()
    sha256 = hashlib.sha256(content).hexdigest()
    assert answer.status == 201
    assert answer.told == {"part": str(Part.objects.get(kind="photo").pk), "sha256": sha256, "bytes": len(content)}
    with open_original(evidence) as original, open_preview(evidence) as seen:
        assert original.read() == content
        assert len(Image.open(BytesIO(content)).getexif()) > 0
        picture = Image.open(BytesIO(seen.read()))
        assert (len(picture.getexif()), picture.size) == (0, (960, 1280))
    assert state(phone) == "here"
    entry = Entry.objects.get(kind="PartArrived")
    assert entry.by.startswith("citizen:")
    assert Appeal.objects.get().version == entry.seq


def test_a_repeat_on_a_weak_line_is_answered_with_the_first_result(phone: Phone) -> None:
    first = phone.put(photo())
    again = phone.put(photo(size=(10, 10)))
    assert (first.status, again.status) == (201, 200)
    assert again.told == first.told
    assert Evidence.objects.count() == Entry.objects.filter(kind="PartArrived").count() == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "HEIC", "enormous"])
def test_photos_of_every_kind_are_kept_and_previewed_where_it_is_safe(phone: Phone, kind: str) -> None:
    content = {"HEIC": lambda: HEIC, "enormous": enormous}.get(kind, lambda: photo(kind))()
    assert phone.put(content).status == 201
    evidence = Evidence.objects.get()
    with open_original(evidence) as original:
        assert original.read() == content
    assert bool(evidence.preview) is (kind not in ("HEIC", "enormous"))


def test_a_text_named_like_a_photo_is_refused_and_the_message_stays(phone: Phone) -> None:
    for _ in range(2):
        answer = phone.put(b"just words", Content_Type="image/jpeg")
        assert (answer.status, answer.error) == (415, "not_a_photo")
        assert set(answer.told["message"]) == set(LANGUAGES)
    assert state(phone) == "missing"
    assert Appeal.objects.get().number
    assert not Evidence.objects.exists()
    assert Entry.objects.filter(kind="PartArrived").count() == 1


def test_a_photo_that_is_too_large_is_refused_by_its_length_and_shown_as_missing(phone: Phone) -> None:
    answer = phone.put(b"", Content_Length=str(uploads.LIMIT + 1))
    assert (answer.status, answer.error) == (413, "too_large")
    assert state(phone) == "missing"


@pytest.mark.parametrize("length", ["many", "-1", ""])
def test_a_length_that_is_no_number_is_refused(phone: Phone, length: str) -> None:
    assert phone.put(photo(), Content_Length=length).status in (400, 411)
    assert state(phone) == "uploading"


def test_pieces_without_a_length_are_refused(phone: Phone) -> None:
    answer = phone.put(b"", pieces=[b"1\r\nx\r\n0\r\n\r\n"], Content_Length=None, Transfer_Encoding="chunked")
    assert (answer.status, answer.error) == (411, "length_needed")


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://["])
def test_what_comes_from_another_site_is_refused(phone: Phone, origin: str | None) -> None:
    answer = phone.put(photo(), Origin=origin)
    assert (answer.status, answer.error) == (403, "foreign_origin")
    assert state(phone) == "uploading"


def test_what_is_not_hers_does_not_exist_for_timur(phone: Phone, korgan: City) -> None:
    timur = phone_of(korgan, phone.port)
    for thief in (
        Phone(phone.port, timur.secret, phone.appeal, phone.photo),
        Phone(phone.port, new_key(), phone.appeal, phone.photo),
        Phone(phone.port, phone.secret, phone.appeal, str(key())),
        Phone(phone.port, phone.secret, timur.appeal, phone.photo),
        Phone(phone.port, "", phone.appeal, phone.photo),
        Phone(phone.port, phone.secret, "1", phone.photo),
        Phone(phone.port, phone.secret, "%00", phone.photo),
    ):
        assert thief.put(photo()).status == 404
    assert not Evidence.objects.exists()
