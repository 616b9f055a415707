"""A job runs at least once; what it does happens once."""

import pytest
from django.db import transaction

from korgan.journal.models import Heartbeat, Step
from korgan.journal.steps import once


def act(entry: int, step: str, *, dies: bool = False) -> bool:
    """A step whose write is told by a heartbeat's name."""
    with transaction.atomic():
        if not once(entry, step):
            return False
        Heartbeat.objects.create(name=f"{step} {Heartbeat.objects.count()}", at="2026-11-21T00:00:00Z")
        if dies:
            raise KeyboardInterrupt
        return True


@pytest.mark.django_db
def test_a_step_run_twice_changes_nothing() -> None:
    assert [act(1, "greet"), act(1, "greet")] == [True, False]
    assert Heartbeat.objects.count() == Step.objects.count() == 1


@pytest.mark.django_db
def test_other_steps_and_other_entries_are_other_steps() -> None:
    assert all([act(1, "greet"), act(1, "nod"), act(2, "greet")])


@pytest.mark.django_db
def test_a_step_that_died_is_done_by_the_next_run() -> None:
    with pytest.raises(KeyboardInterrupt):
        act(1, "greet", dies=True)
    assert Heartbeat.objects.count() == 0
    assert act(1, "greet")


def test_a_step_is_marked_only_in_the_transaction_that_does_it() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        once(1, "greet")
