"""A channel at the network's edge: it takes a few letters at a time and does what the test tells it."""

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from korgan.channels.app.channel import App
from korgan.channels.base import Account, Capabilities, OutgoingPart, Sent

LENGTH = 20


class Wire(App):
    """`goes` says how the next sendings go: an error to raise, something to call, or None when all is well."""

    kind: ClassVar[str] = "wire"
    schemes: ClassVar[tuple[str, ...]] = ("wire",)
    can: ClassVar[Capabilities] = dataclasses.replace(
        App.can, text_length=LENGTH, receipt_by_message=True, idempotent_send=False
    )

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.can = type(self).can  # type: ignore[misc]  # each test may narrow its own
        self.goes: list[Exception | Callable[[], object] | None] = []

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.arrived]

    def wait_for(self, arrived: int) -> None:
        """Hangs until so many have arrived, by whatever other sending."""
        deadline = time.monotonic() + 10
        while len(self.arrived) < arrived:
            assert time.monotonic() < deadline, "it held up the others"
            time.sleep(0.001)

    def plan(self, text: str) -> Sequence[OutgoingPart]:
        return [OutgoingPart("text", text[at : at + LENGTH]) for at in range(0, len(text), LENGTH)]

    async def send(self, account: Account, thread: str, part: OutgoingPart) -> Sent:
        now = self.goes.pop(0) if self.goes else None
        if isinstance(now, Exception):
            raise now
        self.arrived.append((thread, part.text))
        if now is not None:
            now()
        return Sent(f"{thread}:{len(self.arrived)}")
