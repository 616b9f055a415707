"""The number stays, the owner changes, and both are told."""

from inspect import unwrap
from typing import Any

import pytest

from korgan import path
from korgan.handling import actions as handling
from korgan.intake.actions import Registered
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.routing import jobs
from tests.cast import COMPLAINT, NIGHT, PETROPAVL, STEPPE, City, city, message

Place = tuple[float, float] | None
pytestmark = pytest.mark.django_db


def said(korgan: City, place: Place, text: str = "Авария", accuracy_m: float | None = 12.0) -> Registered:
    """One message of Aigerim in a messenger."""
    more: dict[str, Any] = {"place": place, "accuracy_m": accuracy_m, "thread": "77", "scheme": "telegram"}
    return path.register(korgan.telegram, message(text, **more), now=NIGHT)


def follow(registered: Registered) -> None:
    """What the worker does of it, on the test's own connection."""
    seq = Entry.objects.get(kind="MessageReceived", facts__message=str(registered.message)).seq
    facts = {"appeal": str(registered.appeal), "message": str(registered.message)}
    unwrap(jobs.reroute_by_place.func)(seq=seq, facts=facts)


def rerouted() -> Entry:
    return Entry.objects.get(kind="AppealRerouted")


def test_a_place_gives_the_appeal_to_its_desk_and_the_number_stays() -> None:
    korgan = city()
    first = said(korgan, None)
    assert Appeal.objects.get().desk == korgan.centre
    follow(said(korgan, STEPPE))
    appeal = Appeal.objects.get()
    assert (appeal.number, appeal.area, appeal.desk) == (first.number, korgan.steppe, korgan.steppe_desk)
    assert (appeal.lon, appeal.lat, appeal.accuracy_m, appeal.routing_reason) == (*STEPPE, 12.0, "inside")
    assert appeal.version == rerouted().seq


def test_the_old_and_the_new_area_are_told_both() -> None:
    korgan = city()
    said(korgan, PETROPAVL)
    follow(said(korgan, STEPPE))
    entry = rerouted()
    assert {f"area:{korgan.town.pk}", f"area:{korgan.steppe.pk}"} <= set(entry.topics)
    assert entry.by == "system:routing"
    assert entry.facts == {
        "appeal": str(Appeal.objects.get().pk),
        "area": korgan.steppe.pk,
        "desk": korgan.steppe_desk.pk,
        "reason": "inside",
        "from_area": korgan.town.pk,
        "from_desk": korgan.town_desk.pk,
    }


def test_a_complaint_goes_above_and_is_never_told_to_the_unit_complained_of() -> None:
    korgan = city()
    said(korgan, None, COMPLAINT)
    follow(said(korgan, STEPPE, "Вот здесь"))
    assert Appeal.objects.get().desk == korgan.centre
    assert f"area:{korgan.steppe.pk}" not in rerouted().topics


def test_a_step_run_twice_moves_once() -> None:
    korgan = city()
    said(korgan, None)
    second = said(korgan, STEPPE)
    follow(second)
    follow(second)
    assert rerouted().facts["from_area"] is None


def test_a_message_without_a_place_moves_nothing() -> None:
    korgan = city()
    said(korgan, PETROPAVL)
    follow(said(korgan, None))
    assert not Entry.objects.filter(kind="AppealRerouted").exists()


@pytest.mark.parametrize("nowhere", [(10.0, 10.0), (-69.0, 54.9)])
def test_a_place_outside_of_everything_takes_nothing_from_a_known_one(nowhere: Place) -> None:
    korgan = city()
    said(korgan, PETROPAVL)
    follow(said(korgan, nowhere))
    assert Appeal.objects.get().desk == korgan.town_desk
    assert not Entry.objects.filter(kind="AppealRerouted").exists()


def test_a_closed_appeal_moves_no_more() -> None:
    korgan = city()
    said(korgan, PETROPAVL)
    second = said(korgan, STEPPE)
    handling.close(second.appeal, "helped", korgan.omarov, NIGHT)
    follow(second)
    assert Appeal.objects.get().desk == korgan.town_desk


def test_an_appeal_that_is_taken_moves_and_stays_taken() -> None:
    korgan = city()
    first = said(korgan, PETROPAVL)
    handling.take(first.appeal, korgan.omarov, NIGHT)
    follow(said(korgan, STEPPE))
    appeal = Appeal.objects.get()
    assert (appeal.desk, appeal.taken_by, appeal.state) == (korgan.steppe_desk, korgan.omarov, "taken")
