"""Every operation of the console against everybody who might ask: what is not in this table fails the test."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from korgan.faces.console.tests.scene import ADMINISTRATION, OPERATIONS, Scene, ask, read, scene
from korgan.journal.models import Entry
from korgan.people.actions import end, grant
from korgan.people.models import Role, RoleKind, User
from tests.cast import BY, OWN_ORIGIN, at_console

pytestmark = pytest.mark.django_db

# What needs no appeal is answered to everybody who holds a role, each with his own.
FOR_EVERY_ROLE = {
    "console_me", "console_queue", "console_areas", "console_backdrop", "console_counts", "console_desks",
    "find_by_number", "number_kinds", "saved_views", "save_view", "unread_mentions",
    "sign_ins", "end_other_sign_ins",
}  # fmt: skip
# Each of many is answered for itself.
FOR_MANY = {"bulk_close"}
# What a chief may: see all of it, lead by notes, dates and whom he gives it to, and answer no citizen.
LEADING = {"write_note", "colleagues", "transfer", "follow_up", "followed_up", "assign", "read_mention"}
FOR_CHIEFS = FOR_EVERY_ROLE | LEADING | {
    "console_appeal", "look_at_evidence", "play_evidence", "export_appeal", "seen", "console_person", "open_iin",
}  # fmt: skip


# It leaves the house: who answers for the case, not who took the call.
NOT_FOR_OPERATORS = {"export_appeal"}
# These tell of a look; they change nothing.
LOOKS = ("EvidenceOpened", "AppealExported")


def of_openapi() -> set[str]:
    paths = Client().get("/api/openapi.json").json()["paths"]
    found = [operation for at, methods in paths.items() if "/console/" in at for operation in methods.values()]
    return {operation["operationId"] for operation in found}


def test_every_operation_of_the_openapi_stands_in_the_table() -> None:
    assert of_openapi() == set(OPERATIONS) | set(ADMINISTRATION)


@pytest.fixture(name="evening")
def an_evening() -> Scene:
    return scene()


def asked_by(user: User | None, evening: Scene, operation: str) -> tuple[int, dict[str, object]]:
    browser = at_console(user) if user else Client(headers={"Origin": OWN_ORIGIN})
    answer = ask(browser, OPERATIONS[operation](evening))
    is_json = answer.headers["Content-Type"].startswith("application/json")
    return answer.status_code, answer.json() if is_json else {}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_a_sign_in_nothing_is_answered(operation: str, evening: Scene) -> None:
    status, told = asked_by(None, evening, operation)
    assert (status, told["error"]) == (401, "sign_in")


@pytest.mark.parametrize("operation", sorted(OPERATIONS.keys() - {"assign"}))
def test_an_operator_of_the_area_may_do_it(operation: str, evening: Scene) -> None:
    status, told = asked_by(evening.korgan.omarov, evening, operation)
    assert status == (403 if operation in NOT_FOR_OPERATORS else 200), told


@pytest.mark.parametrize("operation", sorted(OPERATIONS.keys() - FOR_EVERY_ROLE - FOR_MANY))
def test_for_an_operator_of_another_area_it_does_not_exist(operation: str, evening: Scene) -> None:
    status, told = asked_by(evening.korgan.stranger, evening, operation)
    assert (status, told["error"]) == (404, "not_found")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_chief_sees_all_and_changes_little(operation: str, evening: Scene) -> None:
    call = OPERATIONS[operation](evening)
    written = Entry.objects.exclude(kind__in=LOOKS).count()
    answer = ask(at_console(evening.korgan.akhmetov), call)
    if operation == "end_sign_in":
        return  # he answers for his people's sign-ins; see test_sign_ins
    # A view of an operator's own is nobody else's to know.
    refused = 404 if operation == "remove_view" else 403
    assert answer.status_code == (200 if operation in FOR_CHIEFS else refused)
    if operation not in LEADING | {"save_view"}:
        assert Entry.objects.exclude(kind__in=LOOKS).count() == written


@pytest.mark.parametrize("operation", ADMINISTRATION)
def test_who_administers_the_area_may_do_it_and_nobody_else(operation: str, evening: Scene) -> None:
    call = ADMINISTRATION[operation](evening)
    for user in (evening.korgan.omarov, evening.korgan.stranger):
        answer = ask(at_console(user), call)
        assert (answer.status_code, answer.json()["error"]) == (403, "not_allowed")
    assert ask(Client(headers={"Origin": OWN_ORIGIN}), call).status_code == 401
    assert ask(at_console(evening.korgan.akhmetov), call).status_code == 200


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_sign_in_without_a_role_is_told_that_he_may_not(operation: str, evening: Scene) -> None:
    nobody = User.objects.create(username="nobody", name="Nobody")
    status, told = asked_by(nobody, evening, operation)
    assert (status, told["error"]) == (403, "not_allowed")


def test_a_role_counts_from_its_beginning_to_its_end(evening: Scene) -> None:
    role = Role.objects.get(user=evening.korgan.omarov)
    now = timezone.now()
    for valid_from, valid_to, status in [
        (now - timedelta(days=2), now - timedelta(days=1), 403),
        (now + timedelta(days=1), None, 403),
        (now - timedelta(days=2), now + timedelta(days=1), 200),
    ]:
        Role.objects.filter(pk=role.pk).update(valid_from=valid_from, valid_to=valid_to)
        assert asked_by(evening.korgan.omarov, evening, "console_me")[0] == status


def test_a_role_that_is_taken_away_counts_no_more_at_the_next_question(evening: Scene) -> None:
    omarov = evening.korgan.omarov
    browser = at_console(omarov)
    assert ask(browser, OPERATIONS["console_appeal"](evening)).status_code == 200
    end(Role.objects.get(user=omarov), BY, timezone.now())
    assert ask(browser, OPERATIONS["console_appeal"](evening)).status_code == 403


def test_a_role_counts_for_all_below_its_area_and_for_nothing_beside_it(evening: Scene) -> None:
    korgan = evening.korgan
    in_town = User.objects.create(username="in-town", name="In town")
    grant(in_town, RoleKind.INSPECTOR, korgan.town, BY)
    assert asked_by(in_town, evening, "console_appeal")[0] == 200
    assert asked_by(in_town, evening, "send_unit")[0] == 403
    assert asked_by(korgan.stranger, evening, "console_appeal")[0] == 404


def test_a_dismissed_user_is_nobody(evening: Scene) -> None:
    User.objects.filter(pk=evening.korgan.omarov.pk).update(is_active=False)
    assert asked_by(evening.korgan.omarov, evening, "console_me")[0] == 401


def test_every_look_at_evidence_is_an_entry(evening: Scene) -> None:
    korgan = evening.korgan
    for what, disposition in [("preview", "inline"), ("original", "attachment")]:
        answer = at_console(korgan.akhmetov).get(f"/api/console/evidence/{evening.photo.evidence_id}/{what}")
        assert read(answer)[:3] == b"\xff\xd8\xff"
        assert answer.headers["Content-Disposition"].startswith(disposition)
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    looks = Entry.objects.filter(kind="EvidenceOpened", by=f"staff:{korgan.akhmetov.pk}")
    assert [look.facts["what"] for look in looks.order_by("seq")] == ["preview", "copy"]
