"""Promise 6: through cuts of the line a screen resumes by its last id, without a gap and without a double."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

from django.db import connection

from korgan.journal.models import Entry
from korgan.journal.queries import cursor_now
from tests.cast import registered, until
from tests.live.conftest import Live
from tests.live.listening import Listener, signed_in
from tests.live.proxy import Proxy, proxy

CITIZENS, CUTS = 3, 6


def test_cuts_cost_no_entry_and_double_none(live: Live) -> None:
    cookie, cursor = signed_in(live.korgan.omarov), cursor_now()
    before = registered(live.korgan).version
    heard: list[int] = []
    enough, stop = Event(), Event()
    with proxy(live.web.port) as line, ThreadPoolExecutor(CITIZENS + 1) as pool:
        screen = Thread(target=listen_through_cuts, args=(line, cookie, cursor, heard, stop))
        screen.start()
        reporting = [pool.submit(report_on_and_on, live, enough) for _ in range(CITIZENS)]
        try:
            cut_again_and_again(line, heard)
            enough.set()
            for one in reporting:
                one.result()
            last = registered(live.korgan).version
            until(lambda: last in heard, 30)
        finally:
            enough.set()
            stop.set()
            line.cut()
            screen.join()
    expected = list(Entry.objects.filter(seq__gte=before).values_list("seq", flat=True))
    assert len(expected) > CUTS
    assert sorted(heard) == sorted(expected)


def listen_through_cuts(line: Proxy, cookie: str, cursor: str, heard: list[int], stop: Event) -> None:
    """As a browser does: the address stays, the last id is sent along."""
    last_id = ""
    while not stop.is_set():
        try:
            with Listener(line.port, f"/live/console?cursor={cursor}", cookie, last_id) as screen:
                for event in screen.events():
                    last_id = screen.last_id
                    if event.name == "entry":
                        heard.append(event.seq)
        except (OSError, http.client.HTTPException):
            stop.wait(0.02)


def report_on_and_on(live: Live, enough: Event) -> None:
    while not enough.is_set():
        registered(live.korgan)
    connection.close()


def cut_again_and_again(line: Proxy, heard: list[int]) -> None:
    """Each time a few more entries have come; once the line stays away for a while."""
    for cut in range(CUTS):
        so_far = len(heard)
        until(lambda: len(heard) > so_far + 3, 30)  # noqa: B023  # asked at once
        if cut == CUTS // 2:
            line.refuse()
            last = Entry.objects.latest("seq").seq
            until(lambda: Entry.objects.filter(seq__gt=last).exists(), 30)  # noqa: B023  # asked at once
            line.allow()
        else:
            line.cut()
