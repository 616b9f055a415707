"""Receipt, progress and closing words, where the channel has no screen of ours; each said once."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from korgan.dispatch.models import UnitState
from korgan.intake.models import Appeal, Message, Outcome, Part
from korgan.reply import jobs
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import run, written
from korgan.reply.words import closing_words, progress_words, receipt_words
from korgan.words import LANGUAGES
from tests.cast import city, registered, taken

pytestmark = pytest.mark.django_db

# A word that only this language's receipt has.
SPOKEN = {"kk": "Өтініш нөмірі", "ru": "Номер обращения", "uk": "Номер звернення", "en": "Appeal number"}


def told(appeal: Appeal) -> list[str]:
    return list(Part.objects.filter(message__appeal=appeal, message__direction="out").values_list("text", flat=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_has_number_local_time_and_desk_in_the_citizens_language(language: str) -> None:
    appeal = registered(city())
    appeal.language = language
    words = receipt_words(appeal)
    local = appeal.registered_at.astimezone(ZoneInfo("Asia/Almaty"))
    assert SPOKEN[language] in words
    assert all(part in words for part in (appeal.number, f"{local:%H:%M}", "Городской отдел", "102"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_place_the_receipt_asks_where(language: str) -> None:
    appeal = registered(city(), place=None)
    appeal.language = language
    placed = receipt_words(appeal)
    appeal.lon, appeal.lat = 69.0, 54.0
    assert len(receipt_words(appeal)) < len(placed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_of_another_service_names_it(language: str) -> None:
    appeal = registered(city(), "Во дворе прорвало трубу, вода заливает улицу")
    assert appeal.hand_to
    appeal.language = language
    with_service = receipt_words(appeal)
    appeal.hand_to = ""
    assert len(receipt_words(appeal)) < len(with_service)


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_and_closing_are_told_in_every_language_with_the_number(language: str) -> None:
    appeal = registered(city())
    appeal.language, appeal.outcome = language, Outcome.HELPED
    said = [progress_words(appeal, UnitState.SENT), progress_words(appeal, UnitState.SCENE), closing_words(appeal)]
    assert all(appeal.number in words for words in said)
    assert len(set(said)) == 3


@pytest.mark.parametrize("state", [UnitState.ACCEPTED, UnitState.ENROUTE, UnitState.DONE])
def test_of_states_that_tell_a_citizen_nothing_nothing_is_said(state: UnitState) -> None:
    assert progress_words(registered(city()), state) == ""


@pytest.mark.parametrize("outcome", [Outcome.FALSE_CALL, Outcome.DUPLICATE])
def test_of_some_outcomes_nothing_is_said(outcome: Outcome) -> None:
    appeal = registered(city())
    appeal.outcome = outcome
    assert closing_words(appeal) == ""


def test_a_step_run_twice_writes_one_receipt(wire: Wire) -> None:
    appeal = written(city())
    facts: dict[str, Any] = {"appeal": str(appeal.pk), "message": "x", "channel": "wire"}
    for _ in range(2):
        run(jobs.write_receipt, seq=1, facts=facts)
    assert "".join(told(appeal)).count(appeal.number) == 1
    assert Message.objects.get(direction="out").kind == "receipt"


def test_each_entry_is_told_once(wire: Wire) -> None:
    appeal = written(city())
    Appeal.objects.filter(pk=appeal.pk).update(state="closed", outcome="helped")
    facts = {"appeal": str(appeal.pk)}
    for seq in (5, 5, 6, 6):
        run(jobs.tell_progress, seq=seq, facts=facts)
    for _ in range(2):
        run(jobs.tell_progress, seq=7, facts={**facts, "state": UnitState.SCENE})
        run(jobs.tell_closed, seq=8, facts=facts)
    assert Message.objects.filter(direction="out").count() == 4


def test_the_app_shows_itself_what_happens_and_is_told_nothing() -> None:
    appeal = taken(city())
    run(jobs.write_receipt, seq=1, facts={"appeal": str(appeal.pk)})
    run(jobs.tell_progress, seq=2, facts={"appeal": str(appeal.pk), "state": UnitState.SCENE})
    assert told(appeal) == []
