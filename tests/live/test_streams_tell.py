"""What a screen hears: its own topics, each entry with the present rows, resumable after any of them."""

from uuid import uuid4

import pytest

from korgan.handling import actions as handling
from korgan.intake.models import Appeal
from korgan.journal.queries import cursor_now
from korgan.people.queries import address_of_key
from korgan.triage import actions as triage
from tests.cast import NIGHT, STEPPE, at_console, registered
from tests.live.conftest import Live
from tests.live.listening import Refused, holding, signed_in

STAFF_ONLY = {
    "urgency",
    "reasons",
    "assessment",
    "assessed_by",
    "taken_by",
    "routing_reason",
    "subject",
    "off_topic",
    "line",
    "by",
    "facts",
}


def test_an_entry_comes_with_its_present_rows(live: Live) -> None:
    with live.console(cursor=cursor_now()) as screen:
        appeal = registered(live.korgan)
        event = screen.next("entry")
    assert event.id.startswith("1.")
    assert event.data["kind"] == "AppealRegistered"
    assert event.data["seq"] == event.data["line"]["seq"] == appeal.version
    assert event.data["appeal"]["number"] == appeal.number
    assert event.data["message"]["parts"][0]["text"] == "На Крепостной авария, есть пострадавшие"


def test_a_screen_resumes_by_cursor_or_by_last_event_id(live: Live) -> None:
    cursor = cursor_now()
    first, second, third = (registered(live.korgan).version for _ in range(3))
    with live.console(cursor=cursor) as screen:
        assert [screen.next("entry").seq for _ in range(3)] == [first, second, third]
    with live.console(cursor=cursor) as screen:
        after_first = screen.next("entry").id
    fourth = registered(live.korgan).version
    with live.console(last_id=after_first) as screen:
        assert [screen.next("entry").seq for _ in range(3)] == [second, third, fourth]
    with live.console(cursor=after_first) as screen:
        assert screen.seqs_until(fourth) == [second, third]


def test_of_cursor_and_last_event_id_the_later_one_counts(live: Live) -> None:
    """A browser that reconnects by itself repeats the address with the old cursor."""
    old = cursor_now()
    registered(live.korgan)
    new = cursor_now()
    second = registered(live.korgan).version
    with live.console(cursor=old, last_id=new) as screen:
        assert screen.next("entry").seq == second


def test_a_beat_moves_the_place_to_resume_from(live: Live) -> None:
    registered(live.korgan)
    with live.console() as screen:
        beat = screen.next("beat")
    later = registered(live.korgan).version
    with live.console(last_id=beat.id) as screen:
        assert screen.next("entry").seq == later


def test_a_beat_tells_how_the_path_is(live: Live) -> None:
    with live.console() as one, live.console() as other:
        for screen in (one, other):
            told = screen.next("beat").data
            assert told["worker"] == "late"
            assert told["oldest_inbound_s"] == 0
            assert told["at"]


def test_an_operator_elsewhere_hears_nothing_of_it(live: Live) -> None:
    cursor = cursor_now()
    here = registered(live.korgan)
    there = registered(live.korgan, place=STEPPE)
    with live.console(signed_in(live.korgan.stranger), cursor=cursor) as screen:
        assert screen.seqs_until(there.version) == []
    with live.console(cursor=cursor) as screen:
        assert screen.seqs_until(there.version) == [here.version]


def test_a_citizen_hears_only_of_his_own_and_nothing_of_the_staff(live: Live) -> None:
    aigerim, timur = str(uuid4()), str(uuid4())
    cursor = cursor_now()
    his = registered(live.korgan, sender=address_of_key(timur))
    hers = registered(live.korgan, sender=address_of_key(aigerim))
    triage.agree(hers.pk, live.korgan.omarov)
    taken = handling.take(hers.pk, live.korgan.omarov, NIGHT)
    with live.citizen(holding(aigerim), cursor=cursor) as screen:
        heard = [screen.next("entry"), screen.next("entry")]
    assert [event.seq for event in heard] == [hers.version, taken.version]
    assert {event.data["appeal"]["id"] for event in heard} == {str(hers.pk)} != {str(his.pk)}
    for event in heard:
        assert not STAFF_ONLY & {*event.data, *event.data["appeal"]}
        assert "omarov" not in str(event.data).lower()


def test_who_has_no_right_is_told_to_sign_in(live: Live) -> None:
    of_a_citizen = holding(str(uuid4()))
    for cookie in ("", "sessionid=made-up", of_a_citizen):
        with pytest.raises(Refused) as refused:
            live.console(cookie)
        assert (refused.value.status, refused.value.body["error"]) == (401, "sign_in")
    for cookie in ("", of_a_citizen, signed_in(live.korgan.omarov)):
        with pytest.raises(Refused) as refused:
            live.citizen(cookie)
        assert refused.value.status == 401


def test_a_text_that_is_no_cursor_is_refused(live: Live) -> None:
    for text in ("nonsense", "1.9:5:", "9" * 1000):
        for place in ({"cursor": text}, {"last_id": text}):
            with pytest.raises(Refused) as refused:
                live.console(**place)
            assert (refused.value.status, refused.value.body["error"]) == (400, "bad_cursor")


def test_the_cursor_of_the_queue_leads_on_without_a_gap(live: Live) -> None:
    before = registered(live.korgan)
    page = at_console(live.korgan.omarov).get("/api/console/queue?limit=2000").json()
    after = registered(live.korgan)
    assert str(before.pk) in {appeal["id"] for appeal in page["appeals"]}
    with live.console(cursor=page["cursor"]) as screen:
        assert screen.next("entry").seq == after.version
    assert Appeal.objects.filter(pk=after.pk).exists()
