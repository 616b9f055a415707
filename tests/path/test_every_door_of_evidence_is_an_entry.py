"""Promise 8: nobody reads evidence without an entry. Every address of the product is asked for, the evidence store
tells what was read by it, and of each of these the journal must know, once. The addresses are taken from the tables of
the API, of Django and of the streams: a new one that is not tried here fails, and so does one that tells nobody."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from korgan import asgi, path
from korgan.evidence.actions import keep, look, open_original, receive, store
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from korgan.faces.api import api
from korgan.faces.console.tests.scene import ADMINISTRATION, OPERATIONS, Scene, ask, scene
from korgan.intake.actions import attach
from korgan.intake.models import Conversation, Part
from korgan.journal.models import Entry
from korgan.live import my_data, originals, packages
from korgan.packaging.writing import package
from korgan.people.models import Contact
from korgan.people.queries import address_of_key
from tests.cast import BY, NIGHT, OWN_ORIGIN, at_console, key, message

__all__ = ["evidence_root"]

pytestmark = pytest.mark.django_db

KEY = "k" * 43
# Doors that show bytes and write nothing, each with its reason.
SILENT = {"my_photo": "his own file, see docs/decisions.md"}


class Doors:
    """A citizen, an operator and a chief, and the addresses as they ask for them; of an appeal with two photos."""

    def __init__(self, evening: Scene) -> None:
        self.evening = evening
        one_more_photo(evening)
        Contact.objects.filter(pk=evening.appeal.contact_id).update(address=address_of_key(KEY))
        self.operator = at_console(evening.korgan.omarov)
        self.chief = at_console(evening.korgan.akhmetov)
        self.phone = Client(headers={"Origin": OWN_ORIGIN})
        self.phone.cookies["korgan_key"] = KEY

    def of_the_console(self) -> dict[str, Callable[[], object]]:
        def asked(browser: Client, call: Callable[[Scene], Any]) -> Callable[[], object]:
            return lambda: ask(browser, call(self.evening))

        found = {name: asked(self.operator, call) for name, call in OPERATIONS.items()}
        found |= {name: asked(self.chief, call) for name, call in ADMINISTRATION.items()}
        original = f"/api/console/evidence/{self.evening.photo.evidence_id}/original"
        return {**found, "look_at_evidence, original": lambda: ask(self.operator, ("GET", original, None))}

    def of_citizens(self) -> dict[str, Callable[[], object]]:
        def asked(method: str, address: str) -> Callable[[], object]:
            return lambda: read_if(self.phone.generic(method, address, b"{}", content_type="application/json"))

        shown = {"appeal_id": self.evening.appeal.pk, "part_id": self.evening.photo.pk, "purpose": "identity",
                 "contact_id": self.evening.appeal.contact_id}  # fmt: skip
        return {
            operation: asked(method, address.format(**shown)) for operation, method, address in operations("/citizen/")
        }

    def of_streams(self) -> dict[str, Callable[[], object]]:
        """What Starlette answers, without a socket; streams of entries and uploads have no bytes to give."""
        session = self.chief.cookies["sessionid"].value

        def ticket(what: str) -> str:
            answer = self.chief.post(
                f"/api/console/{what}", {"client_key": str(key())}, content_type="application/json"
            )
            return str(answer.json()["url"]).rpartition("/")[2]

        def played() -> object:
            kept = originals.allowed(ticket(f"plays/{self.evening.photo.evidence_id}"), session)
            assert kept
            with open_original(kept) as file:
                return file.read()

        def packed() -> object:
            begun = packages.begin(ticket(f"appeals/{self.evening.appeal.pk}/export"), session)
            assert begun
            return list(package(begun[1]))

        def mine() -> object:
            prepared = my_data.prepare(KEY)
            assert prepared
            return list(my_data.archive(*prepared))

        return {
            "/original/{ticket:str}": played,
            "/download/appeal/{ticket:str}": packed,
            "/download/citizen/my-data.zip": mine,
            "/live/console": lambda: None,
            "/live/citizen": lambda: None,
            "/live/healthz": lambda: None,
            "/live/readyz": lambda: None,
            "/upload/citizen/{appeal:uuid}/{key:uuid}": lambda: None,
        }


def one_more_photo(evening: Scene) -> None:
    said = message(kind="photo", thread=Conversation.objects.get(appeal=evening.appeal).thread, place=None)
    part = Part.objects.get(message=path.register(evening.korgan.app, said, now=NIGHT).message)
    attach(part.pk, keep(receive([photo(size=(40, 30))], announced_bytes=None, limit=10**6)).pk, "citizen:x")


def read_if(answer: Any) -> object:
    """A page's answer to its end."""
    return list(answer.streaming_content) if answer.streaming and not answer.closed else answer


def operations(under: str) -> Iterator[tuple[str, str, str]]:
    for address, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            if under in address:
                yield told["operationId"], method.upper(), address


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The evidence, by its id, of which the store was asked for bytes."""
    found: list[str] = []
    before = FileSystemStorage._open  # type: ignore[attr-defined]  # what a store really opens files by

    def watched(self: Any, name: str, mode: str = "rb") -> Any:
        if Path(self.location) == Path(store().path(".")) and "w" not in mode:
            found.append(Path(name).stem)
        return before(self, name, mode)

    monkeypatch.setattr(FileSystemStorage, "_open", watched)
    return found


def are_told(given: list[str], since: int) -> bool:
    """Whether the journal says of each of them once that it was opened; a citizen's copy of all that is his is one."""
    entries = Entry.objects.filter(seq__gt=since)
    told = sorted(one.facts["evidence"] for one in entries.filter(kind="EvidenceOpened"))
    return told == sorted(set(given)) or (not told and entries.filter(kind="MineExported").count() == 1)


def untold(doors: dict[str, Callable[[], object]], opened: list[str]) -> tuple[set[str], set[str]]:
    """The doors that gave bytes, and those of them that do not tell just what they gave."""
    gave, silent = set[str](), set[str]()
    for name, act in doors.items():
        opened.clear()
        with transaction.atomic():
            since = Entry.objects.latest("seq").seq
            act()
            if opened:
                gave.add(name)
                if not are_told(opened, since):
                    silent.add(name)
            transaction.set_rollback(True)
    return gave, silent


def test_every_door_through_which_bytes_go_is_an_entry(evidence_root: Path, opened: list[str]) -> None:
    doors = Doors(scene())
    every = {**doors.of_the_console(), **doors.of_citizens(), **doors.of_streams()}
    gave, silent = untold(every, opened)
    assert silent == set(SILENT)
    assert gave == {
        "look_at_evidence", "look_at_evidence, original", "play_evidence", "my_photo",
        "/original/{ticket:str}", "/download/appeal/{ticket:str}", "/download/citizen/my-data.zip",
    }  # fmt: skip


def test_every_address_there_is_was_tried(evidence_root: Path) -> None:
    doors = Doors(scene())
    console = {operation for operation, _, _ in operations("/console/")}
    assert console <= doors.of_the_console().keys()
    assert {operation for operation, _, _ in operations("/")} == console | doors.of_citizens().keys()
    assert {route.path for route in asgi.streamed} == doors.of_streams().keys()
    # Beside the API: pages, an administrator's pages (no evidence among them), machines, health.
    assert {str(one.pattern).partition("/")[0] for one in get_resolver().url_patterns} == {
        "", "report", "sent", "appeals", "sign-in", "my-data", "console", "sw.js", "manifest.webmanifest",
        "api", "admin", "hooks", "_allauth", "healthz", "metrics", "readyz",
    }  # fmt: skip


def test_a_door_that_tells_nobody_or_not_all_is_found(evidence_root: Path, opened: list[str]) -> None:
    evening = Doors(scene()).evening
    first, second = Part.objects.filter(message__appeal=evening.appeal, evidence__isnull=False)

    def ajar(*told: Part) -> None:
        for part in told:
            assert part.evidence
            look(part.evidence, by=BY, appeal=evening.appeal.pk, part=part.pk, what="copy")
        for part in (first, second):
            assert part.evidence
            open_original(part.evidence).close()

    doors = {"a hole": ajar, "half a hole": lambda: ajar(first), "twice": lambda: ajar(first, second, second)}
    gave, silent = untold({**doors, "a door": lambda: ajar(first, second)}, opened)
    assert gave == {*doors, "a door"}
    assert silent == doors.keys()
