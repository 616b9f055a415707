"""The citizen app: its messages come by the citizen face and go out by the stream, so nothing is transported here.
An answer is accepted as soon as it is stored; the app itself tells when it was delivered and read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from korgan.channels.base import (
    Account,
    Capabilities,
    Forged,
    Inbound,
    Malformed,
    OutgoingPart,
    Pulled,
    Raw,
    Refused,
    Rejected,
    Sent,
)
from korgan.channels.planning import plan


class AppConfig(BaseModel):
    """The app needs no configuration."""


class App:
    kind: ClassVar[str] = "app"
    schemes: ClassVar[tuple[str, ...]] = ("app",)
    Config: ClassVar[type[BaseModel]] = AppConfig
    can: ClassVar[Capabilities] = Capabilities(
        text_length=4000,
        file_bytes=30 * 1024 * 1024,
        receipt_by_message=False,
        fetches_files=False,
        brings_updates=False,
        idempotent_send=True,
    )

    def verify(self, account: Account, headers: Mapping[str, str], body: bytes) -> None:
        raise Forged("the app has no webhook")

    def receive(self, update: Any) -> Raw:
        raise Malformed("the app has no updates")

    def parse(self, update: Mapping[str, Any]) -> Sequence[Inbound]:
        return [Refused("the app has no updates")]

    def plan(self, text: str) -> Sequence[OutgoingPart]:
        return plan(text, self.can.text_length)

    async def send(self, account: Account, thread: str, part: OutgoingPart) -> Sent:
        return Sent(None)

    async def fetch(self, account: Account, file_ref: str) -> AsyncIterator[bytes]:
        raise Rejected("the app uploads its files itself")
        yield b""

    def is_pulled(self, account: Account) -> bool:
        return False

    async def activate(self, account: Account, hook: str) -> None:
        """The citizen face is always there."""

    async def pull(self, account: Account, cursor: str) -> Pulled:
        return Pulled([], cursor)

    async def health(self, account: Account) -> str:
        return ""
