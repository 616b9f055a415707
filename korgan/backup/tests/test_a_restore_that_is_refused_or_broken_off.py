"""Promise 7 and the secret key, when a restore does not come to its end: refused, it has destroyed nothing; broken off
before what hung in the air was settled, nothing starts on what it left."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from korgan.backup.loading import load, server_of
from korgan.backup.manifest import DATABASE
from korgan.journal.restoring import MARKED
from korgan.machine import private
from korgan.machine.testbed import WORKER, testbed
from korgan.machine.tests.people import place
from tests.faults.asking import korgan

KEY = "a secret key that opens what this place has encrypted"
OTHER = "another secret key, of the place that was backed up"


@pytest.fixture
def folder() -> Iterator[Path]:
    with place("root") as folder:
        yield folder


@pytest.fixture
def backup(fresh_database: str, folder: Path) -> Path:
    """Of a place whose key stands in its data folder."""
    (folder / "old").mkdir()
    private.write(folder / "old/secret-key", OTHER)
    done = korgan(folder / "old", "backup", str(folder / "backup"), KORGAN_DATABASE_URL=fresh_database)
    assert done.returncode == 0, done.stderr
    return folder / "backup"


@pytest.fixture
def empty_database(fresh_database: str) -> Iterator[str]:
    name = f"korgan_{WORKER}_empty"
    testbed.copy("template0", name)
    yield testbed.url(name)
    testbed.drop(name)


@pytest.mark.parametrize("is_empty", [False, True])
def test_a_refused_restore_leaves_the_key_of_this_place(
    folder: Path, backup: Path, fresh_database: str, empty_database: str, is_empty: bool
) -> None:
    here = folder / "here"
    here.mkdir()
    private.write(here / "secret-key", KEY)
    url = empty_database if is_empty else fresh_database
    refused = korgan(here, "restore", str(backup), KORGAN_DATABASE_URL=url)
    assert (refused.returncode, "another key" in refused.stderr, "has" in refused.stderr) == (1, is_empty, not is_empty)
    assert (here / "secret-key").read_text() == f"{KEY}\n"


def test_nothing_starts_on_a_restore_that_was_broken_off(folder: Path, backup: Path, empty_database: str) -> None:
    load(backup / DATABASE, empty_database, server_of(empty_database))  # and then it was killed
    for words in (["migrate"], ["worker"], ["up"], ["restore", str(backup)]):
        refused = korgan(folder / "new", *words, KORGAN_DATABASE_URL=empty_database)
        said = refused.stdout + refused.stderr
        assert (refused.returncode, "a restore into this database was broken off" in said) == (1, True), said


def test_a_restore_that_came_to_its_end_starts(folder: Path, backup: Path, empty_database: str) -> None:
    done = korgan(folder / "new", "restore", str(backup), KORGAN_DATABASE_URL=empty_database)
    assert done.returncode == 0, done.stderr
    assert (folder / "new/secret-key").read_text() == f"{OTHER}\n"
    with psycopg.connect(empty_database) as connection:
        assert connection.execute(MARKED).fetchone() == (False,)
    assert korgan(folder / "new", "migrate", KORGAN_DATABASE_URL=empty_database).returncode == 0
