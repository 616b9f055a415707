"""What an error of the Bot API means for us: above all, did anything go out? Only a refusal is sure that not."""

import httpx
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from korgan.channels.base import Blocked, Rejected, SendFailed, Throttled, Unknown, Unreachable

BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def meaning(error: TelegramError, token: str) -> SendFailed:
    said = error.message.replace(token, "…")
    match error:
        case RetryAfter():
            after = error.retry_after
            return Throttled(after if isinstance(after, int) else after.total_seconds())
        case Forbidden():
            return Blocked(said)
        case BadRequest():
            return Rejected(said)
        case NetworkError() if isinstance(error.__cause__, BEFORE_SENDING):
            return Unreachable(type(error.__cause__).__name__)
        case NetworkError():
            # No answer in time, cut off, or a server's own trouble.
            return Unknown(said)
        case _:
            return Rejected(said)
