"""A window may hold more entries than a page: every entry is read once, from whatever entry the reader resumes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from korgan.journal.cursor import Cursor, Read, parse
from korgan.journal.follower import step
from korgan.journal.queries import is_further_than, lag
from korgan.journal.reading import InsideTransaction, now, read
from korgan.journal.tests.facts import tell, told, told_together, until


def entries_of(cursor: Cursor, limit: int) -> list[Read]:
    """From the cursor to now, in pages of at most `limit`."""
    found: list[Read] = []
    while True:
        entries, cursor = read(cursor, limit)
        assert len(entries) <= limit
        found += entries
        if cursor.until is None:
            return found


def read_all(cursor: Cursor, limit: int) -> list[int]:
    return [entry.seq for entry in entries_of(cursor, limit)]


def test_a_reader_resumes_right_after_any_entry_of_any_page(fresh_database: str) -> None:
    begun = now()
    expected = told(2) + told_together(4)
    for limit in range(1, 8):
        assert read_all(begun, limit) == expected
        for place, entry in enumerate(entries_of(begun, limit)):
            assert read_all(parse(str(entry.cursor)), limit) == expected[place + 1 :]


def test_what_commits_between_two_pages_comes_in_the_next_window(fresh_database: str) -> None:
    begun = now()
    first = told(3)
    entries, inside = read(begun, 2)
    later = told(2)
    rest, end = read(inside, 2)
    assert [entry.seq for entry in (*entries, *rest)] == first
    assert read_all(end, 2) == later


def test_an_entry_that_commits_late_is_not_passed_over(fresh_database: str) -> None:
    written, may_commit = Event(), Event()

    def slowly() -> int:
        with transaction.atomic():
            seq = tell(1)
            written.set()
            may_commit.wait(10)
        connection.close()
        return seq

    begun = now()
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(slowly)
        written.wait(10)
        quick = told(1)
        entries, after = read(begun, 10)
        may_commit.set()
        late = slow.result(10)
    assert [entry.seq for entry in entries] == quick
    assert late < quick[0]
    assert read_all(after, 10) == [late]


def test_a_snapshot_is_never_taken_inside_a_writing_transaction(fresh_database: str) -> None:
    begun = now()
    with transaction.atomic():
        tell(1)
        with pytest.raises(InsideTransaction):
            read(begun, 10)


def test_how_far_a_cursor_lies_back_is_counted_up_to_a_limit(fresh_database: str) -> None:
    begun = now()
    told(5)
    _, inside = read(begun, 3)
    assert is_further_than(begun, 4)
    assert not is_further_than(begun, 5)
    assert not is_further_than(inside, 2)
    assert is_further_than(inside, 1)
    told(1)
    assert is_further_than(inside, 2)


def test_the_lag_is_the_age_of_the_oldest_entry_not_followed(fresh_database: str) -> None:
    step("path", lambda entries: None)
    assert lag() == 0.0
    told(1)
    until(lambda: lag() > 0.05)
    step("path", lambda entries: None)
    assert lag() == 0.0
