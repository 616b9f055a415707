"""Promise 8: every operation of the console is answered to every role, in every relation, as the table says; what is
not read does not exist (404), what is read and not allowed is refused (403). One without its action fails here."""

from itertools import product

import pytest
from django.db import transaction

from korgan.faces.console.tests.scene import ADMINISTRATION, OPERATIONS, Scene, ask, scene
from korgan.faces.console.tests.test_every_field import lying
from korgan.faces.console.tests.test_rights import FOR_EVERY_ROLE, FOR_MANY, of_openapi
from korgan.intake.models import Appeal
from korgan.live import my_data, originals, packages, routes, uploads
from korgan.people.rights import ACTIONS, RELATIONS, Row
from korgan.people.tests.test_the_table_of_rights import expected
from tests.cast import at_console, staff

pytestmark = pytest.mark.django_db

# By operation, the action that it is; what needs no appeal is not here.
ACTION_OF = {
    "console_appeal": "read", "seen": "read", "look_at_evidence": "look", "play_evidence": "look",
    "export_appeal": "export", "take": "take", "release": "release", "close": "close", "agree": "assess",
    "correct": "assess", "reclassify": "assess", "send_unit": "send", "report_unit": "send", "write_reply": "reply",
    "send_again": "reply", "suggest_templates": "reply", "speak": "reply", "console_person": "see_person",
    "open_iin": "see_person", "join_persons": "join_persons", "separate_persons": "join_persons",
    "write_note": "note", "read_mention": "note", "colleagues": "note", "transfer": "transfer", "split": "split",
    "join": "join", "part": "join", "reply_to_joined": "reply", "follow_up": "follow_up", "followed_up": "follow_up",
    "add_number": "number", "strike_number": "number", "assign": "assign", "escalate": "escalate",
    "take_place": "take_place",
}  # fmt: skip
# Of many, each answered for itself; of whoever made it.
OF_THEIR_OWN = FOR_MANY | {"remove_view"}
# Of people, not of appeals; asked for by test_sign_ins.
OF_SIGN_INS = {"end_sign_in"}
# Of his own key, person or secret only, each with tests of its own; no role has a part in them.
OF_CITIZENS = "/api/citizen/"
# How the process is, and nothing of anybody.
OF_MACHINES = "health"
ROUTES = {
    "/live/healthz": OF_MACHINES, "/live/readyz": OF_MACHINES,
    "/live/console": "read", "/live/citizen": OF_CITIZENS, "/upload/citizen/{appeal:uuid}/{key:uuid}": OF_CITIZENS,
    "/download/citizen/my-data.zip": OF_CITIZENS, "/original/{ticket:str}": "look",
    "/download/appeal/{ticket:str}": "export",
}  # fmt: skip
# Refused for what it is, not for who asks.
ANSWERED = {200, 201, 204, 409}


@pytest.fixture(name="evening")
def an_evening() -> Scene:
    return scene()


@pytest.mark.parametrize(("role", "relation"), list(product(Row._fields, RELATIONS)))
def test_every_operation_is_answered_as_the_table_says(role: str, relation: str, evening: Scene) -> None:
    user = staff("asking", "702", role, lying(evening, relation))
    Appeal.objects.filter(pk=evening.appeal.pk).update(taken_by=user)
    wrong = {}
    for operation, action in ACTION_OF.items():
        with transaction.atomic():
            status = ask(at_console(user), OPERATIONS[operation](evening)).status_code
            transaction.set_rollback(True)
        if status not in wanted(role, relation, action):
            wrong[operation] = status
    assert not wrong


def wanted(role: str, relation: str, action: str) -> set[int]:
    """By the table written by hand, not by the one in force."""
    if not expected(role, relation, "read"):
        return {404}
    return ANSWERED if expected(role, relation, action) else {403}


def test_every_operation_has_its_action() -> None:
    assert of_openapi() == set(ACTION_OF) | FOR_EVERY_ROLE | OF_THEIR_OWN | OF_SIGN_INS | set(ADMINISTRATION)
    assert set(ACTION_OF.values()) <= set(ACTIONS)


def test_every_route_beside_the_api_has_its_action() -> None:
    found = {route.path for module in (routes, uploads, originals, my_data, packages) for route in module.routes}
    assert found == set(ROUTES)
