"""A phone that loses its line in the middle of a file: what came is kept, and the rest follows it. Promise 9."""

import hashlib
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from korgan.evidence.models import Evidence, Upload
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from korgan.evidence.uploading import expire, writing
from korgan.intake import uploading as intake
from korgan.intake.models import Part
from korgan.live import uploads
from korgan.live.tests.phones import Phone, in_a_thread, phone_of, served
from tests.cast import NIGHT, City, city, until
from tests.live.proxy import proxy

__all__ = ["evidence_root"]

CONTENT = photo(size=(2000, 1500)) + bytes(3_000_000)


@pytest.fixture(name="korgan")
def a_city(fresh_database: str, evidence_root: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(uploads, "run_in_threadpool", in_a_thread)
    return city()


def begun(phone: Phone, offset: int, length: int) -> socket.socket:
    """A PATCH of which only so much comes."""
    line = socket.create_connection(("127.0.0.1", phone.port))
    typed = {"Upload_Offset": offset, "Content_Type": uploads.PIECES, "Content_Length": len(CONTENT) - offset}
    headers = {"Host": f"127.0.0.1:{phone.port}", **phone.headers(**typed)}
    lines = [f"PATCH {phone.url} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + CONTENT[offset : offset + length])
    return line


def test_a_file_survives_every_cut_of_its_line(korgan: City) -> None:
    with served() as port, proxy(port) as between:
        phone = phone_of(korgan, port)
        far = phone.through(between.port)
        assert far.announce(len(CONTENT)).status == 201
        for _ in range(4):
            before = far.come().offset
            line = begun(far, before, 600_000)
            until(lambda before=before: phone.come().offset > before)  # type: ignore[misc]  # asked at once
            between.cut()
            line.close()
        assert between.cuts == 4
        until(lambda: far.go_on(CONTENT, far.come().offset).status == 204)
    kept = Evidence.objects.get()
    assert (kept.sha256, kept.bytes) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


def test_two_lines_never_write_the_same_upload_at_once(korgan: City) -> None:
    """The newer one takes over, for the older is most often a line that died unnoticed."""
    with served() as port:
        phone = phone_of(korgan, port)
        phone.announce(len(CONTENT))
        with begun(phone, 0, 600_000):
            until(lambda: phone.come().offset > 0)
            conflict = phone.go_on(CONTENT[:10])
            assert conflict.status == 409
            assert phone.go_on(CONTENT, conflict.offset).status == 204
    assert Evidence.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_one_phone_sends_no_more_than_so_many_files_at_once(korgan: City, settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "uploads": 1}
    with served() as port:
        phone, other = phone_of(korgan, port), phone_of(korgan, port)
        phone.announce(len(CONTENT))
        with begun(phone, 0, 600_000):
            until(lambda: phone.come().offset > 0)
            refused = phone.go_on(CONTENT[:10])
            assert (refused.status, refused.error) == (429, "too_many_open")
            assert int(refused.headers["retry-after"]) > 0
            assert other.put(CONTENT).status == 204, "another phone at the same address"
        until(lambda: phone.go_on(CONTENT, phone.come().offset).status == 204)


def test_another_process_that_writes_is_respected(korgan: City) -> None:
    with served() as port:
        phone = phone_of(korgan, port)
        phone.announce(len(CONTENT))
        with writing(Upload.objects.get()):
            assert phone.go_on(CONTENT).status == 423
        assert phone.go_on(CONTENT).status == 204


def test_a_whole_upload_whose_sender_went_away_is_finished_by_a_job(korgan: City) -> None:
    phone = phone_of(korgan, 80)
    part = Part.objects.select_related("message__appeal").get(kind="photo")
    upload = intake.begin(part, len(CONTENT), NIGHT)
    with writing(upload) as piece:
        piece.write(CONTENT)
    assert intake.finish_whole() == 1
    assert Part.objects.get(pk=part.pk).state == "here"
    assert phone.appeal == str(part.message.appeal_id)


def test_what_nobody_goes_on_with_is_thrown_away_and_may_begin_anew(korgan: City, evidence_root: Path) -> None:
    with served() as port:
        phone, now = phone_of(korgan, port), datetime.now(UTC)
        phone.announce(len(CONTENT))
        phone.go_on(CONTENT[:5000])
        assert expire(now) == 0
        assert expire(now + timedelta(days=2)) == 1
        assert list((evidence_root / "incoming").iterdir()) == []
        assert phone.come().status == 404
        assert phone.put(CONTENT).status == 204


def test_a_file_that_never_comes_is_shown_as_missing_after_days(korgan: City) -> None:
    phone_of(korgan, 80)
    now = datetime.now(UTC)
    assert intake.miss_never_sent(now) == 0
    assert intake.miss_never_sent(now + timedelta(days=8)) == 1
    assert Part.objects.get(kind="photo").state == "missing"
