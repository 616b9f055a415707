"""What a citizen's text says, by rules that are data. The machine only suggests: each verdict has its reason in the
citizen's own words, and whatever fails here ends in "unknown" and "today", never in a lost or refused message."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from korgan.triage.findings import Finding, findings
from korgan.triage.folding import fold
from korgan.triage.language import DEFAULT, LANGUAGES, language_of
from korgan.triage.rulebook import Rulebook

logger = logging.getLogger(__name__)

READ = 20_000  # characters; nobody in need writes more, and time stays bounded
MOST_REASONS = 8
STRENGTH = {"now": 0, "today": 1, "later": 2, "": 3}
DEFAULT_URGENCY = "today"
# Which kind wins when a text is several: a complaint about the police must not reach those it is about.
KIND_ORDER = ("complaint", "emergency", "tip", "statement", "proposal", "question", "thanks")
DEFAULT_KIND = "statement"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the code of a rule and the words of the text it stands on."""

    code: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """language kk|ru|uk|en · urgency now|today|later · hand_to: the service to turn to when off topic, "" if none ·
    kind emergency|complaint|statement|proposal|question|tip|thanks, a complaint being about the police · category: a
    code of names.toml or "" · rules: the version of the rules that say so."""

    language: str
    urgency: str
    off_topic: bool
    hand_to: str
    kind: str
    category: str
    reasons: tuple[Reason, ...]
    rules: int = 0


def assess(text: str, *, language_hint: str, has_photo: bool, has_place: bool, book: Rulebook) -> Assessment:
    """The machine's suggestion by these rules. Never raises; reads the first 20,000 characters."""
    try:
        said = assessed(text[:READ], language_hint, has_photo, has_place, book)
    except Exception:
        logger.exception("the rules of triage failed, a human decides")
        said = undecided(language_hint if language_hint in LANGUAGES else DEFAULT, "unknown")
    return replace(said, rules=book.version)


def assessed(text: str, hint: str, has_photo: bool, has_place: bool, book: Rulebook) -> Assessment:
    folded = fold(text)
    language = language_of(text, folded.text, hint, book.languages)
    if not re.search(r"\w", text):
        return undecided(language, nothing_written(has_photo, has_place))
    found = findings(text, folded, book)
    return verdict(language, found, book) if found else undecided(language, "unknown")


def nothing_written(has_photo: bool, has_place: bool) -> str:
    if has_photo:
        return "photo_only"
    return "place_only" if has_place else "no_text"


def undecided(language: str, reason: str) -> Assessment:
    return Assessment(language, DEFAULT_URGENCY, False, "", DEFAULT_KIND, "", (Reason(reason, None),))


def verdict(language: str, found: list[Finding], book: Rulebook) -> Assessment:
    """Weigh what was found: the strongest urgency wins, and police work is never off topic."""
    elsewhere = [one for one in found if one.rule.hand_to is not None]
    off_topic = bool(elsewhere) and not any(one.rule.police for one in found)
    urgency = min((one.urgency for one in found), key=STRENGTH.__getitem__) or DEFAULT_URGENCY
    ranked = sorted(found, key=lambda one: (off_topic and one.rule.hand_to is None, STRENGTH[one.urgency]))
    return Assessment(
        language,
        urgency,
        off_topic,
        hand_to(elsewhere, book) if off_topic else "",
        kind(found, urgency),
        category(ranked),
        tuple(Reason(one.rule.code, one.quote) for one in ranked[:MOST_REASONS]),
    )


def category_of(codes: Sequence[str], book: Rulebook) -> str:
    """What the matter is, read again from the codes of the reasons an appeal keeps; "" when none says it."""
    rules = {rule.code: rule for rule in book.rules}
    found = [rules[code] for code in codes if code in rules]
    matters = [rule for rule in found if rule.police or rule.hand_to is not None]
    return next((rule.category for rule in [*matters, *found] if rule.category), "")


def category(ranked: list[Finding]) -> str:
    """What the matter is; that somebody is hurt says so only when nothing else does."""
    matters = [one for one in ranked if one.rule.police or one.rule.hand_to is not None]
    return next((one.rule.category for one in [*matters, *ranked] if one.rule.category), "")


def hand_to(elsewhere: list[Finding], book: Rulebook) -> str:
    """The service named first in names.toml: a fire before a broken pipe."""
    named = {one.rule.hand_to for one in elsewhere}
    return next((code for code in book.names["service"] if code in named), "")


def kind(found: list[Finding], urgency: str) -> str:
    said = {one.rule.kind for one in found} | ({"emergency"} if urgency == "now" else set())
    return next((one for one in KIND_ORDER if one in said), DEFAULT_KIND)
