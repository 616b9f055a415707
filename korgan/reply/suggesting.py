"""Which ready answers fit an appeal, best first, each with its reason. Pure. What the machine has found only orders and
explains: every answer of the area can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# Reasons, the strongest first; "" fits anything, "other" was made for something else.
REASONS = ("category", "kind", "service", "off_topic", "", "other")


class Ready(Protocol):
    """A template as the rule needs it; empty fields say: for anything."""

    @property
    def code(self) -> str: ...
    @property
    def area_id(self) -> int | None: ...
    @property
    def category(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def off_topic(self) -> bool: ...
    @property
    def texts(self) -> dict[str, str]: ...


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the appeal; `areas` are its own and those above it, nearest first."""

    category: str
    kind: str
    service: str
    off_topic: bool
    areas: Sequence[int]
    language: str


@dataclass(frozen=True, slots=True)
class Suggested:
    template: Ready
    reason: str

    @property
    def is_suggested(self) -> bool:
        return self.reason not in ("", "other")


def suggest(templates: Sequence[Ready], now: Situation) -> list[Suggested]:
    """By category, kind, other service, nearness of the area, and whether it speaks the citizen's language."""
    near = nearest(templates, now)
    found = [Suggested(one, reason(one, now)) for one in near]
    return sorted(found, key=lambda one: rank(one, now))


def nearest(templates: Sequence[Ready], now: Situation) -> list[Ready]:
    """Of each code the one whose area is nearest up the tree; those of other areas are none of ours."""
    here = [one for one in templates if one.area_id is None or one.area_id in now.areas]
    by_code: dict[str, Ready] = {}
    for one in sorted(here, key=lambda one: distance(one, now), reverse=True):
        by_code[one.code] = one
    return [one for one in here if by_code[one.code] is one]


def distance(one: Ready, now: Situation) -> int:
    return len(now.areas) if one.area_id is None else list(now.areas).index(one.area_id)


def reason(one: Ready, now: Situation) -> str:
    """What of the assessment it was made for; all that it asks for must be so."""
    asked = {"category": one.category, "kind": one.kind, "service": one.service, "off_topic": one.off_topic}
    known = {"category": now.category, "kind": now.kind, "service": now.service, "off_topic": now.off_topic}
    wanted = [name for name, value in asked.items() if value]
    if any(asked[name] != known[name] for name in wanted):
        return "other"
    return wanted[0] if wanted else ""


def rank(one: Suggested, now: Situation) -> tuple[int, int, bool]:
    return REASONS.index(one.reason), distance(one.template, now), not one.template.texts.get(now.language)
