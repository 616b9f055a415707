"""Which of our languages a text is in. Kazakh mixed with Russian counts as Kazakh; a Kazakh name in a Russian sentence
does not; where the text says nothing, the hint of the channel or of the app decides."""

import re
from collections import Counter
from dataclasses import dataclass

LANGUAGES = ("kk", "ru", "uk", "en")
DEFAULT = "ru"
READ = 2000  # characters; a language shows early
STEM_LENGTHS = range(3, 9)

WORD = re.compile(r"[^\W\d_]+")
KAZAKH = re.compile("[әғқңөұүһ]", re.IGNORECASE)
UKRAINIAN = re.compile("[їєґ]", re.IGNORECASE)
BOTH = re.compile("і", re.IGNORECASE)  # Kazakh and Ukrainian, never Russian
NOT_UKRAINIAN = re.compile("[ыэёъ]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яіїєґәғқңөұүһ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """Folded words and beginnings of words, each with the languages that call it their own."""

    words: dict[str, tuple[str, ...]]
    stems: dict[str, tuple[str, ...]]


def language_of(text: str, folded: str, hint: str, known: Known) -> str:
    """The language of a text: kk, ru, uk or en; `folded` is the same text folded."""
    text, folded = text[:READ], folded[:READ]
    hint = hint[:2].lower()
    hint = hint if hint in LANGUAGES else DEFAULT
    scores = scores_of(folded, known)
    if not CYRILLIC.search(text):
        return latin(folded, scores, hint)
    if KAZAKH.search(text):
        return with_kazakh_letters(text, scores)
    if UKRAINIAN.search(text):
        return "uk"
    if BOTH.search(text):
        return kazakh_or_ukrainian(text, scores, hint)
    return plain_cyrillic(scores, hint, NOT_UKRAINIAN.search(text) is None)


def scores_of(folded: str, known: Known) -> Counter[str]:
    """How many words of the text each language knows as its own."""
    return Counter(language for word in WORD.findall(folded) for language in languages_of(word, known))


def languages_of(word: str, known: Known) -> tuple[str, ...]:
    if found := known.words.get(word):
        return found
    for length in STEM_LENGTHS[: max(len(word) - 2, 0)]:
        if found := known.stems.get(word[:length]):
            return found
    return ()


def latin(folded: str, scores: Counter[str], hint: str) -> str:
    """English, or Kazakh, Russian or Ukrainian typed in Latin letters."""
    best = max(LANGUAGES, key=lambda language: scores[language])
    if scores[best]:
        return best
    return "en" if len(WORD.findall(folded)) > 2 else hint


def with_kazakh_letters(text: str, scores: Counter[str]) -> str:
    """One Kazakh word makes the text Kazakh, unless it is only a name: "на Қабанбай батыра"."""
    theirs = [word for word in WORD.findall(text) if KAZAKH.search(word)]
    is_name_only = all(word[0].isupper() and not word.isupper() for word in theirs)
    foreign = max(("ru", "uk"), key=lambda language: scores[language])
    if is_name_only and not scores["kk"] and scores[foreign]:
        return foreign
    return "kk"


def kazakh_or_ukrainian(text: str, scores: Counter[str], hint: str) -> str:
    kazakh, ukrainian = scores["kk"], scores["uk"]
    if kazakh != ukrainian:
        return "kk" if kazakh > ukrainian else "uk"
    if NOT_UKRAINIAN.search(text):
        return "kk"
    return hint if hint in ("kk", "uk") else "uk"


def plain_cyrillic(scores: Counter[str], hint: str, may_be_ukrainian: bool) -> str:
    kazakh, russian, ukrainian = scores["kk"], scores["ru"], scores["uk"]
    if may_be_ukrainian and ukrainian > max(russian, kazakh):
        return "uk"
    if kazakh:
        return "kk"
    if russian or hint == "en":
        return "ru"
    return hint
