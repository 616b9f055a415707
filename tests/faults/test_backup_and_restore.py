"""Promises 1, 2, 4 and 9 across a restore: a backup made under load comes back at another place whole, and the story
goes on there: numbers without a gap or a double, every original as it was, every old screen told to begin anew."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bench.screen import signed_in
from korgan.backup.manifest import read_manifest
from korgan.evidence.tests.photos import photo
from korgan.machine.testbed import testbed
from korgan.machine.tests.people import place
from tests.e2e.stack import Stack, running, until
from tests.faults.asking import Phone, address_of, ask, asked, korgan, port_of, sent
from tests.faults.citizens import Citizens
from tests.live.listening import Listener

PHOTO = photo()
SHA256 = hashlib.sha256(PHOTO).hexdigest()
APPEALS = "select number, serial from intake_appeal order by serial"
ENTRIES = "select seq, at, kind, by, facts from journal_entry where seq <= {} order by seq"
COMES_IN_S = 30.0


class Restored:
    """The place a backup came back to, and what the old one was when it was made."""

    def __init__(self, old: Stack, new: Stack, backup: Path, cookie: str, cursor: str) -> None:
        self.old, self.new, self.backup, self.cookie, self.cursor = old, new, backup, cookie, cursor


@pytest.fixture(scope="module")
def restored(stack: Stack) -> Iterator[Restored]:
    with place("root") as folder:
        backup, data = folder / "backup", folder / "data"
        cookie, cursor = made_under_load(stack, backup)
        done = korgan(data, "restore", str(backup))
        assert done.returncode == 0, done.stderr
        with running(data) as new:
            yield Restored(stack, new, backup, cookie, cursor)


def made_under_load(stack: Stack, backup: Path) -> tuple[str, str]:
    """Two citizens report all the time; a third one's photo is there before."""
    phone, shown = Phone(stack), str(uuid4())
    _, receipt = phone.reports(photo=shown)
    address = address_of(receipt["id"], shown)
    assert phone.announces(address, PHOTO)[0] == 201
    assert phone.goes_on(address, PHOTO)[0] == 204
    cookie = signed_in(stack.url)
    cursor = str(sent(stack, "GET", "/api/console/queue", b"", cookie)[1]["cursor"])
    citizens = Citizens(port_of(stack), count=2)
    try:
        until(lambda: len(citizens.numbers) > 10, COMES_IN_S, "no load")
        done = korgan(stack.data, "backup", str(backup))
    finally:
        citizens.stop()
    assert (done.returncode, citizens.faults) == (0, []), done.stderr
    return cookie, cursor


def test_the_journal_is_that_of_one_moment(restored: Restored) -> None:
    seq = read_manifest(restored.backup).seq
    kept = ask(restored.new.data, ENTRIES.format(seq))
    # What was not committed at the moment of the backup may have got smaller numbers; nothing was made up or changed.
    known = {entry["seq"]: entry for entry in ask(restored.old.data, ENTRIES.format(seq))}
    assert len(kept) > 10
    assert all(known[entry["seq"]] == entry for entry in kept)
    made = ask(restored.old.data, "select facts from journal_entry where kind = 'BackupMade'")
    assert made[-1]["facts"]["seq"] == seq


def test_every_original_is_there_with_its_hash(restored: Restored) -> None:
    rows = ask(restored.new.data, "select original, sha256 from evidence_evidence")
    assert SHA256 in {row["sha256"] for row in rows}
    for row in rows:
        path = restored.new.data / "evidence" / row["original"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]


def test_the_story_goes_on_and_numbers_have_no_gap_and_no_double(restored: Restored) -> None:
    new = restored.new
    before = ask(new.data, APPEALS)
    assert [row["serial"] for row in before] == list(range(1, len(before) + 1))
    status, receipt = Phone(new).reports()
    assert status in {200, 201}
    after = ask(new.data, APPEALS)
    assert after[:-1] == before
    assert after[-1] == {"number": receipt["number"], "serial": len(before) + 1}
    operator = signed_in(new.url)
    replies = f"/api/console/appeals/{receipt['id']}"
    assert sent(new, "POST", f"{replies}/take", key(), operator)[0] == 200
    assert sent(new, "POST", f"{replies}/replies", key(text="Наряд в пути"), operator)[0] in {200, 201}
    until(lambda: new.get("/readyz")["journal_lag_s"] == 0, COMES_IN_S, "the path does not go on")


def key(**more: str) -> bytes:
    return json.dumps({"client_key": str(uuid4()), **more}).encode()


def test_a_screen_of_before_is_told_to_begin_anew(restored: Restored) -> None:
    with Listener(port_of(restored.new), f"/live/console?cursor={restored.cursor}", signed_in(restored.new.url)) as old:
        assert old.next("reset", "entry").name == "reset"


def test_sessions_of_before_are_over(restored: Restored) -> None:
    assert sent(restored.old, "GET", "/api/console/me", b"", restored.cookie)[0] == 200
    assert sent(restored.new, "GET", "/api/console/me", b"", restored.cookie)[0] == 401


def test_it_comes_back_into_a_database_of_ones_own_and_goes_on_there(restored: Restored, own_database: str) -> None:
    with place("root") as folder:
        done = korgan(folder / "data", "restore", str(restored.backup), KORGAN_DATABASE_URL=own_database)
        assert done.returncode == 0, done.stderr
        before = asked(own_database, APPEALS)
        assert [row["serial"] for row in before] == list(range(1, len(before) + 1))
        with running(folder / "data", KORGAN_DATABASE_URL=own_database) as new:
            status, receipt = Phone(new).reports()
        assert status in {200, 201}
        assert not (folder / "data/postgres").exists()
    assert asked(own_database, APPEALS) == [*before, {"number": receipt["number"], "serial": len(before) + 1}]


@pytest.fixture
def own_database() -> Iterator[str]:
    testbed.start()
    testbed.copy("template0", "korgan_of_ones_own")
    yield testbed.url("korgan_of_ones_own")
    testbed.drop("korgan_of_ones_own")


def test_a_restore_goes_into_an_empty_place_only(restored: Restored) -> None:
    refused = korgan(restored.old.data, "restore", str(restored.backup))
    assert (refused.returncode, "has a database already" in refused.stderr) == (1, True)
    again = korgan(restored.old.data, "backup", str(restored.backup))
    assert (again.returncode, "exists already" in again.stderr) == (1, True)


def test_a_backup_that_was_changed_is_not_restored(restored: Restored, tmp_path: Path) -> None:
    whole = korgan(restored.old.data, "backup", "--verify", str(restored.backup))
    assert whole.returncode == 0, whole.stderr
    changed = tmp_path / "changed"
    shutil.copytree(restored.backup, changed)
    original = next((changed / "evidence/original").rglob("*.jpg"))
    original.write_bytes(original.read_bytes()[:-1] + b"\x00")
    assert original.name in korgan(tmp_path, "backup", "--verify", str(changed)).stderr
    refused = korgan(tmp_path / "place", "restore", str(changed))
    assert (refused.returncode, "nothing was restored" in refused.stderr) == (1, True)
    assert not (tmp_path / "place").exists()
    (changed / "manifest.json").unlink()
    assert "holds no whole backup" in korgan(tmp_path, "backup", "--verify", str(changed)).stderr
