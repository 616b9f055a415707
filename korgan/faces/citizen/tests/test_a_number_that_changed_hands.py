"""Promise 8: a telephone number that was given to somebody else does not open its former holder's appeals."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from korgan.faces.citizen.tests.scene import is_told_clearly, post, report, told
from korgan.faces.citizen.tests.signing import AIGERIM, TIMUR, ask, let_ask_again, numbers, sent, sign_in
from korgan.journal.clock import now
from korgan.journal.models import Entry
from korgan.people import holding, lockout
from korgan.people.holding import GUESSES_COUNT_FOR, HELD_FOR, MOST_GUESSES
from korgan.people.identity import Joining
from korgan.people.models import Contact, Guesses
from tests.cast import city, phone

pytestmark = pytest.mark.django_db


def confirm(browser: Client, **more: Any) -> Any:
    return post(browser, "/api/citizen/code/confirm", {"phone": AIGERIM, "code": sent(), **more})


def days_pass(time: timedelta) -> None:
    for one in Joining.objects.all():
        Joining.objects.filter(pk=one.pk).update(at=one.at - time)


def scene() -> tuple[Client, str, Client]:
    """Aigerim's phone and her appeal; long after, Timur has her number and a code that is right."""
    city()
    aigerim, timur = phone(), phone()
    number = report(aigerim)["number"]
    sign_in(aigerim)
    days_pass(HELD_FOR + timedelta(days=1))
    let_ask_again()
    assert ask(timur).status_code == 200
    return aigerim, number, timur


def is_refused(answer: Any, status: int, code: str) -> bool:
    return (answer.status_code, told(answer)["error"]) == (status, code) and is_told_clearly(answer)


def test_the_right_code_alone_opens_nothing_of_the_former_holder() -> None:
    aigerim, number, timur = scene()
    assert is_refused(confirm(timur), 409, "number_changed_hands")
    assert numbers(timur) == set()
    assert told(timur.get("/api/citizen/who"))["phone"] is None
    assert numbers(aigerim) == {number}


def test_who_starts_anew_has_the_number_and_the_former_holder_keeps_her_appeals() -> None:
    aigerim, number, timur = scene()
    assert told(confirm(timur, is_new=True))["phone"] == "+77015550102"
    assert confirm(timur).status_code == 200, "a repeat after a lost answer"
    assert numbers(timur) == set()
    assert numbers(aigerim) == {number}
    assert told(aigerim.get("/api/citizen/who"))["phone"] is None
    fact = Entry.objects.get(kind="PhoneLetGo")
    former = Contact.objects.get(pk=fact.facts["contact"])
    assert former.address == f"former:{former.pk}"
    his = report(timur)["number"]
    third = phone()
    sign_in(third)
    assert numbers(third) == {his}, "from now on the number is his"


def test_the_former_holder_signs_in_by_her_new_number() -> None:
    aigerim, number, timur = scene()
    confirm(timur, is_new=True)
    assert sign_in(aigerim, TIMUR)["phone"] == "+77025550304"
    new = phone()
    sign_in(new, TIMUR)
    assert numbers(new) == {number}


def test_she_herself_names_an_appeal_of_hers_and_sees_them_all() -> None:
    _, number, new = scene()
    assert confirm(new, appeal_number=f" {number.lower()} ").status_code == 200
    assert numbers(new) == {number}


def test_numbers_of_appeals_are_not_guessed() -> None:
    _, number, timur = scene()
    another = report(phone())["number"]
    for _ in range(MOST_GUESSES):
        assert is_refused(confirm(timur, appeal_number=another), 422, "wrong_appeal_number")
    assert is_refused(confirm(timur, appeal_number=number), 409, "questions_over"), "also for the right one"
    let_ask_again()
    ask(timur)
    assert is_refused(confirm(timur, appeal_number=number), 409, "questions_over"), "a new code forgives nothing"
    assert confirm(timur, is_new=True).status_code == 200
    assert numbers(timur) == set()


def test_the_hourly_clearing_forgives_no_wrong_answer_before_its_month_is_over() -> None:
    _, number, timur = scene()
    for _ in range(MOST_GUESSES):
        confirm(timur, appeal_number="102-X")
    for passed, answer in ((GUESSES_COUNT_FOR - timedelta(days=1), 409), (timedelta(days=2), 200)):
        Guesses.objects.update(last_at=F("last_at") - passed)
        lockout.forget_old(now())
        holding.forget_old(now())
        assert confirm(timur, appeal_number=number).status_code == answer
    assert not Guesses.objects.exists()


def test_a_wrong_code_asks_nothing_and_counts_no_guess() -> None:
    _, number, timur = scene()
    wrong = f"{(int(sent()) + 1) % 1_000_000:06d}"
    for _ in range(MOST_GUESSES):
        assert is_refused(confirm(timur, code=wrong, appeal_number="102-X"), 422, "wrong_code")
    assert confirm(timur, appeal_number=number).status_code == 200


def test_a_number_that_was_proved_lately_is_asked_nothing() -> None:
    city()
    old, new = phone(), phone()
    number = report(old)["number"]
    sign_in(old)
    days_pass(HELD_FOR - timedelta(days=1))
    sign_in(new)
    assert numbers(new) == {number}


def test_her_own_phone_is_asked_nothing_however_late() -> None:
    city()
    old = phone()
    number = report(old)["number"]
    sign_in(old)
    days_pass(HELD_FOR * 4)
    sign_in(old)
    assert numbers(old) == {number}
