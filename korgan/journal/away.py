"""Whether the database is away, or this one statement can never succeed: the first waits, the second is parked."""

from django.db import InterfaceError, OperationalError

# Classes of SQLSTATE that pass by themselves: connection, rollback by a neighbour, no room, lock, shutdown, system.
PASSING = ("08", "40", "53", "55", "57", "58")


def is_away(reason: BaseException) -> bool:
    """Psycopg calls operational also what will never fit, such as a key too long for its index."""
    if isinstance(reason, InterfaceError):
        return True
    if not isinstance(reason, OperationalError):
        return False
    state = getattr(reason.__cause__, "sqlstate", None)
    return state is None or state.startswith(PASSING)
