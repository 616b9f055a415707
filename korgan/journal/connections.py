"""A thread keeps its connection to the database; before each use it looks whether the database still holds the other
end. So nobody is told "not now" because the database was away an hour ago, when nobody asked."""

import select

from django.db import close_old_connections, connection

AT_ONCE = 0


def close_dead_connections(**signal: object) -> None:
    """An idle connection has nothing to read but its own end; whether it is that, Django asks when errors occurred."""
    if connection.in_atomic_block:  # somebody is in the middle of using it
        return
    if has_something_to_read():
        connection.errors_occurred = True
    close_old_connections()


def has_something_to_read() -> bool:
    raw = connection.connection
    if raw is None or raw.closed:
        return False
    looking = select.poll()
    looking.register(raw.pgconn.socket, select.POLLIN)
    return bool(looking.poll(AT_ONCE))
