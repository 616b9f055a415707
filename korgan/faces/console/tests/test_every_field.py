"""Promise 8: what a role may not read is null in what it fetches and hears, for every role, relation and group.
Whether the table is right is asked by people/tests/test_the_table_of_rights.py; here, whether it is kept."""

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from pydantic import BaseModel

from korgan.briefs import page as pages
from korgan.briefs import staff as briefs
from korgan.briefs import stream
from korgan.briefs.fields import GROUPS, OPEN
from korgan.faces.console.tests.scene import Scene, scene
from korgan.journal.models import Entry
from korgan.people.models import Contact
from korgan.people.queries import staff_of
from korgan.people.rights import FIELDS, RELATIONS, Row, relations
from korgan.territory.models import Area
from tests.cast import area, at_console, staff

pytestmark = pytest.mark.django_db

Told = dict[str, Any]
# Where a group is seen on the page, in the stream, and words that nobody may find anywhere without it.
ON_THE_PAGE: dict[str, Callable[[Told], object]] = {
    "what": lambda page: page["appeal"]["subject"],
    "text": lambda page: page["messages"][0]["parts"][0]["text"],
    "place": lambda page: page["appeal"]["place"],
    "evidence": lambda page: page["appeal"]["photos"],
    "citizen": lambda page: page["citizen"],
    "assessment": lambda page: page["appeal"]["reasons"],
    "units": lambda page: page["assignments"],
    "staff": lambda page: page["appeal"]["taken_by"],
    "delivery": lambda page: page["messages"][1]["parts"][0]["delivery"],
    "journal": lambda page: page["log"],
}
IN_THE_STREAM: dict[str, tuple[str, Callable[[Told], object]]] = {
    "what": ("AppealTaken", lambda frame: frame["appeal"]["subject"]),
    "text": ("AppealRegistered", lambda frame: frame["message"]["parts"][0]["text"]),
    "place": ("AppealTaken", lambda frame: frame["appeal"]["place"]),
    "evidence": ("AppealTaken", lambda frame: frame["appeal"]["photos"]),
    "assessment": ("AppealTaken", lambda frame: frame["appeal"]["reasons"]),
    "units": ("UnitSent", lambda frame: frame.get("assignment")),
    "staff": ("AppealTaken", lambda frame: frame["appeal"]["taken_by"]),
    "delivery": ("ReplyWritten", lambda frame: frame["message"]["parts"][0]["delivery"]),
    "journal": ("AppealTaken", lambda frame: frame.get("line")),
}
TELLTALES = {
    "text": "Крепостной",
    "what": "Крепостной",
    "place": '"accuracy_m": 12.0',
    "citizen": "Айгерим",
    "staff": "Omarov",
}
# Nothing of these is kept by now.
NOT_YET = {"notes", "numbers"}
# A citizen's name is fetched with the page and told by no entry.
FETCHED_ONLY = {"citizen"}


@pytest.fixture(name="evening")
def an_evening() -> Scene:
    evening = scene()
    Contact.objects.update(name="Айгерим")
    return evening


def lying(evening: Scene, relation: str) -> Area:
    """The appeal lies in the town: for which area the role is held that sees it so."""
    below = area("precinct", "P-8", evening.korgan.town, None)
    return {"own": evening.korgan.department, "upper": below, "foreign": evening.korgan.steppe}[relation]


CASES = [(role, relation) for role, relation in product(Row._fields, RELATIONS)]


@pytest.mark.parametrize(("role", "relation"), CASES)
def test_a_role_is_shown_what_the_table_lets_it_read(role: str, relation: str, evening: Scene) -> None:
    user = staff("reader", "701", role, lying(evening, relation))
    readable = {field for field in FIELDS if relation in relations(role, field)}
    fetched, heard = fetch(evening, user), hear(evening, user)
    if not relations(role, "read") & {relation}:
        assert fetched == {}
        assert all(frame["is_veiled"] for frame in heard.values())
    else:
        assert {group for group, cell in ON_THE_PAGE.items() if cell(fetched) is not None} == readable - NOT_YET
        told = {group for group, (kind, cell) in IN_THE_STREAM.items() if cell(heard[kind]) is not None}
        assert told == readable - NOT_YET - FETCHED_ONLY
    said = json.dumps([fetched, list(heard.values()), queue(user)], ensure_ascii=False)
    for group in TELLTALES.keys() - readable:
        assert TELLTALES[group] not in said or TELLTALES[group] in {
            TELLTALES[one] for one in TELLTALES.keys() & readable
        }


def fetch(evening: Scene, user: Any) -> Told:
    answer = at_console(user).get(f"/api/console/appeals/{evening.appeal.pk}")
    told: Told = answer.json() if answer.status_code == 200 else {}
    return told


def queue(user: Any) -> object:
    return at_console(user).get("/api/console/queue").json()


def hear(evening: Scene, user: Any) -> dict[str, Told]:
    """By kind, the frame of each entry of the appeal as this user's stream would tell it."""
    found = staff_of(user)
    assert found is not None
    rights = {f"area:{area}": fields for area, fields in found.readable().items()}
    entries = list(Entry.objects.filter(topics__contains=[f"appeal:{evening.appeal.pk}"]))
    told = stream.for_staff(entries).values()
    return {one.line.kind: one.to(one.fields_for(rights)) for one in told}


def test_every_group_is_looked_for() -> None:
    assert set(ON_THE_PAGE) == set(FIELDS) - NOT_YET
    assert set(IN_THE_STREAM) == set(FIELDS) - NOT_YET - FETCHED_ONLY


def shapes() -> list[type[BaseModel]]:
    found = [*vars(briefs).values(), *vars(pages).values()]
    return [one for one in found if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ in
            {briefs.__name__, pages.__name__}]  # fmt: skip


@pytest.mark.parametrize("shape", dict.fromkeys(shapes()), ids=lambda shape: shape.__name__)
def test_every_field_stands_in_a_group(shape: type[BaseModel]) -> None:
    """A field that is added and does not stand there would be read by everybody, or by nobody."""
    assert GROUPS[shape].keys() == shape.model_fields.keys()
    assert set(GROUPS[shape].values()) <= {OPEN, *FIELDS}


@pytest.mark.parametrize("row", stream.ROWS)
def test_every_row_of_a_stream_stands_in_a_group(row: str) -> None:
    assert stream.ROWS[row] in {OPEN, *FIELDS}
