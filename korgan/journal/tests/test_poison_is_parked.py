"""Promise 1: an entry that nothing can follow from is parked with its reason, and every other is followed once."""

from collections.abc import Sequence

import pytest
from django.db import OperationalError, connection

from korgan.journal import parking
from korgan.journal.cursor import Read
from korgan.journal.follower import step
from korgan.journal.models import Entry, Parked
from korgan.journal.tests.facts import told

BY = "system:test"


class Deferring:
    """Defers everything but the poison."""

    def __init__(self, poison: int | None = None) -> None:
        self.poison, self.seqs = poison, list[int]()

    def __call__(self, entries: Sequence[Read]) -> None:
        if any(entry.seq == self.poison for entry in entries):
            raise KeyError("channel")
        self.seqs += [entry.seq for entry in entries]


def test_poison_is_parked_and_the_others_are_followed_once(fresh_database: str) -> None:
    seqs = told(5)
    deferring = Deferring(poison=seqs[2])
    assert step("path", deferring) == 5
    assert deferring.seqs == [seqs[0], seqs[1], seqs[3], seqs[4]]
    assert list(Parked.objects.values_list("entry", "why")) == [(seqs[2], "KeyError")]
    assert parking.counted() == {"entries": 1, "jobs": 0}
    assert step("path", deferring) == 0


def test_what_is_parked_is_followed_when_somebody_says_so(fresh_database: str) -> None:
    (seq,) = told(1)
    step("path", Deferring(poison=seq))
    with pytest.raises(KeyError):
        parking.entry_again(seq, Deferring(poison=seq), BY)
    assert [found.id for found in parking.entries()] == [str(seq)]
    healed = Deferring()
    assert parking.entry_again(seq, healed, BY)
    assert healed.seqs == [seq]
    assert not parking.entry_again(seq, healed, BY)
    assert Entry.objects.get(kind="TriedAgain").facts == {"what": "entry", "id": str(seq)}


def test_a_database_that_goes_away_parks_nothing(fresh_database: str) -> None:
    told(2)

    def killed(entries: Sequence[Read]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        step("path", killed)
    connection.close()
    deferring = Deferring()
    assert step("path", deferring) == 2
    assert not Parked.objects.exists()
