"""Promises 1 and 9 on a full disk: what cannot be kept is refused in words and told when to come again, nothing stays
half written, and as soon as there is room everything goes on by itself."""

import os
from typing import Any
from uuid import uuid4

import pytest

from korgan.evidence.tests.photos import photo
from tests.e2e.stack import Stack, answers, until
from tests.faults.asking import Phone, address_of, ask, port_of, registered
from tests.faults.breaking import no_room
from tests.faults.citizens import Citizens

PHOTO = photo(size=(1600, 1200))
COMES_BACK_IN_S = 240.0  # on a busy machine; seconds on an idle one


@pytest.fixture(autouse=True)
def of_its_own(stack: Stack) -> None:
    if not os.path.ismount(stack.data):
        pytest.skip("only root can mount a small disk to fill")


def accepted(phone: Phone, photo: str) -> dict[str, Any]:
    """As the app reports: the same again while it is told to come later. After a fault each thread of the web finds out
    by itself that its connection of before is gone."""
    key, said = str(uuid4()), dict[str, Any]()

    def is_in() -> bool:
        status, answer = phone.reports(photo=photo, key=key)
        said.update(answer)
        return status in {200, 201}

    until(is_in, COMES_BACK_IN_S, "not received")
    return said


def test_a_photo_without_room_is_refused_in_words_and_goes_on_when_there_is_room(stack: Stack) -> None:
    phone, announced, late = Phone(stack), str(uuid4()), str(uuid4())
    address = address_of(accepted(phone, announced)["id"], announced)
    until(lambda: phone.announces(address, PHOTO)[0] in {200, 201}, COMES_BACK_IN_S, "not announced")
    later = accepted(phone, late)
    with no_room(stack.data):
        for status, said, headers in (
            phone.announces(address_of(later["id"], late), PHOTO),
            phone.goes_on(address, PHOTO),
        ):
            assert status == 503
            # A HEAD has no words.
            assert set(said.get("message", {})) in (set(), {"kk", "ru", "uk", "en"})
            assert int(headers["retry-after"]) > 0
    until(lambda: phone.goes_on(address, PHOTO)[0] in {200, 204}, COMES_BACK_IN_S, "no room yet")
    (kept,) = ask(stack.data, f"select original, bytes from evidence_evidence where bytes = {len(PHOTO)}")
    assert (stack.data / "evidence" / kept["original"]).read_bytes() == PHOTO


def test_registrations_without_room_are_refused_and_nothing_acknowledged_is_lost(stack: Stack) -> None:
    citizens = Citizens(port_of(stack), count=4)
    try:
        until(lambda: len(citizens.numbers) >= 20, COMES_BACK_IN_S, "no load")
        with no_room(stack.data):
            refused = citizens.repeats + 20
            until(lambda: citizens.repeats >= refused, COMES_BACK_IN_S, "Postgres found room somewhere")
        served = len(citizens.numbers)
        until(lambda: len(citizens.numbers) >= served + 20, COMES_BACK_IN_S, "it did not go on by itself")
    finally:
        citizens.stop()
    assert citizens.faults == []
    found = registered(stack.data)
    assert citizens.numbers.items() <= {(key, number) for number, key in found}
    assert len({key for _, key in found}) == len({number for number, _ in found}) == len(found)
    until(lambda: answers(stack), COMES_BACK_IN_S, "the worker does not follow what was registered")
