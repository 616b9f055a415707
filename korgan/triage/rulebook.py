"""Rules are data: the TOML files under rules/. A file or a rule that cannot be read is named precisely and left out;
the rest goes on, for no message may wait for a rule."""

import logging
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from korgan.triage.folding import fold
from korgan.triage.language import LANGUAGES, Known
from korgan.triage.patterns import HEAD, WHOLE, Pattern, PatternBroken, pattern

logger = logging.getLogger(__name__)

T = TypeVar("T", bool, int)
Names = dict[str, str]

URGENCIES = ("now", "today", "later")
KINDS = ("emergency", "complaint", "statement", "proposal", "question", "tip", "thanks")
FOLDER = Path(__file__).parent / "rules"
# Not rules: the words for codes, and the words a language is known by.
NAMES_FILE = "names.toml"
LANGUAGES_FILE = "languages.toml"


@dataclass
class RuleBroken(Exception):
    """A rule file or one rule of it cannot be used."""

    file: str
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.rule}: {self.what}" if self.rule else f"{self.file}: {self.what}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a text can say. `hand_to` None: says nothing of another service; "": off topic and nobody's."""

    code: str
    words: Names
    says: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    urgency: str = ""
    # The urgency when the sentence tells of the past.
    past: str = ""
    # It is police work, whatever else the text says.
    police: bool = False
    hand_to: str | None = None
    kind: str = ""
    category: str = ""
    # So many different patterns must be found.
    at_least: int = 1
    # Says something only in a text shorter than this, and with nothing else said.
    alone_below: int = 0
    # "past" or "present": tells when, and softens the other rules' urgency.
    time: str = ""


FIELDS = {one.name for one in fields(Rule)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern of the rule with this number; `is_veto`: what it finds takes the rule's finding back."""

    rule: int
    pattern: Pattern
    is_veto: bool


@dataclass(frozen=True)
class Rulebook:
    rules: tuple[Rule, ...]
    names: Mapping[str, Mapping[str, Names]]
    languages: Known
    broken: tuple[RuleBroken, ...] = ()

    @cached_property
    def by_head(self) -> Mapping[str, list[Candidate]]:
        found: dict[str, list[Candidate]] = {}
        for at, rule in enumerate(self.rules):
            for is_veto, patterns in ((False, rule.says), (True, rule.unless)):
                for one in patterns:
                    for head in one.heads:
                        found.setdefault(head, []).append(Candidate(at, one, is_veto))
        return found

    def candidates(self, word: str) -> Iterator[Candidate]:
        """The patterns that may begin with this folded word."""
        if len(word) < HEAD:
            yield from self.by_head.get(WHOLE + word, ())
        for length in range(1, min(HEAD, len(word)) + 1):
            yield from self.by_head.get(word[:length], ())

    @cached_property
    def reason_words(self) -> Mapping[str, Names]:
        return {**self.names["reason"], **{rule.code: rule.words for rule in self.rules}}


def load(folder: Path = FOLDER) -> Rulebook:
    """All readable rules of a folder; what is not readable stands in `broken`."""
    rules: list[Rule] = []
    broken: list[RuleBroken] = []
    names = read_names(folder / NAMES_FILE, broken)
    languages = read_languages(folder / LANGUAGES_FILE, broken)
    for path in sorted(folder.glob("*.toml")):
        if path.name not in (NAMES_FILE, LANGUAGES_FILE):
            rules += read_file(path, names, {rule.code for rule in rules}, broken)
    return Rulebook(tuple(rules), names, languages, tuple(broken))


def load_file(path: Path) -> Rulebook:
    """One file of rules read beside our own names and languages."""
    broken: list[RuleBroken] = []
    book = standing()
    return Rulebook(tuple(read_file(path, book.names, (), broken)), book.names, book.languages, tuple(broken))


def read_languages(path: Path, broken: list[RuleBroken]) -> Known:
    """The whole words and stems each language is known by."""
    known = Known({}, {})
    for language, raw in tables(path, broken).items():
        try:
            for kept, name in ((known.words, "words"), (known.stems, "stems")):
                for one in require_list(name, raw[name]):
                    folded = fold(one).text
                    kept[folded] = (*kept.get(folded, ()), language)
        except (KeyError, TypeError, PatternBroken) as error:
            broken.append(RuleBroken(path.name, language, f"words and stems should be lists of texts: {error}"))
    return known


def read_names(path: Path, broken: list[RuleBroken]) -> dict[str, dict[str, Names]]:
    """Words of services, categories and the reasons no rule gives."""
    found: dict[str, dict[str, Names]] = {"service": {}, "category": {}, "reason": {}}
    for section, entries in tables(path, broken).items():
        for code, words in entries.items() if isinstance(entries, dict) else ():
            try:
                found[section][code] = require_words(words)
            except (KeyError, PatternBroken) as error:
                broken.append(RuleBroken(path.name, f"{section}.{code}", str(error)))
    return found


def read_file(
    path: Path, names: Mapping[str, Mapping[str, Names]], taken: Iterable[str], broken: list[RuleBroken]
) -> list[Rule]:
    rules: list[Rule] = []
    raws = tables(path, broken).get("rule", [])
    for at, raw in enumerate(raws if isinstance(raws, list) else [raws]):
        code = str(raw.get("code", f"rule {at + 1}")) if isinstance(raw, dict) else f"rule {at + 1}"
        try:
            rule = read_rule(raw, names)
            if rule.code in {*taken, *(one.code for one in rules)}:
                raise PatternBroken("its code is used by another rule")
            rules.append(rule)
        except PatternBroken as error:
            broken.append(RuleBroken(path.name, code, str(error)))
    return rules


def tables(path: Path, broken: list[RuleBroken]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        broken.append(RuleBroken(path.name, "", str(error)))
        return {}


def read_rule(raw: object, names: Mapping[str, Mapping[str, Names]]) -> Rule:
    """One rule of a file; raises PatternBroken with what is wrong."""
    if not isinstance(raw, dict):
        raise PatternBroken("a rule is a table [[rule]]")
    if unknown := set(raw) - FIELDS:
        raise PatternBroken(f"unknown field {', '.join(sorted(unknown))}")
    return Rule(
        code=require_text(raw, "code"),
        words=require_words(raw.get("words")),
        says=require_patterns(raw, "says"),
        unless=patterns_of(raw, "unless"),
        urgency=one_of(raw, "urgency", URGENCIES) or "",
        past=one_of(raw, "past", URGENCIES) or "",
        police=require_type(raw, "police", bool, False),
        hand_to=one_of(raw, "hand_to", ("", *names["service"])),
        kind=one_of(raw, "kind", KINDS) or "",
        category=one_of(raw, "category", ("", *names["category"])) or "",
        at_least=require_type(raw, "at_least", int, 1),
        alone_below=require_type(raw, "alone_below", int, 0),
        time=one_of(raw, "time", ("past", "present")) or "",
    )


def require_text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value:
        raise PatternBroken(f"{name} is missing")
    return value


def require_type(raw: Mapping[str, object], name: str, kind: type[T], default: T) -> T:
    value = raw.get(name, default)
    if not isinstance(value, kind) or type(value) is not kind:
        raise PatternBroken(f"{name} should be {kind.__name__}, it is {value!r}")
    return value


def one_of(raw: Mapping[str, object], name: str, allowed: Iterable[str]) -> str | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or value not in allowed:
        raise PatternBroken(f"{name} is {value!r}, it should be one of {', '.join(filter(None, allowed))}")
    return value


def require_words(raw: object) -> Names:
    if not isinstance(raw, dict) or any(not isinstance(raw.get(language), str) for language in LANGUAGES):
        raise PatternBroken(f"words should be given in {', '.join(LANGUAGES)}")
    return {language: raw[language] for language in LANGUAGES}


def require_patterns(raw: Mapping[str, object], name: str) -> tuple[Pattern, ...]:
    found = patterns_of(raw, name)
    if not found:
        raise PatternBroken(f"{name} has no pattern")
    return found


def patterns_of(raw: Mapping[str, object], name: str) -> tuple[Pattern, ...]:
    by_language = raw.get(name, {})
    if not isinstance(by_language, dict) or set(by_language) - set(LANGUAGES):
        raise PatternBroken(f"{name} should be lists by language: {', '.join(LANGUAGES)}")
    sources = [source for listed in by_language.values() for source in require_list(name, listed)]
    return tuple(pattern(source, is_veto=name == "unless") for source in sources)


def require_list(name: str, sources: object) -> list[str]:
    if not isinstance(sources, list) or any(not isinstance(one, str) for one in sources):
        raise PatternBroken(f"{name} should be a list of texts")
    return sources


@cache
def standing() -> Rulebook:
    """The rules of this process, read once; broken ones are logged and left out."""
    book = load()
    for one in book.broken:
        logger.error("rule left out: %s", one)
    return book


def words(code: str) -> Names:
    """What a reason's code says to an operator; an unknown code says itself."""
    return standing().reason_words.get(code) or dict.fromkeys(LANGUAGES, code)


def service_names(code: str) -> Names:
    """Another service by its code ("109"), for staff and citizens; an unknown code says itself."""
    return standing().names["service"].get(code) or dict.fromkeys(LANGUAGES, code)


def category_names(code: str) -> Names:
    return standing().names["category"].get(code) or dict.fromkeys(LANGUAGES, code)
