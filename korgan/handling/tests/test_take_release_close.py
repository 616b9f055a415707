"""The table of allowed moves, tried from every state, by whoever has the appeal and by his colleague."""

from collections.abc import Callable
from uuid import UUID

import pytest

from korgan.handling import actions
from korgan.handling.rules import NEXT_STATES, AlreadyTaken, MoveRefused, NotYours, UnknownOutcome
from korgan.intake.models import Appeal, Conversation, Outcome, State
from korgan.journal.models import Entry
from korgan.people.models import User
from tests.cast import NIGHT, City, city, registered, taken

pytestmark = pytest.mark.django_db

Act = Callable[[UUID, User], Appeal]
ACTS: dict[str, Act] = {
    "take": lambda appeal, by: actions.take(appeal, by, NIGHT),
    "release": lambda appeal, by: actions.release(appeal, by),
    "close": lambda appeal, by: actions.close(appeal, Outcome.HELPED, by, NIGHT),
}
NOBODY, HIS, COLLEAGUES = "nobody's", "his", "a colleague's"

# state, whose it is, act -> the next state or the refusal
TABLE: dict[tuple[str, str, str], str | type[Exception]] = {
    (State.REGISTERED, NOBODY, "take"): State.TAKEN,
    (State.REGISTERED, NOBODY, "release"): NotYours,
    (State.REGISTERED, NOBODY, "close"): State.CLOSED,
    (State.TAKEN, HIS, "take"): State.TAKEN,
    (State.TAKEN, HIS, "release"): State.REGISTERED,
    (State.TAKEN, HIS, "close"): State.CLOSED,
    (State.TAKEN, COLLEAGUES, "take"): AlreadyTaken,
    (State.TAKEN, COLLEAGUES, "release"): AlreadyTaken,
    (State.TAKEN, COLLEAGUES, "close"): AlreadyTaken,
    (State.SENT, HIS, "take"): State.SENT,
    (State.SENT, HIS, "release"): MoveRefused,
    (State.SENT, HIS, "close"): MoveRefused,
    (State.SENT, COLLEAGUES, "take"): AlreadyTaken,
    (State.SENT, COLLEAGUES, "release"): AlreadyTaken,
    (State.SENT, COLLEAGUES, "close"): AlreadyTaken,
    (State.DONE, HIS, "take"): State.TAKEN,
    (State.DONE, HIS, "release"): MoveRefused,
    (State.DONE, HIS, "close"): State.CLOSED,
    (State.DONE, COLLEAGUES, "take"): AlreadyTaken,
    (State.DONE, COLLEAGUES, "release"): AlreadyTaken,
    (State.DONE, COLLEAGUES, "close"): AlreadyTaken,
    (State.CLOSED, NOBODY, "take"): MoveRefused,
    (State.CLOSED, NOBODY, "release"): NotYours,
    (State.CLOSED, NOBODY, "close"): MoveRefused,
    (State.CLOSED, HIS, "take"): MoveRefused,
    (State.CLOSED, HIS, "release"): MoveRefused,
    (State.CLOSED, HIS, "close"): MoveRefused,
    (State.CLOSED, COLLEAGUES, "take"): AlreadyTaken,
    (State.CLOSED, COLLEAGUES, "release"): AlreadyTaken,
    (State.CLOSED, COLLEAGUES, "close"): AlreadyTaken,
}


def appeal_in(korgan: City, state: str, whose: str) -> UUID:
    holder = {NOBODY: None, HIS: korgan.omarov, COLLEAGUES: korgan.bekova}[whose]
    appeal = registered(korgan)
    outcome = Outcome.NO_CRIME if state == State.CLOSED else ""
    Appeal.objects.filter(pk=appeal.pk).update(state=state, taken_by=holder, outcome=outcome)
    return appeal.pk


def test_the_table_tries_every_state_with_every_act() -> None:
    assert {(state, act) for state, _, act in TABLE} == {(state, act) for state in State for act in ACTS}
    assert set(NEXT_STATES) == set(State)


@pytest.mark.parametrize(("state", "whose", "act"), TABLE)
def test_an_appeal_moves_only_by_the_table(state: str, whose: str, act: str) -> None:
    korgan, expected = city(), TABLE[state, whose, act]
    appeal = appeal_in(korgan, state, whose)
    if isinstance(expected, str):
        assert ACTS[act](appeal, korgan.omarov).state == expected
        assert Appeal.objects.get(pk=appeal).state == expected
        return
    written = Entry.objects.count()
    with pytest.raises(expected):
        ACTS[act](appeal, korgan.omarov)
    assert Appeal.objects.get(pk=appeal).state == state
    assert Entry.objects.count() == written


def test_taking_writes_who_and_when_and_reads_the_messages() -> None:
    korgan = city()
    appeal = taken(korgan)
    assert (appeal.taken_by, appeal.taken_at, appeal.unread) == (korgan.omarov, NIGHT, 0)
    entry = Entry.objects.get(kind="AppealTaken")
    assert (entry.by, entry.seq) == (f"staff:{korgan.omarov.pk}", appeal.version)
    assert entry.facts == {"appeal": str(appeal.pk), "staff": korgan.omarov.pk}
    assert f"area:{korgan.town.pk}" in entry.topics


def test_taking_ones_own_again_writes_nothing() -> None:
    korgan = city()
    appeal = taken(korgan)
    assert actions.take(appeal.pk, korgan.omarov, NIGHT).version == appeal.version
    assert Entry.objects.filter(kind="AppealTaken").count() == 1


def test_a_released_appeal_is_anybodys_again() -> None:
    korgan = city()
    appeal = actions.release(taken(korgan).pk, korgan.omarov)
    assert (appeal.taken_by, appeal.taken_at) == (None, None)
    assert actions.take(appeal.pk, korgan.bekova, NIGHT).taken_by == korgan.bekova


def test_closing_ends_the_conversation_and_keeps_the_outcome() -> None:
    korgan = city()
    appeal = actions.close(taken(korgan).pk, Outcome.NO_CRIME, korgan.omarov, NIGHT)
    assert (appeal.outcome, appeal.closed_at) == (Outcome.NO_CRIME, NIGHT)
    assert not Conversation.objects.filter(appeal=appeal, is_open=True).exists()
    assert Entry.objects.get(kind="AppealClosed").facts == {
        "appeal": str(appeal.pk),
        "outcome": "no_crime",
        "link": None,
    }


@pytest.mark.parametrize("outcome", ["", "won", "closed", "Helped"])
def test_an_appeal_is_closed_with_a_known_outcome_only(outcome: str) -> None:
    korgan = city()
    with pytest.raises(UnknownOutcome):
        actions.close(taken(korgan).pk, outcome, korgan.omarov, NIGHT)


def test_the_refusal_names_who_has_the_appeal() -> None:
    korgan = city()
    appeal = taken(korgan, by=korgan.bekova)
    with pytest.raises(AlreadyTaken, match="015") as refused:
        actions.take(appeal.pk, korgan.omarov, NIGHT)
    assert refused.value.holder == korgan.bekova


def test_only_the_holder_reads_the_messages_off() -> None:
    korgan = city()
    appeal = taken(korgan)
    Appeal.objects.filter(pk=appeal.pk).update(unread=3)
    assert actions.see(appeal.pk, korgan.bekova).unread == 3
    assert actions.see(appeal.pk, korgan.omarov).unread == 0
    assert actions.see(appeal.pk, korgan.omarov).version == Entry.objects.get(kind="AppealSeen").seq
