"""Telegram as the conformance kit needs it: the Bot API server of our own."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from korgan.channels import base
from tests.telegram import AIGERIM, BotApi, bot_api


class TelegramOutside:
    thread = str(AIGERIM.id)

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.config: dict[str, Any] = {"api_url": api.url}
        self.secrets = {"token": api.token}

    @property
    def arrived(self) -> Sequence[str]:
        return self.api.told(AIGERIM)

    def says(self, text: str) -> Mapping[str, Any]:
        self.api.writes(AIGERIM, text)
        return self.api.pending[-1]

    def album(self, count: int) -> Sequence[Mapping[str, Any]]:
        self.api.sends_album(AIGERIM, count, "двор")
        return self.api.pending[-count:]

    def original(self, file_ref: str) -> bytes:
        return self.api.files[file_ref]

    def oversized(self, size: int) -> str:
        self.api.files["large"] = bytes(size)
        return "large"

    def fails(self, failure: type[base.SendFailed]) -> None:
        ways = {
            base.Throttled: lambda: self.api.throttles("sendMessage", 3),
            base.Blocked: lambda: self.api.refuses("sendMessage", 403, "Forbidden: bot was blocked by the user"),
            base.Rejected: lambda: self.api.refuses("sendMessage", 400, "Bad Request: chat not found"),
            base.Unknown: lambda: self.api.hangs("sendMessage"),
            base.Unreachable: lambda: self.config.update(api_url=f"http://127.0.0.1:{unused_port()}"),
        }
        ways[failure]()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def telegram_outside() -> Iterator[TelegramOutside]:
    with bot_api() as api:
        yield TelegramOutside(api)
