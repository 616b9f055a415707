"""Promise 9, outside the house: a package is whole or says that it is not, whatever was done to it."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from korgan.__main__ import main
from korgan.evidence.actions import keep, receive
from korgan.evidence.models import Evidence
from korgan.evidence.removing import remove_bytes
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.media import video
from korgan.evidence.tests.photos import photo
from korgan.intake.actions import attach
from korgan.intake.models import Appeal, Part
from korgan.journal.models import Entry
from korgan.packaging.contents import evidence_of
from korgan.packaging.form import seal, written
from korgan.packaging.verifying import verify
from korgan.packaging.writing import export, key, our_fingerprint, package
from korgan.path import register
from tests.cast import City, city, message

__all__ = ["evidence_root"]
pytestmark = pytest.mark.django_db


def appeal_with_originals(korgan: City) -> Appeal:
    """A report whose photo and video have come."""
    registered = register(korgan.app, message(kind="photo", album="a", thread="t", place=None))
    register(korgan.app, message(kind="photo", album="a", thread="t", place=None))
    parts = Part.objects.filter(message__appeal=registered.appeal, kind="photo").order_by("id")
    for part, content in zip(parts, (photo(), video()), strict=False):
        attach(part.pk, keep(receive([content], announced_bytes=None, limit=10**7)).pk, "citizen:x")
    return Appeal.objects.get(pk=registered.appeal)


@pytest.fixture
def made(evidence_root: Path, tmp_path: Path) -> Path:
    appeal = appeal_with_originals(city())
    path = tmp_path / f"{appeal.number}.zip"
    path.write_bytes(b"".join(package(export(appeal.pk, "staff:7", reads_notes=True))))
    return path


def one_more_photo(appeal: Appeal) -> Evidence:
    """A second report of the same thread brings it."""
    wrote = register(appeal.account, message(kind="photo", thread="t", place=None))
    kept = keep(receive([photo(size=(40, 30))], announced_bytes=None, limit=10**7))
    attach(Part.objects.get(message=wrote.message, kind="photo").pk, kept.pk, "citizen:x")
    return kept


def exported() -> set[str]:
    """The evidence of which an entry says that it went into a package."""
    return {one.facts["evidence"] for one in Entry.objects.filter(kind="EvidenceOpened", facts__what="export")}


def originals(path: Path) -> dict[str, bytes]:
    """By the evidence's id."""
    found = {name: content for name, content in contents(path).items() if name.startswith("originals/")}
    return {Path(name).stem: content for name, content in found.items()}


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def test_a_package_is_whole_as_a_zip_and_as_a_folder(made: Path, tmp_path: Path) -> None:
    verdict = verify(made)
    assert verdict.wrong == []
    assert (verdict.number, verdict.key) == (made.stem, our_fingerprint())
    shutil.unpack_archive(made, tmp_path / "folder")
    assert verify(tmp_path / "folder").wrong == []
    told = contents(made)
    assert photo() in told.values()
    kinds = [json.loads(line)["kind"] for line in told["journal.jsonl"].splitlines()]
    assert kinds[0] == "AppealRegistered"
    assert kinds[-1] == "AppealExported"
    assert list(told)[-2:] == ["manifest.json", "seal.json"]


def test_an_export_is_an_entry_and_one_of_each_original(made: Path) -> None:
    assert Entry.objects.filter(kind="AppealExported", by="staff:7").count() == 1
    opened = Entry.objects.filter(kind="EvidenceOpened", by="staff:7")
    assert [one.facts["what"] for one in opened] == ["export"] * Part.objects.filter(evidence__isnull=False).count()


def test_the_same_export_is_the_same_to_the_byte(made: Path) -> None:
    asked = export(Appeal.objects.get().pk, "staff:7", reads_notes=True)
    assert list(package(asked)) == list(package(asked))


def tampered(files: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Each file changed, cut, left out; one added; the manifest made to agree; the seal of somebody else."""
    done = {f"{name} changed": {**files, name: files[name][:-3] + b"x" + files[name][-2:]} for name in files}
    done |= {f"{name} cut": {**files, name: files[name][:-1]} for name in files}
    done |= {f"{name} left out": {one: files[one] for one in files if one != name} for name in files}
    done["one added"] = {**files, "originals/more.jpg": photo()}
    original = next(name for name in files if name.startswith("originals/"))
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [one for one in manifest["files"] if one["name"] != original]
    forged = {name: content for name, content in files.items() if name != original}
    done["manifest agrees"] = {**forged, "manifest.json": written(manifest)}
    resealed = {"manifest.json": written(manifest), "seal.json": seal(written(manifest), key())}
    done["an original missing under a new seal"] = {**forged, **resealed}
    return done


def test_whatever_is_done_to_a_part_of_it_is_seen(made: Path, tmp_path: Path) -> None:
    for name, files in tampered(contents(made)).items():
        packed(tmp_path / "tampered.zip", files)
        assert verify(tmp_path / "tampered.zip").wrong, name


def test_nothing_can_be_hidden_beside_the_files(made: Path, tmp_path: Path) -> None:
    whole, other = made.read_bytes(), tmp_path / "other.zip"
    hidings: list[Callable[[], bytes]] = [
        lambda: whole + b"more",
        lambda: b"more" + whole,
        lambda: whole[:-2] + b"\x04\x00more",
        lambda: whole[: len(whole) // 2],
        lambda: b"",
    ]
    for hide in hidings:
        other.write_bytes(hide())
        assert verify(other).wrong


def test_the_command_says_it_in_words_and_by_its_exit(made: Path) -> None:
    run = CliRunner()
    good = run.invoke(main, ["verify", str(made), "--key", our_fingerprint()])
    assert (good.exit_code, good.output.startswith(f"whole: appeal {made.stem}")) == (0, True)
    assert run.invoke(main, ["verify", str(made), "--key", "f" * 32]).exit_code == 1
    made.write_bytes(made.read_bytes() + b"x")
    bad = run.invoke(main, ["verify", str(made)])
    assert (bad.exit_code, "NOT WHOLE" in bad.output) == (1, True)


def test_a_package_says_which_original_is_lost_and_is_whole_without_it(
    evidence_root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    appeal = appeal_with_originals(city())
    lost, here = Evidence.objects.order_by("id")
    (evidence_root / lost.original).unlink()
    assert CliRunner().invoke(main, ["export", appeal.number, "--to", str(tmp_path)]).exit_code == 0
    package_made = tmp_path / f"{appeal.number}.zip"
    told = contents(package_made)
    assert [name for name in told if name.startswith("originals/")] == [f"originals/{here.pk}.mp4"]
    assert Entry.objects.filter(kind="OriginalLost", facts__evidence=str(lost.pk)).count() == 1
    said = CliRunner().invoke(main, ["verify", str(package_made)])
    assert said.exit_code == 0
    assert f"LOST before the package was made: the original {lost.pk}, SHA-256 {lost.sha256}" in said.output
    assert str(here.pk) not in said.output
    packed(package_made, {**told, "appeal.json": told["appeal.json"].replace(b'"lost"', b"null")})
    assert verify(package_made).wrong


def test_a_package_of_before_is_still_whole(made: Path, tmp_path: Path) -> None:
    """When a package told less, and told it before the originals."""
    files = contents(made)
    appeal, manifest = json.loads(files["appeal.json"]), json.loads(files["manifest.json"])
    for word in ("numbers", "links", "transfers", "follow_ups", "notes"):
        appeal.pop(word)
    for said in appeal["messages"]:
        for part in said["parts"]:
            part.pop("delivery")
    told = written(appeal)
    entry = {"name": "appeal.json", "bytes": len(told), "sha256": hashlib.sha256(told).hexdigest()}
    manifest["files"] = [entry, *(one for one in manifest["files"] if one["name"] != "appeal.json")]
    sealed = {"manifest.json": written(manifest), "seal.json": seal(written(manifest), key())}
    others = {name: content for name, content in files.items() if name not in ("appeal.json", *sealed)}
    packed(tmp_path / "before.zip", {"appeal.json": told, **others, **sealed})
    assert verify(tmp_path / "before.zip").wrong == []


def test_what_comes_while_a_package_is_made_is_not_in_it(evidence_root: Path, tmp_path: Path) -> None:
    appeal, path = appeal_with_originals(city()), tmp_path / "package.zip"
    asked = export(appeal.pk, "staff:7", reads_notes=True)
    before = one_more_photo(appeal)
    on_its_way = package(asked)
    first = next(on_its_way)
    during = one_more_photo(appeal)
    path.write_bytes(first + b"".join(on_its_way))
    assert verify(path).wrong == []
    assert originals(path).keys() == exported()
    assert not exported() & {str(before.pk), str(during.pk)}
    assert Evidence.objects.filter(parts__message__appeal=appeal).count() == len(exported()) + 2


def test_what_goes_while_a_package_is_made_is_told_in_it(
    evidence_root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    appeal, path = appeal_with_originals(city()), tmp_path / "package.zip"
    removed, lost = Evidence.objects.order_by("id")
    asked = export(appeal.pk, "staff:7", reads_notes=True)
    remove_bytes(removed, "term", "system:retention")
    (evidence_root / lost.original).unlink()
    path.write_bytes(b"".join(package(asked)))
    verdict = verify(path)
    assert (verdict.wrong, originals(path)) == ([], {})
    assert verdict.lost == [f"{lost.pk}, SHA-256 {lost.sha256}"]
    told = json.loads(contents(path)["appeal.json"])
    assert {one["id"]: one["lacks"] for one in evidence_of(told)} == {str(removed.pk): "removed", str(lost.pk): "lost"}
    assert Entry.objects.filter(kind="OriginalLost", facts__evidence=str(lost.pk)).count() == 1


def test_a_package_that_was_not_finished_leaves_nothing_in_the_way(evidence_root: Path, tmp_path: Path) -> None:
    appeal, to = appeal_with_originals(city()), tmp_path / "to"
    to.mkdir()
    original = evidence_root / Evidence.objects.order_by("-id")[0].original
    aside = original.rename(tmp_path / "aside")
    original.mkdir()  # what cannot be read
    failed = CliRunner().invoke(main, ["export", appeal.number, "--to", str(to)])
    assert (failed.exit_code, "was not made" in failed.output, list(to.iterdir())) == (1, True, [])
    original.rmdir()
    aside.rename(original)
    assert CliRunner().invoke(main, ["export", appeal.number, "--to", str(to)]).exit_code == 0
    (made,) = to.iterdir()
    assert (made.name, verify(made).wrong, made.stat().st_mode & 0o777) == (f"{appeal.number}.zip", [], 0o600)


def test_the_command_exports(evidence_root: Path, tmp_path: Path) -> None:
    appeal = appeal_with_originals(city())
    done = CliRunner().invoke(main, ["export", appeal.number, "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert verify(tmp_path / f"{appeal.number}.zip").wrong == []
    assert CliRunner().invoke(main, ["export", appeal.number, "--to", str(tmp_path)]).exit_code == 1
    assert CliRunner().invoke(main, ["export", "102-XXX-26-000001"]).exit_code == 1
