"""One follower reads the journal outside any writing transaction, then in one transaction moves its stored cursor by
compare-and-set and defers the next steps: each entry is followed exactly once, wherever the process dies."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event

from django.db import connection, transaction

from korgan.journal.cursor import OtherEpoch, Read, parse
from korgan.journal.models import Follower, Heartbeat
from korgan.journal.reading import beginning, read

logger = logging.getLogger(__name__)

Defer = Callable[[Sequence[Read]], None]
POLL_S, AWAY_S, HEARTBEAT_S = 0.02, 0.5, 1.0
PAGE = 500
LOCK = "select pg_try_advisory_lock(hashtextextended(%s, 0))"


class Moved(Exception):
    """Another follower has moved the cursor meanwhile; nothing was deferred."""


def follow(name: str, defer: Defer, stop: Event) -> None:
    """Follow until told to stop; survives the database going away."""
    while not stop.is_set():
        try:
            if holds_lock(name):
                follow_connected(name, defer, stop)
            stop.wait(AWAY_S)
        except Exception:
            # It must never end by itself: without it nothing follows from anything. Meanwhile the heartbeat is silent.
            logger.exception("following was interrupted, trying again")
            connection.close()
            stop.wait(AWAY_S)


def follow_connected(name: str, defer: Defer, stop: Event) -> None:
    last_beat = datetime.min.replace(tzinfo=UTC)
    while not stop.is_set():
        now = datetime.now(UTC)
        has_read = step(name, defer)
        if (now - last_beat).total_seconds() >= HEARTBEAT_S:
            Heartbeat.objects.update_or_create(name="worker", defaults={"at": now})
            last_beat = now
        if not has_read:
            stop.wait(POLL_S)


def step(name: str, defer: Defer) -> int:
    """Read one page and pass it on; returns how many entries there were."""
    stored = Follower.objects.filter(name=name).values_list("cursor", flat=True).first()
    cursor = parse(stored) if stored else beginning()
    try:
        entries, after = read(cursor, PAGE)
    except OtherEpoch:
        entries, after = read(beginning(), PAGE)
    if entries or stored is None or cursor.until:
        advance(name, stored, str(after), entries, defer)
    return len(entries)


@transaction.atomic
def advance(name: str, stored: str | None, after: str, entries: Sequence[Read], defer: Defer) -> None:
    if stored is None:
        Follower.objects.create(name=name, cursor=after)
    elif not Follower.objects.filter(name=name, cursor=stored).update(cursor=after, read_at=datetime.now(UTC)):
        raise Moved
    defer(entries)


def holds_lock(name: str) -> bool:
    """One follower of a name at a time; the lock goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"journal follower {name}"])
        return bool(cursor.fetchone()[0])
