"""How often a password or a code may be guessed. Guesses are counted for an account and the address they come from, so
that clients behind one address do not lock one another out, and for the account from everywhere, so that many addresses
do not guess together. A passkey cannot be guessed, so it opens also while the door is shut. Times are as in OWASP's
Authentication Cheat Sheet: a growing delay instead of a lock for ever, which anybody could put on anybody."""

from datetime import datetime, timedelta

FROM_ONE_ADDRESS = 5
FROM_EVERYWHERE = 30
# A shift after the last failure the account starts anew.
FORGOTTEN_AFTER = timedelta(hours=12)
DELAYS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))


class TryLater(Exception):
    """Too many wrong passwords or codes; `until` is when to try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"shut until {until:%H:%M}")
        self.until = until


def delay_after(failures: int, limit: int) -> timedelta | None:
    """Every `limit` failures shut the door, each time for longer."""
    times, rest = divmod(failures, limit)
    if rest or not times:
        return None
    return DELAYS[min(times, len(DELAYS)) - 1]


def is_forgotten(last_failed_at: datetime, now: datetime) -> bool:
    return now - last_failed_at > FORGOTTEN_AFTER
