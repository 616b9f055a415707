"""Promise 8: the table of rights says what a police department would, cell by cell, whatever it may say of itself."""

from itertools import product

import pytest

from korgan.people.models import RoleKind
from korgan.people.queries import Staff, staff_of
from korgan.people.rights import ACTIONS, FIELDS, RELATIONS, TABLE, Row, relations
from korgan.people.rules import NotAllowed
from korgan.territory.models import Area
from tests.cast import City, city, staff

# Written by hand from what the roles are for, so that a wrong table fails too. What is not named here nobody may.
DESK = {"read", "take", "release", "reply", "send", "close", "assess", "note", "transfer", "transfer_to", "split",
        "join", "follow_up", "number", "bulk", "escalate", "look", "see_person", "join_persons",
        "take_place"}  # fmt: skip
EVERYTHING = {"what", "text", "place", "evidence", "citizen", "notes", "assessment", "units", "staff", "delivery",
              "numbers", "journal"}  # fmt: skip
MAY: dict[str, set[str]] = {
    "operator": DESK,
    "dispatcher": DESK,
    "chief": {"read", "look", "note", "assign", "transfer", "transfer_to", "follow_up", "export", "see_person",
              "administer", "end_sign_in"},
    "inspector": {"read", "take", "release", "reply", "close", "note", "follow_up", "number", "escalate", "look",
                  "export", "see_person", "join_persons"},
    "observer": {"read"},
    "editor": set(),
    "auditor": {"read", "look", "export"},
}  # fmt: skip
READS: dict[str, set[str]] = {
    "operator": EVERYTHING,
    "dispatcher": EVERYTHING,
    "chief": EVERYTHING,
    "inspector": EVERYTHING,
    "observer": {"what", "text", "place", "assessment", "units"},
    "editor": set(),
    "auditor": {"evidence", "assessment", "units", "staff", "delivery", "numbers", "journal"},
}
# Beyond one's own area only this: the law re-addresses an appeal to whom it belongs.
BEYOND = {("operator", "transfer_to"), ("dispatcher", "transfer_to"), ("chief", "transfer_to")}


def expected(role: str, relation: str, name: str) -> bool:
    named = MAY[role] if name in ACTIONS else READS[role]
    return name in named and (relation == "own" or (role, name) in BEYOND)


@pytest.fixture
def korgan() -> City:
    return city()


def lying(korgan: City, relation: str) -> Area:
    """Seen from the town: itself, the department above it, the steppe beside it."""
    return {"own": korgan.town, "upper": korgan.department, "foreign": korgan.steppe}[relation]


def held(role: str, korgan: City) -> Staff:
    found = staff_of(staff(f"a-{role}", "700", role, korgan.town))
    assert found is not None
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "relation"), list(product(Row._fields, RELATIONS)))
def test_a_role_may_here_what_it_is_for_and_nothing_else(role: str, relation: str, korgan: City) -> None:
    somebody, there = held(role, korgan), {lying(korgan, relation).pk}
    found = {name for name in TABLE if somebody.may(name, there)}
    assert found == {name for name in TABLE if expected(role, relation, name)}
    assert somebody.fields(there) == {name for name in FIELDS if expected(role, relation, name)}
    for name in ACTIONS.keys() - found:
        with pytest.raises(NotAllowed):
            somebody.require(name, there)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Row._fields)
def test_a_role_is_offered_what_it_may_do_somewhere(role: str, korgan: City) -> None:
    assert held(role, korgan).actions() == MAY[role]


def test_every_role_has_its_column_and_every_name_its_row() -> None:
    assert set(Row._fields) == set(RoleKind.values) == set(MAY) == set(READS)
    assert set(ACTIONS) == set.union(*MAY.values())
    assert set(FIELDS) == set.union(*READS.values())
    assert not ACTIONS.keys() & FIELDS.keys()
    assert all(set(cell.split()) <= set(RELATIONS) for row in TABLE.values() for cell in row)


@pytest.mark.parametrize(
    ("role", "name"), [("king", "read"), ("operator", "delete"), ("operator", ""), ("index", "read")]
)
def test_what_the_table_does_not_name_is_refused(role: str, name: str) -> None:
    assert relations(role, name) == frozenset()


@pytest.mark.django_db
def test_who_may_read_nothing_of_an_appeal_does_not_read_it() -> None:
    """A field readable where `read` is refused would be a hole beside the door."""
    for role, relation in product(Row._fields, RELATIONS):
        if not expected(role, relation, "read"):
            assert not any(relation in relations(role, field) for field in FIELDS)
