"""The people of every test: Aigerim and Timur write, Omarov and Bekova answer, Akhmetov sees all."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from threading import Barrier
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from korgan import path
from korgan.channels import queries as channels
from korgan.channels.base import InboundMessage, InboundPart, Place
from korgan.channels.models import Account
from korgan.dispatch.models import Unit, UnitKind
from korgan.handling import actions as handling
from korgan.intake.models import Appeal
from korgan.people.actions import grant
from korgan.people.models import RoleKind, User
from korgan.territory import queries as territory
from korgan.territory.models import Area, AreaKind, Desk, DeskKind, Edition
from korgan.triage import standing

NIGHT = datetime(2026, 11, 21, 20, 40, tzinfo=UTC)
BY = "system:test"
PETROPAVL = (69.15, 54.87)
STEPPE = (69.75, 54.75)
PASSWORD = "korgan-test"
OWN_ORIGIN = "http://testserver"
COMPLAINT = "Жалоба на полицию: сотрудник полиции требовал взятку"
# Every test has a map of its own, and the process must notice.
EDITIONS = count(1)


def names(text: str) -> dict[str, str]:
    return dict.fromkeys(("kk", "ru", "uk", "en"), text)


def square(lon: float, lat: float, size: float) -> dict[str, object]:
    """A polygon whose south-west corner is given; degrees WGS 84."""
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class City:
    """A department with two districts side by side, each with a duty unit; the town is the western one."""

    department: Area
    town: Area
    steppe: Area
    centre: Desk
    town_desk: Desk
    steppe_desk: Desk
    app: Account
    telegram: Account
    omarov: User
    bekova: User
    akhmetov: User
    stranger: User
    patrol: Unit


def area(kind: str, code: str, parent: Area | None, geometry: dict[str, object] | None) -> Area:
    return Area.objects.create(
        kind=kind, code=code, parent=parent, names=names(code), geometry=geometry, timezone="Asia/Almaty",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip


@cache
def hashed_password() -> str:
    """Hashing is slow on purpose, so the cast shares one hash."""
    return make_password(PASSWORD)


def staff(username: str, number: str, role: str, held_for: Area) -> User:
    user = User.objects.create(username=username, password=hashed_password(), name=username.capitalize(), number=number)
    grant(user, role, held_for, BY)
    return user


def city() -> City:
    department = area(AreaKind.DEPARTMENT, "SKO", None, square(69.0, 54.0, 2.0))
    town = area(AreaKind.DISTRICT, "TOWN", department, square(69.0, 54.5, 0.5))
    steppe = area(AreaKind.DISTRICT, "STEPPE", department, square(69.5, 54.5, 0.5))
    centre = Desk.objects.create(area=department, kind=DeskKind.OPERATIONS_CENTRE, names=names("ЦОУ"))
    town_desk = Desk.objects.create(area=town, kind=DeskKind.DUTY_UNIT, names=names("Городской отдел"))
    steppe_desk = Desk.objects.create(area=steppe, kind=DeskKind.DUTY_UNIT, names=names("Степной отдел"))
    Edition.objects.update_or_create(id=1, defaults={"number": next(EDITIONS)})
    territory.refresh()
    territory.tree()  # made before threads ask; they would go on with the old one meanwhile
    channels.forget()
    standing.forget()
    accounts = {kind: Account.objects.create(kind=kind, name=kind, department=department, desk=centre)
                for kind in ("app", "telegram")}  # fmt: skip
    return City(
        department=department,
        town=town,
        steppe=steppe,
        centre=centre,
        town_desk=town_desk,
        steppe_desk=steppe_desk,
        app=accounts["app"],
        telegram=accounts["telegram"],
        omarov=staff("omarov", "014", RoleKind.OPERATOR, department),
        bekova=staff("bekova", "015", RoleKind.OPERATOR, department),
        akhmetov=staff("akhmetov", "001", RoleKind.CHIEF, department),
        stranger=staff("stranger", "099", RoleKind.OPERATOR, steppe),
        patrol=Unit.objects.create(
            callsign="П-14", kind=UnitKind.PATROL, names=names("Патруль"), desk=centre, lon=69.16, lat=54.87
        ),
    )


def message(
    text: str = "На Крепостной авария, есть пострадавшие",
    *,
    sender: str = "aigerim",
    thread: str | None = None,
    external_id: str | None = None,
    place: tuple[float, float] | None = PETROPAVL,
    accuracy_m: float | None = 12.0,
    album: str | None = None,
    kind: str = "text",
    scheme: str = "app",
) -> InboundMessage:
    """What Aigerim writes, unless said otherwise; each message has its own key."""
    key = external_id or str(uuid4())
    parts = [InboundPart(external_id=key, kind=kind, text=text if kind == "text" else "")]
    if place is not None:
        at = Place(place[0], place[1], accuracy_m, NIGHT)
        parts.append(InboundPart(external_id=f"{key}:place", kind="place", place=at))
    return InboundMessage(
        external_id=key,
        thread=thread or key,
        sender=sender,
        scheme=scheme,
        name="",
        language="ru",
        said_at=NIGHT,
        album=album,
        parts=tuple(parts),
    )


def registered(korgan: City, text: str = "На Крепостной авария, есть пострадавшие", **said: object) -> Appeal:
    """An appeal of Aigerim by the app, unless said otherwise."""
    account = korgan.telegram if said.get("scheme") == "telegram" else korgan.app
    return Appeal.objects.get(pk=path.register(account, message(text, **said), now=NIGHT).appeal)  # type: ignore[arg-type]


def taken(korgan: City, by: User | None = None, **said: object) -> Appeal:
    """An appeal that Omarov has taken, unless said otherwise."""
    return handling.take(registered(korgan, **said).pk, by or korgan.omarov, NIGHT)  # type: ignore[arg-type]


def unit(korgan: City, callsign: str, at: tuple[float, float] | None = PETROPAVL, **more: object) -> Unit:
    """One more patrol of the centre."""
    lon, lat = at or (None, None)
    fields = {"kind": UnitKind.PATROL, "names": names("Патруль"), "desk": korgan.centre, "lon": lon, "lat": lat, **more}
    return Unit.objects.create(callsign=callsign, **fields)


def at_console(user: User) -> Client:
    """A signed-in browser of the console, on our own pages."""
    browser = Client(headers={"Origin": OWN_ORIGIN})
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def phone() -> Client:
    """A citizen's browser; the first report gives it its key."""
    return Client(headers={"Origin": OWN_ORIGIN})


def key() -> UUID:
    return uuid4()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Act at the same moment, each on a thread and a connection of its own; what each returned or raised."""
    ready = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        connection.ensure_connection()
        ready.wait(10)
        try:
            return act()
        except Exception as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait for what must come, with a deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.005)


WAITING = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


def until_somebody_waits_for_a_lock(people: int = 1) -> None:
    def are_waiting() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            return len(cursor.fetchall()) >= people

    until(are_waiting)
