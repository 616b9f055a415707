"""What every channel must prove, and the outside system of each for it to be proved against.

A new channel adds its line to OUTSIDE: an outside system of our own that speaks as the real one does."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from korgan.channels.app.tests.outside import app_outside
from korgan.channels.base import SendFailed
from korgan.channels.telegram.tests.outside import telegram_outside

Update = Mapping[str, Any]


class Outside(Protocol):
    """`config` and `secrets` are those of our account there, `thread` is where Aigerim hears us."""

    config: dict[str, Any]
    secrets: dict[str, str]
    thread: str

    @property
    def arrived(self) -> Sequence[str]:
        """The texts that reached Aigerim."""

    def says(self, text: str) -> Update:
        """Aigerim writes; the update as the outside system tells it."""

    def album(self, count: int) -> Sequence[Update]:
        """She sends photos at once."""

    def original(self, file_ref: str) -> bytes:
        """What the outside system keeps under this reference."""

    def oversized(self, size: int) -> str:
        """A reference to a file of so many bytes."""

    def fails(self, failure: type[SendFailed]) -> None:
        """The next sending fails in this way."""


# `can` says what of it is asked for: what does not bring updates is not asked for any, what is stored here cannot fail.
OUTSIDE: dict[str, Callable[[], AbstractContextManager[Outside]]] = {
    "app": app_outside,
    "telegram": telegram_outside,
}
