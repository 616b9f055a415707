"""A reader too slow for its buffer is closed, not served with a gap, and resumes to exactly the full set."""

from django.db import connection

from korgan.journal.queries import cursor_now
from tests.cast import registered
from tests.live.conftest import Live
from tests.live.listening import Listener, signed_in

ENTRIES = 6_000
FLOOD = """
insert into journal_entry (kind, by, topics, facts)
select 'AppealSeen', 'system:test', array['area:' || %s], jsonb_build_object('appeal', %s) from generate_series(1, %s)
returning seq
"""


def test_a_slow_reader_is_closed_and_resumes_to_the_full_set(live: Live) -> None:
    appeal = registered(live.korgan)
    cookie = signed_in(live.korgan.omarov)
    before = cursor_now()
    with live.console(cookie, cursor=before) as screen:
        screen.next("beat")
        expected = flood(live.korgan.town.pk, str(appeal.pk))
        with live.console(cookie, cursor=before) as quick:  # meanwhile: the slow one holds up nobody
            assert quick.seqs_until(expected[-1]) == expected[:-1]
        heard = [event.seq for event in screen.events() if event.name == "entry"]
        last_id = screen.last_id
    assert 0 < len(heard) < ENTRIES, "the slow reader was not closed"
    while expected[-1] not in heard:
        with Listener(live.web.port, "/live/console", cookie, last_id) as screen:
            for event in screen.events():
                heard += [event.seq] if event.name == "entry" else []
                if expected[-1] in heard[-1:]:
                    break
            last_id = screen.last_id
    assert heard == expected


def flood(area: int, appeal: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(FLOOD, [area, appeal, ENTRIES])
        return [seq for (seq,) in cursor.fetchall()]
