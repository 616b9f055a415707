"""What the stages say of what they do, and to whom it costs nothing when nobody wants to hear."""

from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

Value = str | int


class Doing(Protocol):
    """Something under way."""

    def note(self, **told: Value) -> None:
        """Ids, codes and figures; never anybody's words."""

    def about(self, appeal: UUID, is_new: bool = False) -> None:
        """Which appeal's trace it belongs to; the trace begins where the appeal is new."""


class Spans(Protocol):
    def span(self, name: str, **told: Value) -> AbstractContextManager[Doing]:
        """For as long as something is done."""


class Nothing:
    """A span that nobody wants."""

    def __enter__(self) -> "Nothing":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was begun."""

    def note(self, **told: Value) -> None:
        """Nobody hears."""

    def about(self, appeal: UUID, is_new: bool = False) -> None:
        """Nobody hears."""


class Off:
    nothing = Nothing()

    def span(self, name: str, **told: Value) -> Nothing:
        return self.nothing
