"""The app transports nothing, so there is no outside system that could bring, keep or fail anything."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from korgan.channels.base import SendFailed


class AppOutside:
    config: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    thread = "aigerim"
    arrived: Sequence[str] = ()

    def says(self, text: str) -> Mapping[str, Any]:
        raise NotImplementedError

    def album(self, count: int) -> Sequence[Mapping[str, Any]]:
        raise NotImplementedError

    def original(self, file_ref: str) -> bytes:
        raise NotImplementedError

    def oversized(self, size: int) -> str:
        raise NotImplementedError

    def fails(self, failure: type[SendFailed]) -> None:
        raise NotImplementedError


@contextmanager
def app_outside() -> Iterator[AppOutside]:
    yield AppOutside()
