import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korgan.triage.folding import fold
from korgan.triage.rulebook import Rulebook, shipped
from korgan.triage.rules import READ, assess

SAID = [
    "авария",
    "не",
    "пострадавших нет",
    "ранен",
    "пахнет",
    "газом",
    "су жоқ",
    "горит",
    "дом",
    "вчера",
    "сейчас",
    "help",
]
ODD = [" ", "  ", "\n", "!", "дра\u0301ка", "İ", "ß", "б’є", "пoмoгите", "аааа", "\u200b", "\ud800", "\x00"]
PIECES = st.sampled_from([*SAID, *ODD])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@given(TEXTS, st.text(max_size=5), st.booleans(), st.booleans())
@settings(deadline=None)
def test_any_text_has_a_verdict_and_every_quote_is_a_part_of_it(
    text: str, hint: str, has_photo: bool, has_place: bool
) -> None:
    said = assess(text, language_hint=hint, has_photo=has_photo, has_place=has_place, book=shipped())
    assert said.language in ("kk", "ru", "uk", "en")
    assert said.urgency in ("now", "today", "later")
    assert said.off_topic or not said.hand_to
    assert said.reasons
    assert all(reason.quote is None or reason.quote in text for reason in said.reasons)
    assert "unknown" not in [reason.code for reason in said.reasons[1:]]


@given(TEXTS)
@settings(deadline=None)
def test_every_folded_letter_knows_where_it_stood(text: str) -> None:
    folded = fold(text)
    positions = folded.positions if folded.positions is not None else range(len(text))
    assert len(positions) == len(folded.text)
    assert list(positions) == sorted(set(positions))


@pytest.mark.parametrize(
    "piece",
    ["а", "не ", "горит ", "пропал ребенок ", "муж " * 4, " ", "!", "вода нет ", "в к ", "a а", "Ә", "аб\u0301", "1"],
)
def test_ten_megabytes_are_read_in_bounded_time(piece: str) -> None:
    text = piece * (10 * 1024 * 1024 // len(piece.encode()))
    started = time.process_time()
    said = assess(text, language_hint="ru", has_photo=False, has_place=False, book=shipped())
    # Generous: seconds here would mean a pattern that runs away, not a slow machine.
    assert time.process_time() - started < 3
    assert all(reason.quote is None or reason.quote in text[:READ] for reason in said.reasons)


def test_rules_that_fail_end_in_unknown_and_today(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("korgan.triage.rules.findings", broken)
    said = assess("драка, есть раненые", language_hint="kk", has_photo=False, has_place=False, book=shipped())
    assert (said.language, said.urgency, said.off_topic, said.kind) == ("kk", "today", False, "statement")
    assert [(reason.code, reason.quote) for reason in said.reasons] == [("unknown", None)]


def test_without_any_rule_everything_is_left_to_a_human() -> None:
    book = Rulebook((), {"service": {}, "category": {}, "reason": {}}, shipped().languages)
    said = assess("драка", language_hint="ru", has_photo=False, has_place=False, book=book)
    assert (said.urgency, said.off_topic, said.reasons[0].code) == ("today", False, "unknown")
