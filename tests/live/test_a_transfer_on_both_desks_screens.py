"""Promise 8, on the wire: an appeal given to another desk leaves the giving desk's stream with the transfer and comes
to the receiving desk with all it needs; of what is written there nothing goes to those who gave it."""

import json
from dataclasses import dataclass
from uuid import uuid4

from korgan import path
from korgan.handling import actions as handling
from korgan.handling.notes import write_note
from korgan.handling.transfer import transfer
from korgan.intake.models import Appeal
from korgan.journal.queries import cursor_now
from korgan.people.models import User
from korgan.reply.actions import reply
from tests.cast import NIGHT, at_console, message, registered
from tests.live.conftest import Live
from tests.live.listening import Event, Listener, signed_in
from tests.live.test_rights_change import newcomer

WORDS, NOTE, ANSWER, MORE = "Это за мостом", "Осторожно, собака", "Наряд едет", "Он вернулся с ножом"


@dataclass
class Handover:
    """An appeal of the town that its operator gives to the steppe; there it is worked on."""

    live: Live
    giver: User
    taker: User
    appeal: Appeal
    thread: dict[str, str]

    def give(self) -> int:
        desk = self.live.korgan.steppe_desk.pk
        return transfer(self.appeal.pk, desk, "other_area", WORDS, self.giver, NIGHT).version

    def work(self) -> list[str]:
        """What becomes of it afterwards; the note names the one who gave it away."""
        handling.take(self.appeal.pk, self.taker, NIGHT)
        write_note(self.appeal.pk, f"{NOTE} @{self.giver.number}", self.taker, NIGHT)
        reply(self.appeal.pk, ANSWER, self.taker, NIGHT)
        path.register(self.live.korgan.telegram, message(MORE, place=None, **self.thread), now=NIGHT)
        return ["AppealTaken", "NoteWritten", "ReplyWritten", "MessageReceived"]


def handover(live: Live, giver: User, taker: User) -> Handover:
    sender = str(uuid4())
    thread = {"scheme": "telegram", "sender": sender, "thread": sender}
    appeal = registered(live.korgan, **thread)
    return Handover(live, giver, taker, handling.take(appeal.pk, giver, NIGHT), thread)


def heard_until(screen: Listener, seq: int) -> list[Event]:
    heard = [screen.next("entry")]
    while heard[-1].seq != seq:
        heard.append(screen.next("entry"))
    return heard


def of(appeal: Appeal, heard: list[Event]) -> list[Event]:
    return [event for event in heard if str(appeal.pk) in json.dumps(event.data)]


def require_veiled(event: Event, story: Handover) -> None:
    """That it is no more theirs, and nothing else."""
    assert event.data["is_veiled"] is True
    assert event.data["facts"] == {"appeal": str(story.appeal.pk)}
    assert event.data["by"] is None
    assert not {"appeal", "message", "transfer", "note", "line"} & set(event.data)
    require_nothing_said(event, story)


def require_nothing_said(event: Event, story: Handover) -> None:
    told = json.dumps(event.data, ensure_ascii=False)
    for word in (WORDS, NOTE, ANSWER, MORE, "Крепостной", story.appeal.number, story.taker.name, story.taker.username):
        assert word not in told


def test_the_giving_desk_sees_it_go_and_hears_no_more_of_it(live: Live) -> None:
    story = handover(live, newcomer(live.korgan.town), newcomer(live.korgan.steppe))
    with live.console(signed_in(story.giver), cursor=cursor_now()) as screen:
        gone = story.give()
        story.work()
        marker = registered(live.korgan).version
        heard = heard_until(screen, marker)
    (event,) = of(story.appeal, heard)
    assert (event.seq, event.data["kind"]) == (gone, "AppealTransferred")
    require_veiled(event, story)
    for event in heard[:-1]:
        require_nothing_said(event, story)


def test_the_receiving_desk_sees_it_come_with_all_it_needs(live: Live) -> None:
    giver, taker = newcomer(live.korgan.town), newcomer(live.korgan.steppe)
    with live.console(signed_in(taker), cursor=cursor_now()) as screen:
        story = handover(live, giver, taker)
        came = story.give()
        (event,) = heard_until(screen, came)
        (row,) = in_queue(story)
        kinds = story.work()
        after = [screen.next("entry") for _ in kinds]
    assert without_times(event.data["appeal"]) == without_times(row)
    assert event.data["appeal"]["desk"] == live.korgan.steppe_desk.pk
    assert (event.data["transfer"]["words"], event.data["by"]) == (WORDS, giver.name)
    assert [one.data["kind"] for one in after] == kinds
    assert after[1].data["note"]["text"].startswith(NOTE)
    assert [one.data["message"]["parts"][0]["text"] for one in after[2:]] == [ANSWER, MORE]


def without_times(row: dict[str, object]) -> dict[str, object]:
    """A stream tells them to the microsecond, an answer to the millisecond."""
    return {name: value for name, value in row.items() if not (isinstance(value, str) and value.endswith("Z"))}


def in_queue(story: Handover) -> list[dict[str, object]]:
    page = at_console(story.taker).get("/api/console/queue").json()
    return [row for row in page["appeals"] if row["id"] == str(story.appeal.pk)]


def test_who_was_away_while_it_was_given_gets_nothing_of_it_afterwards(live: Live) -> None:
    """Replayed are the rows of now: also what he could read then is no more his."""
    giver, taker = newcomer(live.korgan.town), newcomer(live.korgan.steppe)
    before = cursor_now()
    story = handover(live, giver, taker)
    story.give()
    story.work()
    marker = registered(live.korgan).version
    with live.console(signed_in(story.giver), cursor=before) as screen:
        heard = heard_until(screen, marker)
    events = of(story.appeal, heard)
    assert [event.data["kind"] for event in events] == ["AppealRegistered", "AppealTaken", "AppealTransferred"]
    for event in events:
        require_veiled(event, story)
