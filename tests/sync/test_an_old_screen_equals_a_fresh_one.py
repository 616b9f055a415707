"""Promise 6: the stream's entries applied to an old console give what a fresh fetch gives, for every entry there is.

The state is the console's own TypeScript; what it is fed is what the API and the streams answer."""

import importlib
import inspect
import json
import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from korgan import path
from korgan.briefs import stream
from korgan.channels.base import InboundMessage, InboundPart
from korgan.dispatch import actions as dispatch
from korgan.evidence import actions as evidence
from korgan.evidence.tests.photos import IN_TOWN, photo
from korgan.handling import actions as handling
from korgan.intake import actions as intake
from korgan.intake.losing import lose
from korgan.intake.models import Appeal, Part, Urgency
from korgan.intake.topics import topics
from korgan.journal.models import Entry
from korgan.packaging.writing import export
from korgan.people.models import User
from korgan.people.queries import staff_of
from korgan.reply import actions as reply
from korgan.reply import outbox
from korgan.routing import actions as routing
from korgan.triage import actions as triage
from tests.cast import NIGHT, PETROPAVL, City, at_console, city, message, staff
from tests.sync.handled import split_off, what_is_handled

ROOT = Path(__file__).parents[2]
STAGES = (
    "journal",
    "people",
    "territory",
    "evidence",
    "channels",
    "intake",
    "triage",
    "routing",
    "handling",
    "dispatch",
    "reply",
    "keeping",
)
# These change no row that a console shows; rights and maps are fetched anew by a `reset`.
SHOWN_NOWHERE = {"UserAdded", "RoleGranted", "RoleEnded", "AreasImported", "AccountAdded", "MessageRefused",
                 "LeftUnregistered", "CalendarDaySet", "CalendarDayCleared", "NormSet", "NormCleared",
                 "AccountChanged", "AccountClosed", "AccountOpened", "InboundTriedAgain", "RawForgotten",
                 "CodeAsked", "PhoneProved", "KeyEnded", "ConsentGiven", "ConsentWithdrawn", "IinGiven",
                 "PhoneLetGo", "ChallengeAsked", "SignatureRefused", "SignatureProved",
                 "IinRemoved", "IinOpened", "PersonsJoined", "PersonsSeparated", "SignedIn", "SignInEnded",
                 "SignInLocked", "SignInUnlocked", "FactorAdded", "FactorRemoved", "RecoveryCodeUsed",
                 "PasswordChanged", "StaffChanged",
                 "UserActivated", "UserDeactivated", "DeskChanged"}  # fmt: skip
SHOWN_NOWHERE |= {"BackupMade", "BackupRestored", "TriedAgain"}
SHOWN_NOWHERE |= {"PersonNamed"}
# What is kept concerns closed appeals of long ago, which stand on no screen.
SHOWN_NOWHERE |= {"HoldSet", "HoldLifted", "AppealErased", "EvidenceRemoved", "CitizenErased",
                  "MineExported", "RetentionDone"}  # fmt: skip
SHOWN_NOWHERE |= {"TemplateAdded", "TemplateChanged", "TemplateRetired", "RulesPut"}
SHOWN_NOWHERE |= {"MentionRead", "ViewSaved", "ViewRemoved"}

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "web/node_modules").exists(),
    reason="node and web/node_modules are needed to run the console's own state: `make setup`",
)


class Screen:
    """A console that fetched once and then only listens."""

    def __init__(self, korgan: City, user: User, watched: list[Appeal]) -> None:
        self.korgan, self.client, self.watched = korgan, at_console(user), watched
        found = staff_of(user)
        assert found
        self.rights = {f"area:{area}": fields for area, fields in found.readable().items()}
        self.fetched = self.fetch()
        self.seq = self.newest()
        self.frames: list[dict[str, Any]] = []

    def fetch(self) -> dict[str, Any]:
        pages = [page for appeal in self.watched if (page := self.ask(f"appeals/{appeal.pk}"))]
        return {"queue": self.ask("queue?limit=500"), "me": self.ask("me"), "pages": pages}

    def ask(self, what: str) -> dict[str, Any]:
        answer = self.client.get(f"/api/console/{what}")
        asked: dict[str, Any] = answer.json()
        return asked if answer.status_code == 200 else {}

    def newest(self) -> int:
        return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0

    def listen(self) -> None:
        """Hear, as the hub tells it at this moment, what was written since."""
        entries = list(Entry.objects.filter(seq__gt=self.seq).order_by("seq"))
        heard = [entry for entry in entries if any(topic in self.rights for topic in entry.topics)]
        told = stream.for_staff(heard).values()
        frames = [telling.to(telling.fields_for(self.rights)) for telling in told]
        self.frames += json.loads(json.dumps(frames, default=str))
        self.seq = self.newest()


def what_happens(korgan: City, first: Appeal, second: Appeal) -> list[Callable[[], object]]:
    """Acts that write every entry a console hears; `first` came by Telegram, `second` by the app with a photo."""
    omarov, bekova = korgan.omarov, korgan.bekova
    photo_part = Part.objects.get(message__appeal=second, kind="photo")

    def move() -> None:
        registered = path.register(korgan.telegram, from_timur("Я уже здесь", place=(69.7, 54.7)), now=NIGHT)
        place = Part.objects.get(message=registered.message, kind="place")
        routing.reroute(Appeal.objects.get(pk=first.pk), place, "system:routing")

    def answer() -> None:
        written = reply.reply(first.pk, "Наряд едет к вам.", omarov, NIGHT)
        part = written.parts.get()
        outbox.claim(part.pk, NIGHT)
        outbox.settle(part.pk, "failed", NIGHT, trouble="blocked")

    def send_again() -> None:
        part = Part.objects.filter(message__appeal=first, delivery__state="failed").get()
        outbox.send_again(part.pk, False, omarov, NIGHT)
        outbox.claim(part.pk, NIGHT + timedelta(seconds=1))
        outbox.settle(part.pk, "accepted", NIGHT, external_id="77:12")

    def photo_comes() -> None:
        kept = evidence.keep(evidence.receive([photo(gps=IN_TOWN)], announced_bytes=None, limit=10_000_000))
        intake.attach(photo_part.pk, kept.pk, "citizen:somebody")

    def copy_is_made() -> None:
        kept = Part.objects.select_related("evidence").get(pk=photo_part.pk).evidence
        assert kept is not None
        evidence.preview(kept)
        intake.show_preview(photo_part.pk, "system:intake")

    def look() -> None:
        kept = Part.objects.select_related("evidence").get(pk=photo_part.pk).evidence
        assert kept is not None
        evidence.look(kept, by=f"staff:{omarov.pk}", appeal=second.pk, part=photo_part.pk, what="preview",
                      topics=topics(second))  # fmt: skip

    def report(state: str) -> None:
        dispatch.report(korgan.patrol.assignments.get().pk, state, omarov, NIGHT)

    return [
        *what_is_handled(korgan, first, second),
        lambda: path.register(korgan.app, message("Шумят соседи"), now=NIGHT),
        lambda: handling.take(first.pk, omarov, NIGHT),
        lambda: path.register(korgan.telegram, from_timur("Он в сознании"), now=NIGHT),
        lambda: handling.see(first.pk, omarov),
        lambda: split_off(korgan, from_timur("А ещё украли велосипед")),
        answer,
        send_again,
        lambda: reply.correct_language(first.pk, "kk", omarov),
        move,
        lambda: dispatch.send(first.pk, korgan.patrol.pk, omarov, NIGHT),
        *[partial(report, state) for state in ("accepted", "enroute", "scene", "done")],
        lambda: triage.agree(first.pk, omarov),
        lambda: triage.correct(second.pk, Urgency.LATER, True, bekova),
        lambda: routing.reclassify(second.pk, "tip", f"staff:{bekova.pk}"),
        photo_comes,
        copy_is_made,
        look,
        lambda: routing.take_place(photo_part.pk, f"staff:{bekova.pk}"),
        lambda: handling.take(second.pk, bekova, NIGHT),
        lambda: handling.release(second.pk, bekova),
        lambda: lose(Part.objects.get(pk=photo_part.pk), f"staff:{omarov.pk}"),
        lambda: export(second.pk, f"staff:{omarov.pk}", reads_notes=True),
        lambda: handling.close(first.pk, "helped", omarov, NIGHT),
    ]


def a_screen(role: str) -> Screen:
    korgan = city()
    first = path.register(korgan.telegram, from_timur("На Крепостной авария"), now=NIGHT)
    second = path.register(korgan.app, with_photo(message("Разбили витрину")), now=NIGHT)
    watched = [Appeal.objects.get(pk=one.appeal) for one in (first, second)]
    return Screen(korgan, staff("watching", "800", role, korgan.department), watched)


def from_timur(text: str, place: tuple[float, float] | None = None) -> InboundMessage:
    return message(text, scheme="telegram", sender="timur", thread="77", place=place)


def with_photo(said: InboundMessage) -> InboundMessage:
    return replace(said, parts=(*said.parts, InboundPart(external_id=str(uuid4()), kind="photo")))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "order"),
    [
        *(("operator", order) for order in ("as it came", "each twice", "shuffled")),
        *((role, "shuffled") for role in ("dispatcher", "chief", "inspector", "observer", "auditor")),
    ],
)
def test_entries_applied_to_an_old_screen_equal_a_fresh_one(role: str, order: str) -> None:
    screen = a_screen(role)
    for act in what_happens(screen.korgan, *screen.watched):
        act()
        screen.listen()
    entries = reordered(screen.frames, order)
    answer = applied({"old": screen.fetched, "entries": entries, "fresh": screen.fetch()})
    assert answer["applied"] == answer["fresh"]
    assert len(answer["fresh"]["pages"]) == 2
    assert {frame["kind"] for frame in screen.frames} == every_kind() - SHOWN_NOWHERE


@pytest.mark.django_db
def test_a_screen_of_the_former_desk_lets_go_of_what_left() -> None:
    korgan = city()
    appeal = Appeal.objects.get(pk=path.register(korgan.app, message(place=(69.7, 54.7)), now=NIGHT).appeal)
    screen = Screen(korgan, korgan.stranger, [appeal])
    assert len(screen.fetched["pages"]) == 1
    place = Part.objects.get(message__appeal=appeal, kind="place")
    place.lon, place.lat = PETROPAVL
    routing.reroute(appeal, place, "system:routing")
    screen.listen()
    handling.take(appeal.pk, korgan.omarov, NIGHT)
    screen.listen()
    answer = applied({"old": screen.fetched, "entries": screen.frames, "fresh": screen.fetch()})
    assert answer["applied"] == answer["fresh"]
    assert "пострадавшие" not in json.dumps(screen.frames, ensure_ascii=False)


def reordered(frames: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """A resumed stream may repeat, and a late commit comes after what was written later."""
    if order == "each twice":
        return [frame for frame in frames for _ in range(2)]
    if order == "shuffled":
        return random.Random(102).sample(frames, len(frames))
    return frames


def applied(given: dict[str, Any]) -> dict[str, Any]:
    ran = subprocess.run(
        ["node", "build/apply.js"],
        cwd=ROOT / "web",
        input=json.dumps(given, default=str),
        text=True,
        capture_output=True,
    )
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def every_kind() -> set[str]:
    modules = [importlib.import_module(f"korgan.{stage}.entries") for stage in STAGES]
    return {name for module in modules for name, found in vars(module).items()
            if inspect.isclass(found) and found.__module__ == module.__name__}  # fmt: skip
