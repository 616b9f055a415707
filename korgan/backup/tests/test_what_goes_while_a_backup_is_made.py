"""A backup is made while everything goes on: what was removed meanwhile is no damage, what a killed one left goes."""

from pathlib import Path

import pytest

from korgan.backup.checking import complaints
from korgan.backup.halves import at_work_in
from korgan.backup.manifest import DATABASE, EVIDENCE, KEY
from korgan.backup.taking import PlaceTaken, files, moment, take
from korgan.environment import read_environment
from korgan.evidence.actions import keep, receive
from korgan.evidence.models import Evidence
from korgan.evidence.removing import erase_waiting, remove_bytes
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from tests.cast import BY, NIGHT

__all__ = ["evidence_root"]


def kept() -> Evidence:
    return keep(receive([photo()], announced_bytes=None, limit=10**6))


def test_what_was_removed_meanwhile_is_no_damage(fresh_database: str, evidence_root: Path, tmp_path: Path) -> None:
    whole, erased, lost = kept(), kept(), kept()
    with moment(fresh_database) as now:
        stored = now.stored()
    remove_bytes(erased, "wish", BY)
    erase_waiting(NIGHT)
    (evidence_root / lost.original).unlink()
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / DATABASE).touch()
    damaged: list[str] = []
    there = [file.path for file in files(folder, read_environment(), stored, damaged)]
    assert there == [DATABASE, f"{EVIDENCE}/{whole.original}"]
    assert damaged == [lost.original]


def half_of(folder: Path, *names: str) -> Path:
    """As a killed one leaves it."""
    half = folder / "monday.half"
    half.mkdir()
    for name in names:
        (half / name).touch()
    return half


def test_what_a_killed_backup_left_goes_with_the_next(fresh_database: str, evidence_root: Path, tmp_path: Path) -> None:
    half = half_of(tmp_path, DATABASE, KEY)
    take(tmp_path / "tuesday", read_environment())
    assert not half.exists()
    assert list(complaints(tmp_path / "tuesday")) == []


def test_a_backup_at_work_and_what_is_not_ours_are_let_be(tmp_path: Path) -> None:
    half = half_of(tmp_path, DATABASE)
    strange = tmp_path / "strange.half"
    strange.mkdir()
    (strange / "diary").touch()
    with at_work_in(tmp_path):
        assert (half.exists(), strange.exists()) == (False, True)
        half_of(tmp_path, DATABASE)
        with at_work_in(tmp_path):
            assert half.exists()
        with pytest.raises(PlaceTaken):
            take(tmp_path / "monday", read_environment())
    assert (half / DATABASE).exists()
