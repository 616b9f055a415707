"""What passes by itself: the database is away, or the disk is full. Everything else goes wrong again and is parked."""

import errno

from django.db import InterfaceError, OperationalError

# Classes of SQLSTATE that pass by themselves: connection, rollback by a neighbour, no room, lock, shutdown, system.
PASSING = ("08", "40", "53", "55", "57", "58")
FULL = (errno.ENOSPC, errno.EDQUOT)
# What those are told who ask meanwhile.
AGAIN_AFTER_S = 5


def is_away(reason: BaseException) -> bool:
    """Psycopg calls operational also what will never fit, such as a key too long for its index."""
    if isinstance(reason, InterfaceError):
        return True
    if not isinstance(reason, OperationalError):
        return False
    state = getattr(reason.__cause__, "sqlstate", None)
    return state is None or state.startswith(PASSING)


def is_full(reason: BaseException) -> bool:
    return isinstance(reason, OSError) and reason.errno in FULL
