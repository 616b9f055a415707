"""Promise 8: what a role may not read is null in what it fetches and hears, for every role, relation and group.
Whether the table is right is asked by people/tests/test_the_table_of_rights.py; here, whether it is kept."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from pydantic import BaseModel

from korgan.briefs import handling, stream
from korgan.briefs import page as pages
from korgan.briefs import staff as briefs
from korgan.briefs.fields import ALL, GROUPS, OPEN, hide
from korgan.briefs.schema import Schema
from korgan.briefs.staff import LogLine
from korgan.faces.console.tests.scene import Scene, back_to, scene
from korgan.handling.actions import take
from korgan.handling.follow_ups import follow_up
from korgan.handling.joining import join
from korgan.handling.notes import write_note
from korgan.handling.numbers import add_number
from korgan.handling.transfer import transfer
from korgan.journal.models import Entry
from korgan.people.models import Contact
from korgan.people.queries import staff_of
from korgan.people.rights import FIELDS, RELATIONS, Row, relations
from korgan.territory.models import Area
from tests.cast import NIGHT, area, at_console, registered, staff

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
    "notes": lambda page: page["notes"],
    "numbers": lambda page: page["numbers"],
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
    "notes": ("NoteWritten", lambda frame: frame.get("note")),
    "numbers": ("NumberAdded", lambda frame: frame.get("external")),
}
TELLTALES = {
    "text": "Крепостной",
    "what": "Крепостной",
    "place": '"accuracy_m": 12.0',
    "citizen": "Айгерим",
    "staff": "Omarov",
    "notes": "собака",
    "numbers": "7741",
}
# A citizen's name is fetched with the page and told by no entry.
FETCHED_ONLY = {"citizen"}


@pytest.fixture(name="evening")
def an_evening() -> Scene:
    """Everything that can stand on an appeal's page and in its stream stands there."""
    evening = scene()
    Contact.objects.update(name="Айгерим")
    appeal, omarov = evening.appeal.pk, evening.korgan.omarov
    write_note(appeal, "Осторожно, собака", omarov, NIGHT)
    add_number(appeal, "kui", "7741", omarov, NIGHT)
    follow_up(appeal, NIGHT + timedelta(hours=1), "собака привязана?", omarov, NIGHT)
    back_to(evening, "taken")
    for desk in (evening.korgan.centre, evening.korgan.town_desk):
        transfer(appeal, desk.pk, "other_competence", "там собака", omarov, NIGHT)
    take(appeal, omarov, NIGHT)
    join(appeal, registered(evening.korgan).pk, omarov, NIGHT)
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
        assert {group for group, cell in ON_THE_PAGE.items() if cell(fetched) is not None} == readable
        told = {group for group, (kind, cell) in IN_THE_STREAM.items() if cell(heard[kind]) is not None}
        assert told == readable - FETCHED_ONLY
        whole = pages.AppealPage.model_validate(fetch(evening, evening.korgan.omarov))
        assert not list(told_wrongly(whole, fetched, readable))
    said = json.dumps([fetched, list(heard.values()), queue(user)], ensure_ascii=False)
    for group in TELLTALES.keys() - readable:
        assert TELLTALES[group] not in said or TELLTALES[group] in {
            TELLTALES[one] for one in TELLTALES.keys() & readable
        }


def told_wrongly(row: Any, told: Any, readable: set[str]) -> Iterator[str]:
    """Every field of the row, and of what it holds, that is told and may not be read, or may be and is not told."""
    if isinstance(row, list):
        for one, of_it in zip(row, told, strict=False):
            yield from told_wrongly(one, of_it, readable)
    elif isinstance(row, BaseModel):
        for name, group in GROUPS[type(row)].items():
            allowed = getattr(row, name) if group in {OPEN, *readable} else None
            if (allowed is None) != (told[name] is None):
                yield f"{type(row).__name__}.{name}"
            yield from told_wrongly(allowed, told[name], readable)


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
    assert set(ON_THE_PAGE) == set(FIELDS)
    assert set(IN_THE_STREAM) == set(FIELDS) - FETCHED_ONLY


def shapes() -> list[type[BaseModel]]:
    """Of every module of briefs that staff read."""
    modules = [briefs, handling, pages]
    found = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    return [one for one in found if issubclass(one, Schema) and one is not Schema]


@pytest.mark.parametrize("shape", dict.fromkeys(shapes()), ids=lambda shape: shape.__name__)
def test_every_field_stands_in_a_group(shape: type[BaseModel]) -> None:
    """A field that is added and does not stand there would be read by everybody, or by nobody."""
    assert GROUPS[shape].keys() == shape.model_fields.keys()
    assert set(GROUPS[shape].values()) <= {OPEN, *FIELDS}


def test_what_stands_in_no_group_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a field be added and nobody think of it, nobody reads it who may not read all."""
    line = LogLine(seq=1, at=NIGHT, kind="AppealTaken", by="Omarov", facts={})
    monkeypatch.setattr("korgan.briefs.fields.GROUPS", {LogLine: {"seq": OPEN}})
    assert hide(line, ALL) == line
    assert hide(line, ALL - {"text"}).model_dump() == {**dict.fromkeys(LogLine.model_fields), "seq": 1}


@pytest.mark.parametrize("row", stream.ROWS)
def test_every_row_of_a_stream_stands_in_a_group(row: str) -> None:
    assert stream.ROWS[row] in {OPEN, *FIELDS}
