"""The one clock there is: the database's. Machines of one installation disagree, and any of them may jump; leases, ages
and what is due are reckoned by this one, order by the journal's seq."""

import time
from datetime import datetime, timedelta

from django.db import connection

KEPT_S = 30.0
_kept: tuple[float, datetime] | None = None


def now() -> datetime:
    """Aware, in UTC; the moment itself, also inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def nearly() -> datetime:
    """The same for whoever asks often: fetched every few seconds, carried on by a clock that never jumps."""
    global _kept
    kept, at = _kept, time.monotonic()
    if kept is None or not 0 <= at - kept[0] <= KEPT_S:
        _kept = kept = (at, now())
    return kept[1] + timedelta(seconds=time.monotonic() - kept[0])
