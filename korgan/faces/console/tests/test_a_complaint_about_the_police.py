"""A complaint about the police is visible only above the unit complained of, wherever one may look."""

import pytest
from django.test import Client

from korgan.briefs import stream
from korgan.faces.console.tests.scene import OPERATIONS, Scene, ask, scene
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.people.models import RoleKind, User
from tests.cast import COMPLAINT, at_console, city, registered, staff

pytestmark = pytest.mark.django_db

ABOUT_THE_APPEAL = sorted(set(OPERATIONS) - {"console_me", "console_queue", "console_areas", "console_backdrop"})


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
