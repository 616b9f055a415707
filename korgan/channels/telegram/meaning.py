"""What an error of the Bot API means for us: above all, did anything go out? Only a refusal is sure that not."""

import httpx
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from korgan.channels.base import Blocked, Rejected, SendFailed, Throttled, Unknown, Unreachable

BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

# What the Bot API says, in lower case, and our code for it, which has words for the operator.
CODES = {
    "chat not found": "chat_not_found",
    "user not found": "chat_not_found",
    "user is deactivated": "deactivated",
    "bot was kicked": "removed",
    "bot is not a member": "removed",
    "group chat was deactivated": "removed",
    "not enough rights": "no_rights",
    "have no rights": "no_rights",
    "chat_write_forbidden": "no_rights",
    "message is too long": "too_long",
    "message text is empty": "empty",
}


def code_of(said: str) -> str | None:
    return next((code for words, code in CODES.items() if words in said.lower()), None)


def meaning(error: TelegramError, token: str) -> SendFailed:
    said = error.message.replace(token, "…")
    match error:
        case RetryAfter():
            after = error.retry_after
            return Throttled(after if isinstance(after, int) else after.total_seconds())
        case InvalidToken():
            return Rejected("bad_token")
        case Forbidden() if code_of(said) is None:
            return Blocked(said)
        case Forbidden() | BadRequest():
            return Rejected(code_of(said) or said)
        case NetworkError() if isinstance(error.__cause__, BEFORE_SENDING):
            return Unreachable(type(error.__cause__).__name__)
        case NetworkError():
            # No answer in time, cut off, or a server's own trouble.
            return Unknown(said)
        case _:
            return Rejected(said)
