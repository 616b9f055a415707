from pathlib import Path

import pytest

from korgan.triage.rulebook import shipped
from korgan.triage.rules import Assessment, assess

CASES = Path(__file__).parent / "cases.psv"


def read(text: str, hint: str = "en", *, has_photo: bool = False, has_place: bool = False) -> Assessment:
    return assess(text, language_hint=hint, has_photo=has_photo, has_place=has_place, book=shipped())


def cases() -> list[list[str]]:
    lines = [line for line in CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case[0][:50])
def test_the_table_of_texts_is_assessed_as_written_there(case: list[str]) -> None:
    text, *expected = case
    said = read(text)
    service = said.hand_to or ("nobody" if said.off_topic else "no")
    assert [said.language, said.urgency, service, said.kind, said.reasons[0].code] == expected
    assert said.off_topic == (service != "no")


def test_the_quote_is_the_citizens_own_words() -> None:
    said = read("Здравствуйте! На Крепостной авария, есть ПОСТРАДАВШИЕ, приезжайте")
    assert [(reason.code, reason.quote) for reason in said.reasons] == [
        ("wounded", "ПОСТРАДАВШИЕ"),
        ("road_accident", "авария"),
    ]


def test_a_quote_keeps_stress_marks_and_drawn_out_letters() -> None:
    assert read("идёт дра\u0301аааака!").reasons[0].quote == "дра\u0301аааака"


def test_what_was_softened_by_time_says_so() -> None:
    said = read("Вчера меня избили")
    assert [(reason.code, reason.quote) for reason in said.reasons] == [("attack", "избили"), ("in_the_past", "Вчера")]


@pytest.mark.parametrize(
    ("has_photo", "has_place", "code"),
    [(True, False, "photo_only"), (True, True, "photo_only"), (False, True, "place_only"), (False, False, "no_text")],
)
@pytest.mark.parametrize("text", ["", "  \n", "...", "👍"])
def test_nothing_written_is_left_to_a_human(text: str, has_photo: bool, has_place: bool, code: str) -> None:
    said = read(text, "kk", has_photo=has_photo, has_place=has_place)
    assert (said.language, said.urgency, said.off_topic, said.hand_to) == ("kk", "today", False, "")
    assert said.reasons[0].code == code


@pytest.mark.parametrize(("hint", "language"), [("kk", "kk"), ("uk", "uk"), ("xx", "ru"), ("", "ru"), ("en-GB", "en")])
def test_where_the_text_shows_no_language_the_hint_decides(hint: str, language: str) -> None:
    assert read("102", hint).language == language


def test_a_category_is_the_matter_not_that_somebody_is_hurt() -> None:
    assert read("авария, есть пострадавшие").category == "road_accident"
    assert read("человек ранен").category == "injury"
