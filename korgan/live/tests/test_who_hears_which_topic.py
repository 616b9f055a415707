"""Promise 8: every kind of topic, asked of the hub by every role and by nobody; a new kind without a row here fails."""

import re
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest

import korgan as package
from korgan.briefs.fields import ALL
from korgan.live.hub import Hub, Subscriber
from korgan.live.routes import audience_of_key, audience_of_session
from korgan.live.streams import Audience
from korgan.people.models import RoleKind
from korgan.people.queries import address_of_key, contact_of_key
from korgan.people.tests.test_the_table_of_rights import READS
from korgan.territory import queries as territory
from korgan.territory.models import AreaKind, Edition
from tests.cast import EDITIONS, area, city, registered, staff
from tests.live.listening import signed_in

# An editor writes for the portal and hears nothing.
STAFF = ("operator", "dispatcher", "chief", "inspector", "observer", "auditor")
# Written by hand: who hears a topic, and of which things. What is not named here nobody hears.
HEARS: dict[str, set[tuple[str, str]]] = {
    "area": {(role, where) for role in STAFF for where in ("own", "below")},
    "appeal": set(),  # it names an appeal for the journal, nobody listens by it
    "contact": {("citizen", "own")},
    "holder": {("citizen", "own")},
    "user": {(role, "own") for role in STAFF},
    "own": {(role, "own") for role in STAFF},
    "all": {(role, "everybody") for role in STAFF},
}
# Words before a colon that are no topics: names of who acts, of stations, of locks and sorts.
OTHERS = {"citizen", "staff", "system", "department", "district", "region", "ended", "evidence", "fetch", "korgan",
          "nobody", "outcome", "send", "tell", "update"}  # fmt: skip
NAMED = re.compile(r"""f["']([a-z_]+):\{|["']([a-z_]+):["'] *(?:\|\||\+)""")
PLAIN = re.compile(r"""(?:topics=|TOPICS = )\[?["']([a-z_]+)["']\]""")


def test_every_kind_of_topic_has_a_row() -> None:
    found: set[str] = set()
    root = Path(package.__path__[0])
    for file in [*root.rglob("*.py"), *root.rglob("*.sql")]:
        if "tests" not in file.parts:
            text = file.read_text()
            found |= {one or other for one, other in NAMED.findall(text)} | set(PLAIN.findall(text))
    assert found - OTHERS == set(HEARS)


def listeners() -> tuple[dict[str, Audience | None], Mapping[str, Mapping[str, str]]]:
    """Who listens, and by kind the topics there are seen from the town and from Aigerim."""
    korgan = city()
    precinct = area(AreaKind.PRECINCT, "PRECINCT", korgan.town, None)
    Edition.objects.update(number=next(EDITIONS))
    territory.refresh()
    people = {role: staff(f"a-{role}", "700", role, korgan.town) for role in RoleKind.values}
    hers, his = str(uuid4()), str(uuid4())
    appeal, _ = (registered(korgan, sender=address_of_key(phone)) for phone in (hers, his))
    audiences = {role: audience_of_session(signed_in(user).partition("=")[2]) for role, user in people.items()}
    audiences |= {
        "citizen": audience_of_key(hers),
        "nobody": audience_of_session(None),
        "no key": audience_of_key(None),
    }
    own, foreign = contact_of_key(hers), contact_of_key(his)
    areas = {"own": korgan.town, "below": precinct, "upper": korgan.department, "foreign": korgan.steppe}
    topics = {
        "area": {where: f"area:{one.pk}" for where, one in areas.items()},
        "appeal": {"own": f"appeal:{appeal.pk}"},
        "all": {"everybody": "all"},
        **{kind: {"own": f"{kind}:{own}", "foreign": f"{kind}:{foreign}"} for kind in ("contact", "holder")},
        **{kind: {role: f"{kind}:{user.pk}" for role, user in people.items()} for kind in ("user", "own")},
    }
    return audiences, topics


def heard_by(audience: Audience | None, topic: str) -> bool:
    if audience is None:
        return False
    hub, screen = Hub({}), Subscriber(audience.briefs, audience.rights)
    hub.add(screen)
    return screen in hub.hearing([topic])


@pytest.mark.django_db
def test_each_hears_what_he_should_and_nothing_else() -> None:
    audiences, topics = listeners()
    assert set(topics) == set(HEARS)
    assert set(audiences) == {*STAFF, "editor", "citizen", "nobody", "no key"}
    for who, audience in audiences.items():
        for kind, things in topics.items():
            for whose, topic in things.items():
                where = ("own" if whose == who else "foreign") if kind in ("user", "own") else whose
                assert heard_by(audience, topic) is ((who, where) in HEARS[kind]), (who, kind, whose)


@pytest.mark.django_db
def test_a_topic_is_heard_with_the_fields_of_the_role_and_no_unknown_one_is() -> None:
    audiences, topics = listeners()
    for who, audience in audiences.items():
        for topic, fields in audience.rights.items() if audience else ():
            kind = topic.partition(":")[0]
            assert kind in HEARS
            if kind == "area":
                assert topic in topics["area"].values()
            assert fields == (READS[who] if kind == "area" else ALL), (who, topic)
