"""What a ready answer may leave open, a fixed list. An unknown one is refused when the template is saved; one without a
value is filled in by the operator; none ever goes out raw."""

import re
from collections.abc import Iterable

# Name -> what stands in its place.
PLACEHOLDERS: dict[str, str] = {
    "number": "the appeal's number",
    "desk": "the name of the desk that has it",
    "time": "when it was registered, in the department's time",
    "unit": "the call sign of the unit under way",
    "eta": "minutes until the unit is there, a guess from its place",
    "operator": "the personal number of who answers",
    "service": "the other service that the case belongs to",
}
NAMED = re.compile(r"\{([^{}]*)\}")


class UnknownPlaceholder(Exception):
    """A template names something that we have no value for."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(names)
        super().__init__(", ".join(self.names))


class Unfilled(Exception):
    """An answer still holds a placeholder: the citizen would read it raw."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(names)
        super().__init__(", ".join(self.names))


def named(text: str) -> set[str]:
    return set(NAMED.findall(text))


def require_known(text: str) -> None:
    if unknown := named(text) - PLACEHOLDERS.keys():
        raise UnknownPlaceholder(unknown)


def require_filled(text: str) -> None:
    if left := named(text) & PLACEHOLDERS.keys():
        raise Unfilled(left)
