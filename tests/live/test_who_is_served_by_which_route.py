"""Promise 8, on the wire: every streamed route, asked by every role, by citizens and by nobody, of what is their own,
stands above and is a neighbour's; a new route without a row here fails."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from korgan.asgi import streamed
from korgan.evidence.models import Evidence
from korgan.evidence.tickets import Use, ticket
from korgan.intake.models import Appeal, Part
from korgan.journal.clock import now
from korgan.people.models import RoleKind, User
from korgan.people.queries import address_of_key, name_of_part
from korgan.territory.models import Desk
from tests.cast import registered, staff
from tests.live.conftest import Live
from tests.live.listening import holding, signed_in
from tests.live.test_rights_change import NUMBERS

WHERE = ("own", "upper", "foreign")
ROLES = tuple(RoleKind.values)
READERS = ("operator", "dispatcher", "chief", "inspector", "observer", "auditor")
LOOKERS = ("operator", "dispatcher", "chief", "inspector", "auditor")
EXPORTERS = ("chief", "inspector", "auditor")
CITIZENS = ("citizen", "stranger", "nobody")
EVERYBODY = {(who, where) for who in (*ROLES, *CITIZENS) for where in WHERE}


@dataclass
class Thing:
    """An appeal somewhere, of the citizen, with a picture whose bytes were removed."""

    appeal: Appeal
    part: UUID
    name: UUID


@dataclass
class World:
    port: int
    users: dict[str, User]
    things: dict[str, Thing]
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, who: str) -> int:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, path, headers={"Cookie": self.cookies[who], "Tus-Resumable": "1.0.0"})
            return line.getresponse().status

    def ticket(self, use: Use, thing: UUID, who: str) -> str:
        """His own; who has none comes with the chief's."""
        return ticket(use, thing, self.users.get(who, self.users["chief"]).pk)


Ask = Callable[[World, str, str], int]


@dataclass(frozen=True)
class Served:
    """How it is asked; to whom the answer is `yes`, and what the others are told."""

    ask: Ask
    to: set[tuple[str, str]]
    yes: int
    no: int = 404


def plain(path: str) -> Ask:
    return lambda world, who, _: world.ask("GET", path, who)


def original(world: World, who: str, where: str) -> int:
    return world.ask("GET", f"/original/{world.ticket('play', world.things[where].part, who)}", who)


def whole(world: World, who: str, where: str) -> int:
    return world.ask("GET", f"/download/appeal/{world.ticket('export', world.things[where].appeal.pk, who)}", who)


def upload(world: World, who: str, where: str) -> int:
    thing = world.things[where]
    return world.ask("HEAD", f"/upload/citizen/{thing.appeal.pk}/{thing.name}", who)


def everywhere(*people: str) -> set[tuple[str, str]]:
    return set(product(people, WHERE))


# Written by hand. A picture that was removed is 410 to those who may look, for others there is none.
ROUTES: dict[str, Served] = {
    "/live/console": Served(plain("/live/console"), everywhere(*READERS), 200, 401),
    "/live/citizen": Served(plain("/live/citizen"), everywhere("citizen", "stranger"), 200, 401),
    "/live/healthz": Served(plain("/live/healthz"), EVERYBODY, 200),
    "/live/readyz": Served(plain("/live/readyz"), EVERYBODY, 200),
    "/upload/citizen/{appeal:uuid}/{key:uuid}": Served(upload, everywhere("citizen"), 200),
    "/original/{ticket:str}": Served(original, {(who, "own") for who in LOOKERS}, 410),
    "/download/citizen/my-data.zip": Served(
        plain("/download/citizen/my-data.zip"), everywhere("citizen", "stranger"), 200
    ),
    "/download/appeal/{ticket:str}": Served(whole, {(who, "own") for who in EXPORTERS}, 200),
}


def test_every_streamed_route_has_a_row() -> None:
    assert {route.path for route in streamed} == set(ROUTES)


def lying_at(live: Live, desk: Desk, phone: str) -> Thing:
    appeal, name = registered(live.korgan, sender=address_of_key(phone)), uuid4()
    Appeal.objects.filter(pk=appeal.pk).update(desk=desk, area=desk.area)
    kept = Evidence.objects.create(
        sha256="0" * 64, bytes=1, type="image/jpeg", original=f"{name}.jpg", removed_at=now(), gone_at=now()
    )
    part = Part.objects.get(message__appeal=appeal, lon__isnull=True)
    Part.objects.filter(pk=part.pk).update(kind="photo", external_id=name_of_part(phone, name), evidence=kept)
    return Thing(appeal, part.pk, name)


@pytest.fixture(scope="module")
def world(live: Live) -> World:
    hers, his = str(uuid4()), str(uuid4())
    registered(live.korgan, sender=address_of_key(his))
    desks = {"own": live.korgan.town_desk, "upper": live.korgan.centre, "foreign": live.korgan.steppe_desk}
    users: dict[str, User] = {}
    for role in ROLES:
        number = str(next(NUMBERS))
        users[role] = staff(f"served{number}", number, role, live.korgan.town)
    cookies = {role: signed_in(user) for role, user in users.items()}
    cookies |= {"citizen": holding(hers), "stranger": holding(his), "nobody": ""}
    return World(live.web.port, users, {where: lying_at(live, desk, hers) for where, desk in desks.items()}, cookies)


@pytest.mark.parametrize("path", ROUTES)
def test_each_route_serves_whom_it_should_and_nobody_else(world: World, path: str) -> None:
    served = ROUTES[path]
    asked: dict[Any, int] = {(who, where): served.ask(world, who, where) for who, where in sorted(EVERYBODY)}
    assert asked == {one: served.yes if one in served.to else served.no for one in sorted(EVERYBODY)}


@pytest.mark.parametrize("who", ["operator", "inspector", "citizen", "nobody"])
def test_anothers_ticket_opens_nothing(world: World, who: str) -> None:
    thing, chief = world.things["own"], world.users["chief"].pk
    assert world.ask("GET", f"/original/{ticket('play', thing.part, chief)}", who) == 404
    assert world.ask("GET", f"/download/appeal/{ticket('export', thing.appeal.pk, chief)}", who) == 404
