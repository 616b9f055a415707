"""The zip of "my data", on a real socket: all that is a citizen's, to the byte, a sign for what is lost, and nothing
that is not his: nobody else's appeal, no note, no name of staff."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from korgan.evidence import actions as evidence
from korgan.evidence.removing import remove_bytes
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from korgan.faces.citizen.tests.scene import report
from korgan.handling import actions as handling
from korgan.intake import actions as intake
from korgan.intake.models import Appeal, Part
from korgan.journal.models import Entry
from korgan.keeping.tests.scene import ANSWER, IIN, NAME, TEXT, aigerim
from korgan.live import my_data
from korgan.live.tests.phones import in_a_thread, served
from korgan.people.identity import Consent
from korgan.people.models import Contact, User
from korgan.words import LANGUAGES
from tests.cast import BY, NIGHT, City, city, key, phone

__all__ = ["evidence_root"]
STRANGE = "Чужое обращение о краже"


@pytest.fixture(name="korgan")
def a_city(fresh_database: str, evidence_root: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(my_data, "run_in_threadpool", in_a_thread)
    return city()


@pytest.fixture
def port(korgan: City) -> Iterator[int]:
    with served(my_data.routes) as port:
        yield port


@pytest.fixture
def her(korgan: City) -> Client:
    """She, and beside her a stranger with a photo of his own, whom the same operator serves."""
    browser = aigerim(korgan)
    strange = report(phone(), text=STRANGE, photos=[str(key())])["id"]
    kept = evidence.keep(evidence.receive([photo(size=(90, 60))], announced_bytes=None, limit=10_000_000))
    intake.attach(Part.objects.get(message__appeal=strange, kind="photo").pk, kept.pk, "citizen:other")
    handling.take(strange, korgan.omarov, NIGHT)
    return browser


def opened(browser: Client, port: int) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What my-data.json says, and the files beside it."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        cookie = {"Cookie": f"korgan_key={browser.cookies['korgan_key'].value}"}
        line.request("GET", "/download/citizen/my-data.zip", headers=cookie)
        with line.getresponse() as answer:
            assert answer.status == 200
            archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    assert archive.testzip() is None
    found = {name: archive.read(name) for name in archive.namelist()}
    assert len(found) == len(archive.namelist())
    return json.loads(found.pop("my-data.json")), found


def hers() -> list[Appeal]:
    return list(Appeal.objects.exclude(messages__parts__text=STRANGE).order_by("registered_at"))


def her_photo() -> Part:
    return Part.objects.select_related("evidence").get(evidence__isnull=False, message__appeal__in=hers())


def test_all_that_is_hers_is_in_it_to_the_byte(her: Client, port: int, evidence_root: Path) -> None:
    told, files = opened(her, port)
    assert [one["appeal"]["number"] for one in told["appeals"]] == [one.number for one in hers()]
    for row, one in zip(hers(), told["appeals"], strict=True):
        messages = row.messages.order_by("at", "id")
        assert {said["id"] for said in one["messages"]} == {str(said.pk) for said in messages}
        texts = [part["text"] for said in one["messages"] for part in said["parts"] if part["text"]]
        assert sorted(texts) == sorted([TEXT, ANSWER])
    part, [listed] = her_photo(), [file for one in told["appeals"] for file in one["files"]]
    assert part.evidence
    assert listed["name"] == f"files/{part.pk}.jpg"
    assert listed["lacks"] is None
    assert files == {listed["name"]: (evidence_root / part.evidence.original).read_bytes()}
    digest = hashlib.sha256(files[listed["name"]]).hexdigest()
    assert digest == listed["sha256"] == part.evidence.sha256
    people = Contact.objects.exclude(appeals__in=Appeal.objects.filter(messages__parts__text=STRANGE))
    assert {one["address"] for one in told["contacts"]} == {one.address for one in people}
    assert (told["name"], told["iin"]) == (NAME, IIN)
    assert {one["version"] for one in told["consents"]} == set(Consent.objects.values_list("version", flat=True))
    assert told["consents"]


def test_nothing_of_others_is_in_it(korgan: City, her: Client, port: int) -> None:
    told, files = opened(her, port)
    text = json.dumps(told, ensure_ascii=False)
    other = Appeal.objects.get(messages__parts__text=STRANGE)
    strange = [STRANGE, str(other.pk), other.number, str(other.contact_id), other.contact.address]
    staff = [name for user in User.objects.all() for name in (user.name, user.username) if name]
    internal = ["Звонил", "сказала сама", f"staff:{korgan.omarov.pk}"]
    assert [said for said in (*strange, *staff, *internal) if said in text] == []
    assert not {
        name for name in files if str(Part.objects.get(evidence__isnull=False, message__appeal=other).pk) in name
    }
    assert set(told) == {"phone", "name", "iin", "contacts", "consents", "appeals", "happened"}
    assert {key for one in told["happened"] for key in one} == {"at", "kind", "by"}
    hers_only = Entry.objects.filter(topics__overlap=[f"contact:{one.pk}" for one in people_of(told)])
    assert [one["kind"] for one in told["happened"]] == [one.kind for one in hers_only.order_by("seq")][:-1]


def people_of(told: dict[str, Any]) -> list[Contact]:
    return list(Contact.objects.filter(address__in=[one["address"] for one in told["contacts"]]))


def test_a_lost_original_has_a_sign_in_its_place_and_one_in_the_journal(
    her: Client, port: int, evidence_root: Path
) -> None:
    part = her_photo()
    assert part.evidence
    (evidence_root / part.evidence.original).unlink()
    for _ in range(2):
        told, files = opened(her, port)
        assert [file["lacks"] for one in told["appeals"] for file in one["files"]] == ["lost"]
        assert list(files) == [f"files/{part.pk}.jpg.txt"]
        lines = files[f"files/{part.pk}.jpg.txt"].decode().splitlines()
        assert len(lines) == len(LANGUAGES) + 1
        assert lines[-1] == f"SHA-256 {part.evidence.sha256}"
    assert Entry.objects.get(kind="OriginalLost").facts["part"] == str(part.pk)


def test_a_removed_original_has_its_own_sign_also_while_its_bytes_still_lie_there(her: Client, port: int) -> None:
    part = her_photo()
    assert part.evidence
    remove_bytes(part.evidence, "term", BY)
    assert evidence.store().exists(part.evidence.original)
    told, files = opened(her, port)
    assert [file["lacks"] for one in told["appeals"] for file in one["files"]] == ["removed"]
    assert list(files) == [f"files/{part.pk}.jpg.txt"]
    assert not Entry.objects.filter(kind="OriginalLost").exists()
