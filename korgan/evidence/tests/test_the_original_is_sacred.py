import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from korgan.evidence import apart
from korgan.evidence.actions import (
    keep,
    look,
    open_original,
    open_preview,
    preview,
    receive,
    store,
)
from korgan.evidence.models import Evidence
from korgan.evidence.removing import erase_waiting, remove_bytes
from korgan.evidence.rules import NoPreview, Removed, may_be_decoded
from korgan.evidence.tests.media import audio, video
from korgan.evidence.tests.photos import photo
from korgan.journal.models import Entry
from tests.cast import NIGHT

pytestmark = pytest.mark.django_db

LIMIT = 40 * 1024 * 1024


def kept(content: bytes) -> Evidence:
    return keep(receive([content], announced_bytes=len(content), limit=LIMIT))


def seen(evidence: Evidence) -> Image.Image:
    with open_preview(preview(evidence)) as file:
        return Image.open(BytesIO(file.read()))


def is_reddish(image: Image.Image, x: int, y: int) -> bool:
    red, _, blue = image.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return bool(red > blue)


def test_the_original_is_moved_as_it_came_and_read_only(evidence_root: Path) -> None:
    content = photo(orientation=6)
    evidence = kept(content)
    preview(evidence)
    with open_original(evidence) as file:
        assert file.read() == content
    path = evidence_root / evidence.original
    assert path.stat().st_mode & 0o777 == 0o440
    assert evidence.original.startswith("original/")
    assert str(evidence.pk) in evidence.original
    assert list((evidence_root / "incoming").iterdir()) == []


def test_the_same_photo_twice_is_two_evidences_with_one_hash() -> None:
    first, second = kept(photo()), kept(photo())
    assert first.sha256 == second.sha256
    assert first.pk != second.pk
    assert first.original != second.original


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIF"])
def test_a_preview_is_a_small_jpeg(kind: str) -> None:
    image = seen(kept(photo(kind, size=(2600, 1300))))
    assert (image.format, image.size) == ("JPEG", (1280, 640))
    assert is_reddish(image, 100, 300)
    assert not is_reddish(image, 1200, 300)


def test_a_small_photo_is_not_enlarged() -> None:
    assert seen(kept(photo(size=(400, 300)))).size == (400, 300)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_preview_is_turned_as_the_phone_was_held(kind: str) -> None:
    image = seen(kept(photo(kind, size=(400, 200), orientation=6)))
    assert image.size == (200, 400)
    assert is_reddish(image, 100, 50)
    assert not is_reddish(image, 100, 350)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_preview_has_no_metadata(kind: str) -> None:
    content = photo(kind, comment=b"my address") if kind == "JPEG" else photo(kind)
    image = seen(kept(content))
    assert len(image.getexif()) == 0
    assert "comment" not in image.info
    assert "exif" not in image.info


def test_what_is_transparent_is_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(written, "PNG")
    assert seen(kept(written.getvalue())).convert("L").getpixel((25, 25)) == 255


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_printed_photos_have_previews(mode: str) -> None:
    written = BytesIO()
    Image.new(mode, (50, 50)).save(written, "JPEG")
    assert seen(kept(written.getvalue())).mode == "RGB"


@pytest.mark.parametrize("kind", ["PNG", "HEIF"])
def test_a_damaged_photo_stays_without_a_preview(kind: str) -> None:
    content = photo(kind, size=(900, 900))
    evidence = preview(kept(content[: len(content) // 2]))
    assert evidence.preview == ""
    with pytest.raises(NoPreview):
        open_preview(evidence)


@pytest.mark.parametrize(
    ("kind", "is_progressive", "side", "may"),
    [
        ("image/jpeg", False, 14_000, True),
        ("image/jpeg", True, 14_000, False),
        ("image/jpeg", False, 60_000, False),
        ("image/png", False, 6_000, True),
        ("image/png", False, 14_000, False),
        ("image/png", False, 0, False),
    ],
)
def test_decoding_is_tried_only_where_its_cost_is_bounded(
    kind: str, is_progressive: bool, side: int, may: bool
) -> None:
    assert may_be_decoded(kind, is_progressive, side, side) is may


def test_a_preview_made_twice_is_one() -> None:
    evidence = kept(photo())
    assert preview(evidence).preview == preview(Evidence.objects.get(pk=evidence.pk)).preview


def test_every_look_is_an_entry() -> None:
    evidence, appeal, part = kept(photo()), uuid.uuid4(), uuid.uuid4()
    look(evidence, by="staff:7", appeal=appeal, part=part, what="original", topics=["area:1", f"appeal:{appeal}"])
    entry = Entry.objects.get(kind="EvidenceOpened")
    assert (entry.by, entry.topics) == ("staff:7", ["area:1", f"appeal:{appeal}"])
    assert entry.facts == {
        "appeal": str(appeal),
        "part": str(part),
        "evidence": str(evidence.pk),
        "what": "original",
    }


def test_a_video_is_previewed_by_a_picture_of_its_first_second_and_sound_by_its_waveform() -> None:
    film = seen(kept(video()))
    assert (film.format, film.size) == ("JPEG", (160, 120))
    assert is_reddish(film, 80, 60)
    wave = seen(kept(audio("mp3")))
    assert (wave.format, wave.mode) == ("PNG", "LA")
    alpha = wave.getchannel("A")
    loud = [sum(alpha.crop((at, 0, at + 40, wave.height)).tobytes()) for at in (0, wave.width - 80)]
    assert loud[0] < loud[1]


def test_a_decoder_that_hangs_or_dies_costs_only_the_preview(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    evidence = kept(photo())
    for deed in ("import time; time.sleep(60)", "import os; os.abort()", "x = bytearray(1 << 40)"):
        program = tmp_path / "decoding.py"
        program.write_text(deed)
        monkeypatch.setattr(apart, "PROGRAM", program)
        monkeypatch.setattr(apart, "PREVIEWED_IN_S", 0.5)
        assert preview(evidence).preview == ""


def test_bytes_go_by_an_action_and_the_hash_stays(evidence_root: Path) -> None:
    evidence = preview(kept(photo()))
    for _ in range(2):
        remove_bytes(evidence, "term", "system:retention")
    entry = Entry.objects.get(kind="EvidenceRemoved")
    assert entry.facts == {"evidence": str(evidence.pk), "sha256": evidence.sha256, "why": "term"}
    row = Evidence.objects.get(pk=evidence.pk)
    with pytest.raises(Removed):
        open_original(row)
    with pytest.raises(NoPreview):
        open_preview(row)
    # A crash between the two: the sweep finds what still lies there.
    assert (evidence_root / evidence.original).exists()
    assert (erase_waiting(NIGHT), erase_waiting(NIGHT)) == (1, 0)
    assert [path for path in evidence_root.rglob("*") if path.is_file()] == []


def test_bytes_that_will_not_go_hold_up_no_others(evidence_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, other = kept(photo()), kept(photo())
    for one in (stuck, other):
        remove_bytes(one, "term", "system:retention")
    delete = type(store()).delete

    def refusing(self: object, name: str) -> None:
        if name == stuck.original:
            raise OSError("the store is away")
        delete(store(), name)

    with monkeypatch.context() as broken:
        broken.setattr(type(store()), "delete", refusing)
        assert erase_waiting(NIGHT) == 1
    assert not (evidence_root / other.original).exists()
    assert erase_waiting(NIGHT) == 1


def test_a_copy_that_is_made_while_the_original_goes_does_not_stay(
    evidence_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence, make = kept(photo()), apart.preview

    def meanwhile(*given: Any) -> bytes | None:
        made = make(*given)
        remove_bytes(evidence, "wish", "citizen:x")
        erase_waiting(NIGHT)
        return made

    monkeypatch.setattr(apart, "preview", meanwhile)
    preview(evidence)
    assert [path for path in evidence_root.rglob("*") if path.is_file()] == []
