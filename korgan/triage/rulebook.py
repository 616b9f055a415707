"""Rules are data: TOML files, the first of them under rules/. A file or a rule that cannot be read is named precisely
and left out; the rest goes on, for no message may wait for a rule. Which files are in force: standing.py."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from korgan.triage.folding import fold
from korgan.triage.language import LANGUAGES, Known
from korgan.triage.lines import block, entry, failed, first
from korgan.triage.patterns import HEAD, WHOLE, Pattern, PatternBroken, pattern

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
    """A rule file or one rule of it cannot be used; `line` counts from 1, 0 is the file itself."""

    file: str
    rule: str
    what: PatternBroken
    line: int = 0

    def words(self, language: str) -> str:
        """Where and what, for who wrote the file."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(one for one in (where, self.rule, self.what.words(language)) if one)

    def __str__(self) -> str:
        return self.words("en")


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
    # Of which version these rules are; 0: the program's own files, before any was kept.
    version: int = 0

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
    broken: list[RuleBroken] = []
    files = files_of(folder, broken)
    book = read(files)
    return replace(book, broken=(*broken, *book.broken))


@cache
def shipped() -> Rulebook:
    """The rules this program came with."""
    return load()


def files_of(folder: Path, broken: list[RuleBroken]) -> dict[str, str]:
    """The texts of a folder's files by name."""
    return {path.name: text_of(path, broken) for path in sorted(folder.glob("*.toml"))}


def read(files: Mapping[str, str], version: int = 0) -> Rulebook:
    """All readable rules of these texts, by the names of their files."""
    rules: list[Rule] = []
    broken: list[RuleBroken] = []
    names = read_names(NAMES_FILE, files.get(NAMES_FILE), broken)
    languages = read_languages(LANGUAGES_FILE, files.get(LANGUAGES_FILE), broken)
    for name in sorted(files):
        if name not in (NAMES_FILE, LANGUAGES_FILE):
            rules += read_file(name, files[name], names, {rule.code for rule in rules}, broken)
    return Rulebook(tuple(rules), names, languages, tuple(broken), version)


def load_file(path: Path, book: Rulebook) -> Rulebook:
    """One file of rules read beside the names and languages of a book."""
    broken: list[RuleBroken] = []
    text = text_of(path, broken)
    rules = tuple(read_file(path.name, text, book.names, (), broken))
    return replace(book, rules=rules, broken=tuple(broken), version=0)


def text_of(path: Path, broken: list[RuleBroken]) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        broken.append(RuleBroken(path.name, "", PatternBroken("unreadable_file", why=error)))
        return ""


def read_languages(name: str, text: str | None, broken: list[RuleBroken]) -> Known:
    """The whole words and stems each language is known by."""
    known = Known({}, {})
    for language, raw in tables(name, text, broken).items():
        try:
            for kept, called in ((known.words, "words"), (known.stems, "stems")):
                for one in require_list(called, raw[called]):
                    folded = fold(one).text
                    kept[folded] = (*kept.get(folded, ()), language)
        except (KeyError, TypeError, PatternBroken):
            line = first(text or "", f"[{language}]")
            broken.append(RuleBroken(name, language, PatternBroken("words_and_stems"), line))
    return known


def read_names(name: str, text: str | None, broken: list[RuleBroken]) -> dict[str, dict[str, Names]]:
    """Words of services, categories and the reasons no rule gives."""
    found: dict[str, dict[str, Names]] = {"service": {}, "category": {}, "reason": {}}
    for section, entries in tables(name, text, broken).items():
        for code, words in entries.items() if isinstance(entries, dict) else ():
            try:
                require_section(section, found)[code] = require_words(words)
            except PatternBroken as error:
                line = entry(text or "", section, code)
                broken.append(RuleBroken(name, f"{section}.{code}", error, line))
    return found


def require_section(section: str, found: Mapping[str, dict[str, Names]]) -> dict[str, Names]:
    if section not in found:
        raise PatternBroken("unknown_section", section=section, allowed=", ".join(found))
    return found[section]


def read_file(
    name: str,
    text: str | None,
    names: Mapping[str, Mapping[str, Names]],
    taken: Iterable[str],
    broken: list[RuleBroken],
) -> list[Rule]:
    rules: list[Rule] = []
    raws = tables(name, text, broken).get("rule", [])
    for at, raw in enumerate(raws if isinstance(raws, list) else [raws]):
        code = str(raw.get("code", f"rule {at + 1}")) if isinstance(raw, dict) else f"rule {at + 1}"
        try:
            rule = read_rule(raw, names)
            if rule.code in {*taken, *(one.code for one in rules)}:
                raise PatternBroken("code_taken", "code")
            rules.append(rule)
        except PatternBroken as error:
            broken.append(RuleBroken(name, code, error, block(text or "", at, error.near)))
    return rules


def tables(name: str, text: str | None, broken: list[RuleBroken]) -> dict[str, Any]:
    if text is None:
        broken.append(RuleBroken(name, "", PatternBroken("no_file")))
        return {}
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        broken.append(RuleBroken(name, "", PatternBroken("not_toml", why=error), failed(str(error), text)))
        return {}


def read_rule(raw: object, names: Mapping[str, Mapping[str, Names]]) -> Rule:
    """One rule of a file; raises PatternBroken with what is wrong."""
    if not isinstance(raw, dict):
        raise PatternBroken("no_table")
    if unknown := set(raw) - FIELDS:
        raise PatternBroken("unknown_field", min(unknown), name=", ".join(sorted(unknown)))
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
        raise PatternBroken("missing", name=name)
    return value


def require_type(raw: Mapping[str, object], name: str, kind: type[T], default: T) -> T:
    value = raw.get(name, default)
    if not isinstance(value, kind) or type(value) is not kind:
        raise PatternBroken("wrong_type", name, name=name, kind=kind.__name__, value=repr(value))
    return value


def one_of(raw: Mapping[str, object], name: str, allowed: Iterable[str]) -> str | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or value not in allowed:
        allowed = ", ".join(filter(None, allowed))
        raise PatternBroken("not_one_of", name, name=name, value=repr(value), allowed=allowed)
    return value


def require_words(raw: object) -> Names:
    if not isinstance(raw, dict) or any(not isinstance(raw.get(language), str) for language in LANGUAGES):
        raise PatternBroken("words", "words", languages=", ".join(LANGUAGES))
    return {language: raw[language] for language in LANGUAGES}


def require_patterns(raw: Mapping[str, object], name: str) -> tuple[Pattern, ...]:
    found = patterns_of(raw, name)
    if not found:
        raise PatternBroken("no_pattern", name, name=name)
    return found


def patterns_of(raw: Mapping[str, object], name: str) -> tuple[Pattern, ...]:
    by_language = raw.get(name, {})
    if not isinstance(by_language, dict) or set(by_language) - set(LANGUAGES):
        raise PatternBroken("by_language", name, name=name, languages=", ".join(LANGUAGES))
    sources = [source for listed in by_language.values() for source in require_list(name, listed)]
    return tuple(pattern(source, is_veto=name == "unless") for source in sources)


def require_list(name: str, sources: object) -> list[str]:
    if not isinstance(sources, list) or any(not isinstance(one, str) for one in sources):
        raise PatternBroken("no_list", name, name=name)
    return sources
