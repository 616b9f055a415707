"""Promise 1 across a restore: what a life of the database left unfollowed is followed once, whatever numbers its
transactions had, and nothing of it stands in the way of the next life."""

from collections.abc import Sequence

import pytest
from django.db import connection

from korgan.journal import follower
from korgan.journal.cursor import Read
from korgan.journal.follower import step
from korgan.journal.models import Follower
from korgan.journal.queries import is_further_than, lag
from korgan.journal.reading import now
from korgan.journal.tests.facts import begin_an_epoch, told, told_together

MOVED_ON = "update journal_entry set xid = (xid::text::bigint + 1000000)::text::xid8"


class Followed:
    def __init__(self) -> None:
        self.seqs: list[int] = []

    def take(self, entries: Sequence[Read]) -> None:
        self.seqs += [entry.seq for entry in entries]

    def all_there_is(self) -> list[int]:
        idle = 0
        while idle < 3:
            idle = 0 if step("path", self.take) else idle + 1
        return self.seqs


def as_if_from_another_server() -> None:
    """Entries and cursor of a server that had counted far more transactions than this one."""
    with connection.cursor() as cursor:
        cursor.execute("alter table journal_entry disable trigger user")
        cursor.execute(MOVED_ON)
        cursor.execute("alter table journal_entry enable always trigger journal_entry_append_only")
    for kept in Follower.objects.all():
        epoch, _, snapshot = kept.cursor.partition(".")
        low, high, _ = snapshot.split(":")
        kept.cursor = f"{epoch}.{int(low) + 1_000_000}:{int(high) + 1_000_000}:"
        kept.save()


@pytest.mark.parametrize("page", [1, 2, 500])
def test_what_was_left_is_followed_once_and_then_the_new_life(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(follower, "PAGE", page)
    followed = Followed()
    before = told(3)
    assert followed.all_there_is() == before
    left = told(2) + told_together(3)
    as_if_from_another_server()
    begin_an_epoch()
    new = told(2)
    assert lag() > 0
    assert followed.all_there_is() == before + left + new
    assert followed.all_there_is() == before + left + new
    assert lag() == 0


def test_lives_that_nobody_followed_are_followed_one_after_the_other(fresh_database: str) -> None:
    followed = Followed()
    expected = told(1)
    followed.all_there_is()
    for _ in range(2):
        expected += told(2)
        begin_an_epoch()
    expected += told(1)
    assert followed.all_there_is() == expected


def test_the_old_life_does_not_count_as_news_of_the_new_one(fresh_database: str) -> None:
    told(5)
    as_if_from_another_server()
    begin_an_epoch()
    begun = now()
    told(1)
    assert not is_further_than(begun, 1)
