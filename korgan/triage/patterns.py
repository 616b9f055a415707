"""How a rule says what to look for. A pattern is words as folded (see folding.py); each is a stem, so "пропал ребен"
finds "пропала ребенок", but a word of one or two letters is whole; a space is any space between words, … stands for up
to four words. `(a|b)`, `[аб]`, `а?` and
`\\b` (here the word ends) are as in regular expressions; `*`, `+` and `{}` are refused, so no pattern can run away."""

import re
from dataclasses import dataclass

from korgan.triage.folding import fold
from korgan.words import say

HEAD = 3
LONGEST = 800
MANY_CHOICES = 8

# Possessive: a space that matched is never tried again in another way.
BETWEEN = r"\w*+\W++"
WORDS_BETWEEN = r"\w*+(?:[^\w.!?\n]++\w++){0,4}?[^\w.!?\n]++"
# A negation does not reach over a comma: "пострадавших нет, но один ранен".
WORDS_NEGATED = r"\w*+(?:[^\w.,;:!?\n]++\w++){0,4}?[^\w.,;:!?\n]++"
WHOLE = "="  # a head that is the whole word
WORD_OF_PATTERN = re.compile(r"(?:^|(?<=[\s…]))(\(?)([^()\s…]+)(?=\)?(?:[\s…]|$))")
SHORT = re.compile(r"(?:^|(?<=\|))([^\W\d_]{1,2})(?=$|\|)")
REFUSED = re.compile(r"(?<!\\)[*+{}^$]|\(\?|\\[^bd.]")


class PatternBroken(Exception):
    """Something in a rule file cannot be read: a code with words in locale/, and near which text it stands."""

    def __init__(self, code: str, near: str = "", **values: object) -> None:
        super().__init__(code)
        self.code, self.near, self.values = code, near, values

    def words(self, language: str) -> str:
        return say(language, f"rules.{self.code}", **self.values)

    def __str__(self) -> str:
        return self.words("en")


@dataclass(frozen=True, slots=True)
class Pattern:
    source: str
    # The letters every word it can begin at begins with; a word is looked up by them.
    heads: tuple[str, ...]
    compiled: re.Pattern[str]


def pattern(source: str, *, is_veto: bool = False) -> Pattern:
    """Read one pattern; raises PatternBroken."""
    require_bounded(source)
    folded = WORD_OF_PATTERN.sub(lambda word: word[1] + SHORT.sub(r"\1\\b", word[2]), folded_source(source))
    try:
        compiled = re.compile(expression(folded, WORDS_NEGATED if is_veto else WORDS_BETWEEN))
    except re.error as error:
        raise PatternBroken("not_readable", source, source=source, why=error) from None
    if compiled.match(""):
        raise PatternBroken("matches_nothing", source, source=source)
    return Pattern(source, heads(folded), compiled)


def require_bounded(source: str) -> None:
    if not source.strip():
        raise PatternBroken("empty", '""')
    if len(source) > LONGEST:
        raise PatternBroken("long", source, source=f"{source[:20]}…", longest=LONGEST)
    if refused := REFUSED.search(source):
        raise PatternBroken("refused", source, source=source, what=refused.group())
    if source.count("?") + source.count("(") + source.count("…") > MANY_CHOICES:
        raise PatternBroken("choices", source, source=source, most=MANY_CHOICES)


def folded_source(source: str) -> str:
    """Fold the letters and leave \\b and \\d as they are."""
    return re.sub(r"\\.|[^\\]+", lambda piece: escaped_or_folded(piece.group()), source.strip())


def escaped_or_folded(piece: str) -> str:
    return piece if piece.startswith("\\") else fold(piece).text


def expression(folded: str, words_between: str) -> str:
    words = re.sub(r"\s*…\s*", "…", folded)
    return re.sub(r"\s+", lambda _: BETWEEN, words).replace("…", words_between)


def heads(folded: str) -> tuple[str, ...]:
    """The first letters of each way the pattern can begin: "(взор|бомб)" begins with взо or бом."""
    if group := re.match(r"\(([^()]+)\)(?!\?)", folded):
        return tuple({head for way in group[1].split("|") for head in heads(way)})
    literal = re.match(r"\w*", folded)
    letters = literal.group() if literal else ""
    if folded[len(letters) : len(letters) + 1] == "?":
        letters = letters[:-1]
    if not letters:
        raise PatternBroken("no_letter", folded, source=folded)
    if len(letters) < HEAD and folded[len(letters) :].startswith(r"\b"):
        return (WHOLE + letters,)
    return (letters[:HEAD],)
