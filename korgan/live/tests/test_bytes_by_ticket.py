"""What streams bytes beside the API's doors, on a real socket: to whom they were given, while he may look."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from korgan.evidence import tickets
from korgan.evidence.actions import store
from korgan.evidence.removing import remove_bytes
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.s3 import bucket, on_s3
from korgan.faces.console.tests.scene import Scene, noted, scene
from korgan.journal.models import Entry
from korgan.live import originals, packages
from korgan.live.tests.phones import in_a_thread, served
from korgan.people.actions import end
from korgan.people.models import Role, RoleKind, User
from korgan.words import LANGUAGES
from tests.cast import BY, at_console, key, staff, until

__all__ = ["bucket", "evidence_root", "on_s3"]


class Player:
    """A browser of a signed-in user that fetches addresses past the API."""

    def __init__(self, port: int, user: User) -> None:
        self.port, self.browser = port, at_console(user)

    def address(self, what: str) -> str:
        answer = self.browser.post(f"/api/console/{what}", {"client_key": str(key())}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return str(answer.json()["url"])

    def fetch(self, address: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, address, headers={"Cookie": cookie_of(self.browser), **headers})
            answer = line.getresponse()
            return answer, answer.read()

    def refused(self, address: str) -> tuple[int, str]:
        answer, body = self.fetch(address)
        told = json.loads(body)
        assert set(told["message"]) == set(LANGUAGES)
        return answer.status, told["error"]


def cookie_of(browser: Client) -> str:
    return f"{django_settings.SESSION_COOKIE_NAME}={browser.cookies[django_settings.SESSION_COOKIE_NAME].value}"


@pytest.fixture
def stored(request: pytest.FixtureRequest, evidence_root: Path) -> str:
    """Where originals are: in a folder, unless the test says otherwise."""
    where = getattr(request, "param", "folder")
    if where == "s3":
        request.getfixturevalue("on_s3")
    return str(where)


@pytest.fixture(name="evening")
def an_evening(fresh_database: str, stored: str, monkeypatch: pytest.MonkeyPatch) -> Scene:
    for module in (originals, packages):
        monkeypatch.setattr(module, "ask", in_a_thread)
    return scene()


@pytest.fixture
def port() -> Iterator[int]:
    with served([*originals.routes, *packages.routes]) as port:
        yield port


@pytest.fixture
def chief(evening: Scene, port: int) -> Player:
    return Player(port, evening.korgan.akhmetov)


def content(evening: Scene) -> bytes:
    assert evening.photo.evidence
    with store().open(evening.photo.evidence.original) as file:
        return bytes(file.read())


def playing(evening: Scene) -> str:
    return f"plays/{evening.photo.evidence_id}"


@pytest.mark.parametrize("stored", ["folder", "s3"], indirect=True)
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # boto keeps its lines open
def test_it_is_played_from_anywhere(evening: Scene, chief: Player) -> None:
    address, whole = chief.address(playing(evening)), content(evening)
    answer, body = chief.fetch(address)
    assert (answer.status, body) == (200, whole)
    assert answer.getheader("Content-Security-Policy") == "default-src 'none'; sandbox"
    assert answer.getheader("Cache-Control") == "private, no-store"
    for asked, status, expected in [
        ("bytes=100-199", 206, whole[100:200]), ("bytes=100-", 206, whole[100:]), ("bytes=-50", 206, whole[-50:]),
    ]:  # fmt: skip
        answer, body = chief.fetch(address, Range=asked)
        assert (answer.status, body) == (status, expected)
        last = whole.index(expected) + len(expected) - 1
        assert answer.getheader("Content-Range") == f"bytes {last + 1 - len(expected)}-{last}/{len(whole)}"
        assert answer.getheader("Content-Length") == str(len(expected))
    answer, _ = chief.fetch(address, Range=f"bytes={len(whole)}-")
    assert (answer.status, answer.getheader("Content-Range")) == (416, f"bytes */{len(whole)}")
    assert chief.fetch(address, Range="bytes=nonsense")[0].status == 400
    answer, body = chief.fetch(address, method="HEAD")
    assert (answer.status, body, answer.getheader("Content-Length")) == (200, b"", str(len(whole)))
    assert Entry.objects.filter(kind="EvidenceOpened", facts__what="play").count() == 1


def test_a_wrong_ticket_is_nothing(evening: Scene, chief: Player) -> None:
    good = chief.address(playing(evening))
    export = chief.address(f"appeals/{evening.appeal.pk}/export")
    other = Player(chief.port, evening.korgan.omarov)
    for player, address in [
        (chief, good[:-1]), (chief, good + "x"), (chief, "/original/none"), (chief, "/original/%00"),
        (chief, export.replace("/download/appeal/", "/original/")),
        (chief, good.replace("/original/", "/download/appeal/")),
        (other, good), (other, export),
    ]:  # fmt: skip
        assert player.refused(address) == (404, "not_found")
    chief.browser.logout()
    chief.browser.cookies[django_settings.SESSION_COOKIE_NAME] = "gone"
    assert chief.refused(good) == (404, "not_found")


def test_an_old_ticket_is_nothing(evening: Scene, chief: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    address = chief.address(playing(evening))
    monkeypatch.setattr(tickets, "GOOD_FOR_S", -1)
    assert chief.refused(address) == (404, "not_found")


def test_rights_taken_away_meanwhile_count(evening: Scene, chief: Player) -> None:
    addresses = [chief.address(playing(evening)), chief.address(f"appeals/{evening.appeal.pk}/export")]
    end(Role.objects.get(user=evening.korgan.akhmetov), BY, datetime.now(UTC))
    for address in addresses:
        assert chief.refused(address) == (404, "not_found")


def test_an_appeal_that_went_elsewhere_is_not_played(evening: Scene, port: int) -> None:
    omarov = Player(port, evening.korgan.stranger)
    evening.appeal.area, evening.appeal.desk = evening.korgan.steppe, evening.korgan.steppe_desk
    evening.appeal.save()
    address = omarov.address(playing(evening))
    evening.appeal.area, evening.appeal.desk = evening.korgan.town, evening.korgan.town_desk
    evening.appeal.save()
    assert omarov.refused(address) == (404, "not_found")


def test_bytes_that_were_removed_are_told_as_such(evening: Scene, chief: Player) -> None:
    address = chief.address(playing(evening))
    assert evening.photo.evidence
    remove_bytes(evening.photo.evidence, "term", BY)
    assert chief.refused(address) == (410, "evidence_removed")


def test_an_original_that_is_lost_is_a_clear_answer_and_a_sign_in_the_journal_once(
    evening: Scene, chief: Player
) -> None:
    address = chief.address(playing(evening))
    assert evening.photo.evidence
    Path(store().path(evening.photo.evidence.original)).unlink()
    for _ in range(2):
        assert chief.refused(address) == (404, "original_lost")
    answer = chief.browser.get(f"/api/console/evidence/{evening.photo.evidence_id}/original")
    assert (answer.status_code, answer.json()["error"]) == (404, "original_lost")
    lost = Entry.objects.get(kind="OriginalLost")
    assert lost.facts["part"] == str(evening.photo.pk)
    assert f"area:{evening.korgan.town.pk}" in lost.topics


def test_a_package_comes_whole_and_each_time_is_an_export(evening: Scene, chief: Player) -> None:
    address = chief.address(f"appeals/{evening.appeal.pk}/export")
    assert not Entry.objects.filter(kind="AppealExported").exists()
    for turn in (1, 2):
        answer, body = chief.fetch(address)
        assert answer.getheader("Content-Disposition") == f'attachment; filename="{evening.appeal.number}.zip"'
        named = zipfile.ZipFile(io.BytesIO(body)).namelist()
        assert f"originals/{evening.photo.evidence_id}.jpg" in named
        assert Entry.objects.filter(kind="AppealExported").count() == turn
        assert Entry.objects.filter(kind="EvidenceOpened", facts__what="export").count() == turn


def test_an_auditors_package_is_without_what_staff_say_to_each_other(evening: Scene, chief: Player) -> None:
    note = noted(evening)
    auditor = Player(chief.port, staff("auditor", "005", RoleKind.AUDITOR, evening.korgan.department))
    for player, notes in ((chief, [str(note.pk)]), (auditor, None)):
        _, body = player.fetch(player.address(f"appeals/{evening.appeal.pk}/export"))
        told = json.loads(zipfile.ZipFile(io.BytesIO(body)).read("appeal.json"))
        assert (told["notes"] and [one["id"] for one in told["notes"]]) == notes


def test_a_package_without_a_lost_original_is_still_a_package(evening: Scene, chief: Player) -> None:
    assert evening.photo.evidence
    Path(store().path(evening.photo.evidence.original)).unlink()
    _, body = chief.fetch(chief.address(f"appeals/{evening.appeal.pk}/export"))
    told = zipfile.ZipFile(io.BytesIO(body))
    assert not [name for name in told.namelist() if name.startswith("originals/")]
    assert evening.photo.evidence.sha256 in told.read("appeal.json").decode()


def test_who_goes_away_in_the_middle_leaves_nothing_hanging(evening: Scene, chief: Player) -> None:
    address = chief.address(f"appeals/{evening.appeal.pk}/export")
    with closing(HTTPConnection("127.0.0.1", chief.port, timeout=20)) as line:
        line.request("GET", address, headers={"Cookie": cookie_of(chief.browser)})
        with line.getresponse() as answer:
            answer.read(10)
    until(lambda: chief.fetch(chief.address(playing(evening)))[0].status == 200)
