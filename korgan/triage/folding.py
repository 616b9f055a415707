"""A text as rules see it: letters that people confuse or type for one another are one letter, so that a stem is written
once. Every folded letter knows where it stands in the text, for a quote is always the citizen's own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Kazakh letters typed on a Russian keyboard, the Ukrainian і, ё and й without their marks.
CYRILLIC = str.maketrans("әғқңөұүһіїйёєґў", "агкноуухиииеегу")
LATIN_MARKS = str.maketrans("áàäâãåāçćčéèêëēíìïīñńóòöôõōúùüûūýşšğżžı", "aaaaaaaccceeeeeiiiinnoooooouuuuuyssgzzi")
# Latin letters that look Cyrillic; read so only inside a word that has Cyrillic letters.
LOOK_ALIKES = str.maketrans("abcehikmoptxy", "авсеникмортху")

MIXED_WORD = re.compile(r"\b(?=\w*[a-z])(?=\w*[а-я])\w+")
# Stress marks and decomposed й or ё, soft hyphens, zero-width characters, the apostrophes of "б'є" and "can't".
DROPPED = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufe0f\ufeff'`´’ʼ"
UNSTEADY = re.compile(rf"[{DROPPED}]|([^\W\d_])\1\1")
PIECE = re.compile(rf"[{DROPPED}]+|([^\W\d_])(?:[{DROPPED}]*\1){{2,}}|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    # Where each folded character stands in the original; None: at the same index.
    positions: Sequence[int] | None

    def slice_of(self, original: str, start: int, end: int) -> str:
        """The original's characters behind folded[start:end]."""
        if self.positions is None:
            return original[start:end]
        return original[self.positions[start] : self.positions[end - 1] + 1]


def fold(text: str) -> Folded:
    lowered = lower(text)
    if not UNSTEADY.search(lowered):
        return Folded(fold_letters(lowered), None)
    kept, positions = steady(lowered)
    return Folded(fold_letters(kept), positions)


def lower(text: str) -> str:
    """Lower case of the same length: İ alone would become two characters."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(one if len(one) == 1 else was for was, one in ((was, was.lower()) for was in text))


def steady(text: str) -> tuple[str, list[int]]:
    """Without dropped characters and with "помогииите" written once, and where what is left stood."""
    kept = [
        (piece.group()[0], piece.start())
        for piece in PIECE.finditer(text)
        if piece.group(1) or not UNSTEADY.match(piece.group())
    ]
    return "".join(letter for letter, _ in kept), [at for _, at in kept]


def fold_letters(text: str) -> str:
    folded = text.translate(CYRILLIC)
    if folded.isascii():
        return folded
    return MIXED_WORD.sub(lambda word: word.group().translate(LOOK_ALIKES), folded.translate(LATIN_MARKS))
