"""What the tests of the journal tell of."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from korgan.journal.actions import write


@dataclass(frozen=True, slots=True)
class Tick:
    number: int


def tell(number: int) -> int:
    return write(Tick(number), by="system:test", topics=["all"]).seq


def told(count: int) -> list[int]:
    """The seqs of so many entries, each of a transaction of its own."""
    seqs = []
    for number in range(count):
        with transaction.atomic():
            seqs.append(tell(number))
    return seqs


def told_together(count: int) -> list[int]:
    """The seqs of so many entries of one transaction."""
    with transaction.atomic():
        return [tell(number) for number in range(count)]


def begin_an_epoch() -> None:
    """What a restore does."""
    with connection.cursor() as cursor:
        cursor.execute("insert into journal_epoch default values")


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)
