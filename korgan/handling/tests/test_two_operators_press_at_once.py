from functools import partial
from threading import Event
from uuid import UUID, uuid4

from django.db import transaction

from korgan.handling import actions
from korgan.handling.rules import AlreadyTaken, MoveRefused
from korgan.intake.models import Appeal
from korgan.journal.actions import AlreadyDone
from korgan.journal.models import Entry
from korgan.people.models import User
from tests.cast import NIGHT, at_once, city, registered, until_somebody_waits_for_a_lock


def take(appeal: UUID, by: User, key: UUID | None = None) -> User | None:
    return actions.take(appeal, by, NIGHT, key).taken_by


def test_one_has_it_and_the_other_is_told_who(fresh_database: str) -> None:
    korgan = city()
    for appeal in [registered(korgan).pk for _ in range(10)]:
        results = at_once(partial(take, appeal, korgan.omarov), partial(take, appeal, korgan.bekova))
        holder = Appeal.objects.get(pk=appeal).taken_by
        assert holder in results
        refused = next(result for result in results if result != holder)
        assert isinstance(refused, AlreadyTaken)
        assert refused.holder == holder
    assert Entry.objects.filter(kind="AppealTaken").count() == 10


def test_one_press_sent_twice_by_a_weak_line_takes_once(fresh_database: str) -> None:
    korgan, key = city(), uuid4()
    appeal = registered(korgan).pk
    results = at_once(*[lambda: take(appeal, korgan.omarov, key)] * 4)
    assert sum(result == korgan.omarov for result in results) == 1
    assert sum(isinstance(result, AlreadyDone) for result in results) == 3
    assert Entry.objects.filter(kind="AppealTaken").count() == 1


def test_a_repeated_key_tells_what_it_did_the_first_time(fresh_database: str) -> None:
    korgan, key = city(), uuid4()
    appeal = registered(korgan).pk
    first = actions.close(appeal, "helped", korgan.omarov, NIGHT, key)
    (repeated,) = at_once(lambda: actions.close(appeal, "helped", korgan.omarov, NIGHT, key))
    assert isinstance(repeated, AlreadyDone)
    assert (repeated.seq, repeated.kind) == (first.version, "AppealClosed")
    assert repeated.facts == {"appeal": str(appeal), "outcome": "helped", "link": None}


def test_the_same_key_of_a_colleague_is_another_act(fresh_database: str) -> None:
    korgan, key = city(), uuid4()
    one, two = registered(korgan).pk, registered(korgan).pk
    assert take(one, korgan.omarov, key) == korgan.omarov
    assert take(two, korgan.bekova, key) == korgan.bekova


def test_an_appeal_taken_meanwhile_is_not_closed_by_another(fresh_database: str) -> None:
    """The one who waits for the lock sees the holder of now, not of before the wait."""
    korgan = city()
    for appeal in [registered(korgan).pk for _ in range(10)]:
        took, closed = at_once(
            partial(take, appeal, korgan.omarov), partial(actions.close, appeal, "helped", korgan.bekova, NIGHT)
        )
        row = Appeal.objects.get(pk=appeal)
        assert (row.taken_by == korgan.omarov) is isinstance(closed, AlreadyTaken)
        assert (row.state == "closed") is isinstance(took, MoveRefused)


def test_an_appeal_that_moves_to_another_desk_meanwhile_is_still_taken(fresh_database: str) -> None:
    korgan = city()
    appeal = registered(korgan).pk

    def move() -> None:
        with transaction.atomic():
            Appeal.objects.filter(pk=appeal).update(desk=korgan.steppe_desk, area=korgan.steppe)
            moved.set()
            until_somebody_waits_for_a_lock()

    def take_after() -> User | None:
        assert moved.wait(10)
        return take(appeal, korgan.omarov)

    moved = Event()
    assert at_once(move, take_after)[1] == korgan.omarov
    assert f"area:{korgan.steppe.pk}" in Entry.objects.get(kind="AppealTaken").topics
