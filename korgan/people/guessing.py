"""How often a password or a code may be guessed. Guesses are counted for an account and the address they come from, so
that clients behind one address do not lock one another out, and for the account from everywhere, so that many addresses
do not guess together. A passkey cannot be guessed, so it opens also while the door is shut. Times are as in OWASP's
Authentication Cheat Sheet: a growing delay instead of a lock for ever, which anybody could put on anybody."""

import ipaddress
from datetime import datetime, timedelta

FROM_ONE_ADDRESS = 5
FROM_EVERYWHERE = 30
# A shift after the last failure the account starts anew.
FORGOTTEN_AFTER = timedelta(hours=12)
DELAYS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
# One household gets 2^64 addresses.
IPV6_PREFIX = 64


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


def counted_address(address: str) -> str:
    """The address a client is counted by."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.IPv6Network((read, IPV6_PREFIX), strict=False).network_address)


def client_address(peer: str, told: str) -> str:
    """Where a request comes from. Only a proxy of our own, on this machine, is believed, in what it tells last."""
    last = told.rpartition(",")[2].strip()
    try:
        is_ours = not peer or ipaddress.ip_address(peer).is_loopback
        return str(ipaddress.ip_address(last if is_ours and last else peer))
    except ValueError:
        return ""
