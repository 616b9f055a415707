"""One follower reads the journal outside any writing transaction, then in one transaction moves its stored cursor by
compare-and-set and defers the next steps: each entry is followed exactly once, wherever the process dies."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event

from django.db import connection, transaction
from django.db.models.functions import Now

from korgan.journal.away import is_away
from korgan.journal.clock import now
from korgan.journal.cursor import OtherEpoch, Read, parse
from korgan.journal.models import Follower, Heartbeat
from korgan.journal.parking import park
from korgan.journal.reading import beginning, read, read_rest

logger = logging.getLogger(__name__)

Defer = Callable[[Sequence[Read]], None]
POLL_S, AWAY_S, HEARTBEAT_S = 0.02, 0.5, 1.0
PAGE = 500
LOCK = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
# The cursor and the jobs deferred with it are lost together or not at all, so a power cut only makes us follow again;
# citizens' commits need not wait behind ours for the disk.
UNHURRIED = "set synchronous_commit = off"


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
    beat_at = 0.0
    while not stop.is_set():
        has_read = step(name, defer)
        if time.monotonic() >= beat_at:
            Heartbeat.objects.update_or_create(name="worker", defaults={"at": now()})
            beat_at = time.monotonic() + HEARTBEAT_S
        # Also while there is always something: what comes within a pause is followed together, at the cost of one.
        if has_read < PAGE:
            stop.wait(POLL_S)


def step(name: str, defer: Defer) -> int:
    """Read one page and pass it on; returns how many entries there were."""
    stored = Follower.objects.filter(name=name).values_list("cursor", flat=True).first()
    cursor = parse(stored) if stored else beginning()
    try:
        entries, after = read(cursor, PAGE)
    except OtherEpoch:
        # A restore began a new epoch; what the old one left unfollowed is followed first.
        entries, after = read_rest(cursor, PAGE)
    if entries or stored is None or cursor.until or after.epoch != cursor.epoch:
        try:
            advance(name, stored, str(after), entries, defer)
        except Exception as reason:
            if is_away(reason) or isinstance(reason, Moved):
                raise
            logger.exception("a page could not be followed, trying entry by entry")
            step_by_step(name, stored, entries, defer)
    return len(entries)


def step_by_step(name: str, stored: str | None, entries: Sequence[Read], defer: Defer) -> None:
    """One entry that cannot be followed must not stop the others: it is parked, with the reason."""
    for entry in entries:
        try:
            advance(name, stored, str(entry.cursor), [entry], defer)
        except Exception as poison:
            if is_away(poison) or isinstance(poison, Moved):
                raise
            logger.exception("entry %d is parked", entry.seq)
            advance(name, stored, str(entry.cursor), [entry], partial(park, name, type(poison).__name__))
        stored = str(entry.cursor)


@transaction.atomic
def advance(name: str, stored: str | None, after: str, entries: Sequence[Read], defer: Defer) -> None:
    if stored is None:
        Follower.objects.create(name=name, cursor=after)
    elif not Follower.objects.filter(name=name, cursor=stored).update(cursor=after, read_at=Now()):
        raise Moved
    defer(entries)


def holds_lock(name: str) -> bool:
    """One follower of a name at a time; the lock goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"journal follower {name}"])
        is_ours = bool(cursor.fetchone()[0])
        cursor.execute(UNHURRIED)
    return is_ours
