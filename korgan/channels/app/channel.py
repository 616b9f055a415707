"""The citizen app: its messages come by the citizen face and go out by the stream, so nothing is transported here.
An answer is accepted as soon as it is stored; the app itself tells when it was delivered and read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from korgan.channels.base import Account, Capabilities, Forged, Inbound, OutgoingPart, Refused, Rejected, Sent


class AppConfig(BaseModel):
    """The app needs no configuration."""


class App:
    kind: ClassVar[str] = "app"
    schemes: ClassVar[tuple[str, ...]] = ("app",)
    Config: ClassVar[type[BaseModel]] = AppConfig
    can: ClassVar[Capabilities] = Capabilities(
        text_length=4000,
        photo_bytes=30 * 1024 * 1024,
        receipt_by_message=False,
        fetches_files=False,
        polls=False,
        idempotent_send=True,
    )

    def verify(self, account: Account, headers: Mapping[str, str], body: bytes) -> None:
        raise Forged("the app has no webhook")

    def parse(self, update: Mapping[str, Any]) -> Sequence[Inbound]:
        return [Refused("the app has no updates")]

    def plan(self, text: str) -> Sequence[OutgoingPart]:
        return [OutgoingPart("text", text)]

    async def send(self, account: Account, thread: str, part: OutgoingPart) -> Sent:
        return Sent(None)

    async def fetch(self, account: Account, file_ref: str) -> AsyncIterator[bytes]:
        raise Rejected("the app uploads its files itself")
        yield b""

    async def updates(self, account: Account, offset: str) -> Sequence[Mapping[str, Any]]:
        return []

    async def health(self, account: Account) -> str:
        return ""
