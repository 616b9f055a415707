"""Codes that prove a telephone: six digits, five minutes, five tries, one valid at a time. Asking is limited for a
phone, for a browser, for an address and for everybody together, so that nobody bombs others by us. Pure but for the
installation's key."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from korgan.sealing import mark

VALID_FOR = timedelta(minutes=5)
MOST_TRIES = 5
ASK_AGAIN_AFTER = timedelta(seconds=60)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# No code is kept longer than limits look back.
KEPT_FOR = DAY
PHONE_HOURLY, PHONE_DAILY, BROWSER_HOURLY = 5, 10, 5
# Behind one address stands a whole village.
CLIENT_HOURLY = 40


class WrongCode(Exception):
    """These are not the digits; `left` says how many tries there are."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


class CodeGone(Exception):
    """There is no valid code: used, too old, tried too often, or another was asked for since."""


class CodeNotSent(Exception):
    """The provider of short messages refused it, so it has not come and will not."""


class AskedTooOften(Exception):
    """No code is sent now; `wait` says when to ask again."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"again in {wait}")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Asked:
    """How often codes were asked for, and when the phone's last one was."""

    last: datetime | None
    phone_hour: int
    phone_day: int
    browser_hour: int
    client_hour: int
    all_hour: int


def digits(code_id: UUID) -> str:
    """The code itself. Nothing at rest tells it without the installation's key."""
    made = mark("korgan phone code", str(code_id))
    return f"{int.from_bytes(made) % 1_000_000:06d}"


def is_right(code_id: UUID, given: str) -> bool:
    return hmac.compare_digest(digits(code_id).encode(), given.encode())


def client_mark(address: str) -> str:
    """Addresses are compared, never kept."""
    return mark("korgan client address", address).hex()


def require_within_limits(asked: Asked, all_hourly: int, now: datetime) -> None:
    if asked.last is not None and asked.last + ASK_AGAIN_AFTER > now:
        raise AskedTooOften(asked.last + ASK_AGAIN_AFTER - now)
    if asked.phone_day >= PHONE_DAILY:
        raise AskedTooOften(DAY)
    counted = ((asked.phone_hour, PHONE_HOURLY), (asked.browser_hour, BROWSER_HOURLY),
               (asked.client_hour, CLIENT_HOURLY), (asked.all_hour, all_hourly))  # fmt: skip
    if any(times >= most for times, most in counted):
        raise AskedTooOften(HOUR)
