"""Promises 1 and 9 on a full disk: what cannot be kept is refused in words and told when to come again, nothing stays
half written, and as soon as there is room everything goes on by itself."""

import os
from pathlib import Path
from uuid import uuid4

import pytest

from korgan.evidence.tests.photos import photo
from tests.e2e.stack import Stack, answers, until
from tests.faults.asking import Phone, ask, port_of, registered, told
from tests.faults.breaking import no_room
from tests.faults.citizens import Citizens

PHOTO = photo(size=(1600, 1200))
COMES_BACK_IN_S = 240.0  # on a busy machine; seconds on an idle one


@pytest.fixture(autouse=True)
def of_its_own(stack: Stack) -> None:
    if not os.path.ismount(stack.data):
        pytest.skip("only root can mount a small disk to fill")


def half_written(data: Path) -> list[Path]:
    return list((data / "evidence/incoming").glob("*"))


def test_a_photo_without_room_is_refused_in_words_and_taken_when_there_is_room(stack: Stack) -> None:
    phone, shown = Phone(stack), str(uuid4())
    _, receipt = phone.reports(photo=shown)
    path = f"/upload/citizen/{receipt['id']}/{shown}"
    with no_room(stack.data):
        status, said, headers = told(stack, "PUT", path, PHOTO, phone.cookie, "application/octet-stream")
        # Which of the two has no room first is chance: the evidence or the database.
        assert (status, said["error"]) in {(507, "no_room"), (503, "not_received")}
        assert set(said["message"]) == {"kk", "ru", "uk", "en"}
        assert int(headers["retry-after"]) > 0
        assert half_written(stack.data) == []
    until(lambda: phone.uploads(receipt["id"], shown, PHOTO)[0] in {200, 201}, COMES_BACK_IN_S, "no room yet")
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
