"""What a provider of short messages can do, and how it fails: passing troubles are tried again, others are not."""

from typing import Protocol


class Unreachable(Exception):
    """The provider did not answer, or not now; the same message may be sent again."""


class Rejected(Exception):
    """The provider will not send this message; `code` is ours or its status, never its words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SmsProvider(Protocol):
    def send(self, phone: str, text: str) -> None:
        """Send `text` to `phone` (+77012345678). Raise Unreachable or Rejected."""
