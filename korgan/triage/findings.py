"""What the rules find in one text: each rule at most once, with its quote, after negations, times and counts."""

import re
from dataclasses import dataclass, replace

from korgan.triage.folding import Folded
from korgan.triage.rulebook import Rule, Rulebook

WORD = re.compile(r"\w+")
REST_OF_WORD = re.compile(r"\w*")
SENTENCE_END = re.compile(r"[.!?\n]")
LONGEST_QUOTE = 100
MOST_PLACES = 20  # a text that says one thing more often says nothing more

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    rule: Rule
    quote: str
    urgency: str
    span: Span


@dataclass(slots=True)
class Places:
    """Where one rule's patterns and its vetoes were found."""

    said: list[tuple[str, Span]]
    vetoed: list[Span]

    def standing(self) -> list[tuple[str, Span]]:
        """What no veto touches."""
        return [(source, span) for source, span in self.said if not any(overlap(span, veto) for veto in self.vetoed)]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def findings(text: str, folded: Folded, book: Rulebook) -> list[Finding]:
    """In the order of the rule book."""
    places = search(folded.text, book)
    found = [one for at in sorted(places) if (one := finding(text, folded, book.rules[at], places[at]))]
    return only_when_alone(text, softened(found, folded.text))


def search(folded: str, book: Rulebook) -> dict[int, Places]:
    places: dict[int, Places] = {}
    for word in WORD.finditer(folded):
        for one in book.candidates(word.group()):
            if match := one.pattern.compiled.match(folded, word.start()):
                here = places.setdefault(one.rule, Places([], []))
                if one.is_veto:
                    here.vetoed.append(match.span())
                elif len(here.said) < MOST_PLACES:
                    here.said.append((one.pattern.source, match.span()))
    return places


def finding(text: str, folded: Folded, rule: Rule, places: Places) -> Finding | None:
    standing = places.standing()
    if len({source for source, _ in standing}) < rule.at_least:
        return None
    start, end = standing[0][1]
    rest = REST_OF_WORD.match(folded.text, end)
    quote = folded.slice_of(text, start, rest.end() if rest else end)
    return Finding(rule, quote[:LONGEST_QUOTE], rule.urgency, (start, end))


def softened(found: list[Finding], folded: str) -> list[Finding]:
    """What was yesterday is not now, unless the sentence says it goes on; the words of time themselves are dropped."""
    times = [one for one in found if one.rule.time]
    told = [one for one in found if not one.rule.time]
    return [one for each in told for one in told_when(each, times, folded)]


def told_when(one: Finding, times: list[Finding], folded: str) -> list[Finding]:
    if not one.rule.past or not times:
        return [one]
    sentence = sentence_of(one.span, folded)
    said = {time.rule.time: time for time in times if overlap(time.span, sentence)}
    if "past" not in said or "present" in said:
        return [one]
    return [replace(one, urgency=one.rule.past), said["past"]]


def sentence_of(span: Span, folded: str) -> Span:
    before = [end.end() for end in SENTENCE_END.finditer(folded, 0, span[0])]
    after = SENTENCE_END.search(folded, span[1])
    return (before[-1] if before else 0, after.start() if after else len(folded))


def only_when_alone(text: str, found: list[Finding]) -> list[Finding]:
    """A cry for help counts when nothing else is said: "помогите решить вопрос с водой" is no emergency."""
    others = [one for one in found if not one.rule.alone_below]
    if others:
        return others
    return [one for one in found if len(text.strip()) < one.rule.alone_below]
