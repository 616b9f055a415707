"""A complaint about the police is visible only above the unit complained of, wherever one may look."""

from inspect import unwrap

import pytest
from django.test import Client

from korgan import path
from korgan.briefs import stream
from korgan.briefs.fields import ALL
from korgan.faces.console.tests.scene import OPERATIONS, Scene, ask, scene
from korgan.faces.console.tests.test_rights import FOR_EVERY_ROLE, FOR_MANY
from korgan.handling import actions as handling
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.people.actions import grant
from korgan.people.models import RoleKind, User
from korgan.routing.jobs import reclassify_by_words
from tests.cast import BY, COMPLAINT, NIGHT, at_console, city, key, message, registered, staff

pytestmark = pytest.mark.django_db

ABOUT_THE_APPEAL = sorted(set(OPERATIONS) - FOR_EVERY_ROLE - FOR_MANY - {"end_sign_in"})


@pytest.fixture(name="evening")
def an_evening() -> Scene:
    """The scene's appeal, but a complaint: its place is in the town, its desk is the centre above it."""
    evening = scene()
    Appeal.objects.filter(pk=evening.appeal.pk).update(kind="complaint", desk=evening.korgan.centre)
    return evening


@pytest.fixture
def complained_of(evening: Scene) -> User:
    return staff("town", "300", RoleKind.OPERATOR, evening.korgan.town)


def shown(browser: Client) -> list[str]:
    return [appeal["id"] for appeal in browser.get("/api/console/queue").json()["appeals"]]


@pytest.mark.parametrize("operation", ABOUT_THE_APPEAL)
def test_it_does_not_exist_for_the_unit_complained_of(operation: str, evening: Scene, complained_of: User) -> None:
    assert ask(at_console(complained_of), OPERATIONS[operation](evening)).status_code == 404


def test_it_stands_in_the_queue_above_and_not_in_the_queue_of_the_unit(evening: Scene, complained_of: User) -> None:
    assert shown(at_console(complained_of)) == []
    assert at_console(complained_of).get("/api/console/queue").json()["counts"]["all"] == 0
    assert shown(at_console(evening.korgan.omarov)) == [str(evening.appeal.pk)]


def test_its_entries_are_told_only_above() -> None:
    korgan = city()
    appeal = registered(korgan, COMPLAINT)
    assert (appeal.kind, appeal.desk) == ("complaint", korgan.centre)
    entry = Entry.objects.get(kind="AppealRegistered")
    assert f"area:{korgan.department.pk}" in entry.topics
    assert f"area:{korgan.town.pk}" not in entry.topics
    assert stream.for_staff([entry])[entry.seq].shown()["appeal"]["kind"] == "complaint"


def test_the_same_appeal_without_a_complaint_is_the_units_own(complained_of: User, evening: Scene) -> None:
    Appeal.objects.filter(pk=evening.appeal.pk).update(kind="emergency")
    assert shown(at_console(complained_of)) == [str(evening.appeal.pk)]
    assert ask(at_console(complained_of), OPERATIONS["look_at_evidence"](evening)).status_code == 200


def test_what_turns_out_to_be_a_complaint_leaves_the_unit_at_once(complained_of: User, evening: Scene) -> None:
    """Promise 8: the operator of the unit had it himself; after the correction it is above him, and free."""
    grant(complained_of, RoleKind.OPERATOR, evening.korgan.town, BY)
    appeal = registered(evening.korgan)
    handling.take(appeal.pk, complained_of, NIGHT)
    browser, url = at_console(complained_of), f"/api/console/appeals/{appeal.pk}"
    asked = {"client_key": str(key()), "kind": "complaint"}
    assert browser.post(f"{url}/kind", asked, content_type="application/json").status_code == 200
    assert browser.get(url).status_code == 404
    assert str(appeal.pk) not in shown(browser)
    assert str(appeal.pk) in shown(at_console(evening.korgan.omarov))
    told = stream.for_staff([Entry.objects.get(kind="AppealReclassified")]).popitem()[1]
    assert not told.fields_for({f"area:{evening.korgan.town.pk}": ALL})
    assert told.fields_for({f"area:{evening.korgan.department.pk}": ALL}) == ALL
    assert handling.take(appeal.pk, evening.korgan.omarov, NIGHT).taken_by == evening.korgan.omarov


def test_a_later_message_that_complains_takes_it_away_too() -> None:
    korgan = city()
    appeal = registered(korgan, scheme="telegram", sender="timur", thread="77")
    more = message(COMPLAINT, scheme="telegram", sender="timur", thread="77", place=None)
    joined = path.register(korgan.telegram, more)
    entry = Entry.objects.get(kind="MessageReceived")
    unwrap(reclassify_by_words.func)(seq=entry.seq, facts=entry.facts)
    appeal.refresh_from_db()
    assert (joined.appeal, appeal.kind, appeal.desk) == (appeal.pk, "complaint", korgan.centre)
