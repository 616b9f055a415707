"""What staff say to each other, what belongs apart or together, and the one act on many."""

from datetime import timedelta
from typing import Any

import pytest

from korgan import path
from korgan.briefs import stream
from korgan.handling import actions
from korgan.handling.duplicates import Seen, alike
from korgan.handling.follow_ups import done, follow_up
from korgan.handling.joining import DuplicateOfWhat, JoinRefused, join, part, together
from korgan.handling.models import Mention
from korgan.handling.notes import read_mention, write_note
from korgan.handling.numbers import add_number, looks_right
from korgan.handling.splitting import SplitRefused, split
from korgan.intake.models import Appeal, Message
from korgan.journal.models import Entry
from korgan.reply.joined import reply_to_joined
from korgan.reply.models import Template
from tests.cast import NIGHT, at_console, city, key, message, names, registered, taken

pytestmark = pytest.mark.django_db
HERE = (69.15, 54.87)


def test_a_mention_is_told_to_the_colleague_until_he_has_read_it_and_never_to_the_citizen() -> None:
    korgan = city()
    appeal = taken(korgan)
    note = write_note(appeal.pk, "Осторожно, собака. @015, проверьте; @099 чужой", korgan.omarov, NIGHT)
    assert list(Mention.objects.values_list("user", flat=True)) == [korgan.bekova.pk]
    entry = Entry.objects.get(kind="NoteWritten")
    assert f"user:{korgan.bekova.pk}" in entry.topics
    assert not any(topic.startswith("contact:") for topic in entry.topics)
    assert stream.for_citizens([entry]) == {}
    browser = at_console(korgan.bekova)
    assert [one["note"] for one in browser.get("/api/console/mentions").json()] == [str(note.pk)]
    read_mention(note.pk, korgan.bekova, NIGHT)
    assert browser.get("/api/console/mentions").json() == []


def test_a_split_message_is_an_appeal_of_its_own_with_the_next_number() -> None:
    korgan = city()
    thread: dict[str, Any] = {"scheme": "telegram", "sender": "7", "thread": "7"}
    first = path.register(korgan.telegram, message("На Крепостной авария", **thread), now=NIGHT)
    second = path.register(korgan.telegram, message("А ещё украли велосипед", place=None, **thread), now=NIGHT)
    appeal = actions.take(first.appeal, korgan.omarov, NIGHT)
    made = split(second.message, korgan.omarov, NIGHT)
    assert (appeal.serial, made.serial) == (1, 2)
    assert Message.objects.get(pk=second.message).appeal == made
    with pytest.raises(SplitRefused):
        split(first.message, korgan.omarov, NIGHT)
    third = path.register(korgan.telegram, message("Он уехал", place=None, **thread), now=NIGHT)
    assert third.appeal == appeal.pk


def test_joined_appeals_are_answered_together_and_parted_again() -> None:
    korgan = city()
    main, other = taken(korgan), registered(korgan, sender="timur")
    link = join(other.pk, main.pk, korgan.omarov, NIGHT)
    with pytest.raises(JoinRefused):
        join(main.pk, other.pk, korgan.omarov, NIGHT)
    reply_to_joined(main.pk, "Наряд на месте", korgan.omarov, NIGHT, key())
    assert [one.messages.filter(direction="out").count() for one in (main, other)] == [1, 1]
    part(link.pk, korgan.omarov, NIGHT)
    assert together(main.pk) == [main.pk]
    reply_to_joined(main.pk, "Ещё", korgan.omarov, NIGHT, key())
    assert [one.messages.filter(direction="out").count() for one in (main, other)] == [2, 1]


def test_a_duplicate_is_closed_with_the_link_to_what_it_doubles() -> None:
    korgan = city()
    main, other = registered(korgan), taken(korgan)
    with pytest.raises(DuplicateOfWhat):
        actions.close(other.pk, "duplicate", korgan.omarov, NIGHT)
    actions.close(other.pk, "duplicate", korgan.omarov, NIGHT, None, main.pk)
    closed = Entry.objects.get(kind="AppealClosed")
    assert closed.facts["link"] == Entry.objects.get(kind="AppealsJoined").facts["link"]


@pytest.mark.parametrize(
    ("east_m", "minutes", "categories", "is_alike"),
    [(0, 0, {"road"}, True), (240, 170, {"road"}, True), (260, 0, {"road"}, False), (0, 181, {"road"}, False),
     (0, 0, {"theft"}, False), (0, 0, set(), False)],
)  # fmt: skip
def test_near_in_place_time_and_category_may_be_the_same(
    east_m: float, minutes: int, categories: set[str], is_alike: bool
) -> None:
    one = Seen(*HERE, NIGHT, frozenset({"road"}))
    lon = HERE[0] + east_m / 111_320 / 0.5754
    other = Seen(lon, HERE[1], NIGHT + timedelta(minutes=minutes), frozenset(categories))
    assert (alike(one, other) is not None) is is_alike


def test_a_number_of_the_book_ends_its_clock_and_an_odd_one_is_only_warned_of() -> None:
    korgan = city()
    appeal = taken(korgan)
    assert appeal.register_by is not None
    add_number(appeal.pk, "kui", "№ четыре", korgan.omarov, NIGHT)
    assert not looks_right("kui", "четыре")
    assert looks_right("erdr", "250000121000123")
    assert Appeal.objects.get(pk=appeal.pk).register_by is None
    found = at_console(korgan.omarov).get("/api/console/find", {"number": "четыре"}).json()
    assert [one["number"] for one in found] == [appeal.number]
    assert at_console(korgan.stranger).get("/api/console/find", {"number": "четыре"}).json() == []


def test_the_soonest_promise_is_the_clock_of_the_queue() -> None:
    korgan = city()
    appeal = taken(korgan)
    later, sooner = (follow_up(appeal.pk, NIGHT + timedelta(hours=hours), "", korgan.omarov, NIGHT) for hours in (3, 1))
    assert Appeal.objects.get(pk=appeal.pk).call_at == sooner.due_at
    done(sooner.pk, korgan.omarov, NIGHT)
    assert Appeal.objects.get(pk=appeal.pk).call_at == later.due_at


def test_many_are_closed_each_by_itself_and_what_is_for_the_police_is_refused() -> None:
    korgan = city()
    Template.objects.create(code="water", texts=names("Позвоните 109"))
    off = [registered(korgan, "Во дворе прорвало трубу, вода заливает улицу") for _ in range(2)]
    ours = registered(korgan)
    asked = {"client_key": str(key()), "appeals": [str(one.pk) for one in (*off, ours)], "template": "water"}
    for _ in range(2):
        answer = at_console(korgan.omarov).post("/api/console/bulk/close", asked, content_type="application/json")
        assert [one["error"] for one in answer.json()] == [None, None, "on_topic"]
    assert Entry.objects.filter(kind="AppealClosed").count() == 2
    assert [one.messages.filter(direction="out").count() for one in (*off, ours)] == [1, 1, 0]
    assert Appeal.objects.get(pk=ours.pk).state == "registered"


def test_a_view_is_kept_for_a_desk_where_one_may_take() -> None:
    korgan = city()
    browser = at_console(korgan.stranger)

    def saved(desk: int) -> int:
        asked = {"client_key": str(key()), "name": "Ночь", "filters": {}, "desk": desk}
        return browser.post("/api/console/views", asked, content_type="application/json").status_code

    his = [one["id"] for one in browser.get("/api/console/desks", {"may": "take"}).json()]
    assert his == [korgan.steppe_desk.pk]
    assert [saved(desk) for desk in (korgan.steppe_desk.pk, korgan.town_desk.pk)] == [200, 404]
    chief = at_console(korgan.akhmetov).get("/api/console/desks", {"may": "take"})
    assert chief.json() == []
