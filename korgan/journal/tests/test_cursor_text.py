"""A cursor comes back from outside, so any text may come as one."""

import pytest

from korgan.journal.cursor import LONGEST, BadCursor, Cursor, OtherEpoch, parse
from korgan.journal.reading import beginning, now, read
from korgan.journal.tests.facts import begin_an_epoch, told, told_together

GOOD = ["1.3:3:", "1.730:735:731,733", "7.730:735:731~740:740:~12", f"1.{2**63 - 1}:{2**63 - 1}:"]
BAD = {
    "nothing": "",
    "a word": "now",
    "no epoch": "730:735:",
    "ends crossed": "1.735:730:",
    "nobody": "1.0:0:",
    "in progress below": "1.730:735:729",
    "in progress above": "1.730:735:735",
    "in progress without order": "1.730:735:733,731",
    "in progress twice": "1.730:735:731,731",
    "too great": f"1.{2**63}:{2**63}:",
    "a place too great": f"1.3:3:~4:4:~{2**63}",
    "an end too great": f"1.3:3:~4:{2**63}:~1",
    "more digits than Python converts": "1" * 5000 + ".3:3:",
    "half a page": "1.3:3:~4:4:",
    "other digits": "١.٣:٣:",
    "a line more": "1.3:3:\n",
    "too long": "1.1:9999999:" + ",".join(map(str, range(1, LONGEST // 4))),
    "SQL": "1.3:3:'; drop table journal_entry; --",
}


@pytest.mark.parametrize("text", GOOD)
def test_a_cursor_survives_being_written_down(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        parse(text)


@pytest.mark.django_db
def test_postgres_takes_every_cursor_that_we_take() -> None:
    for cursor in map(parse, GOOD):
        read(Cursor(now().epoch, cursor.since, cursor.until, cursor.after), 10)


def test_a_cursor_of_another_epoch_begins_anew(fresh_database: str) -> None:
    begun = now()
    told_together(3)
    _, inside = read(begun, 2)
    begin_an_epoch()
    fresh = told(2)
    for old in (begun, inside):
        with pytest.raises(OtherEpoch):
            read(old, 10)
    entries, _ = read(beginning(), 10)
    assert [entry.seq for entry in entries] == fresh
