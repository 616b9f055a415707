"""How much one may ask of us. Each has an allowance that fills by so much a minute and holds a few minutes' worth.

A quarter of it every process gives by itself, out of memory, so that a citizen in need costs no statement; who asks for
more is counted in the database, where all processes meet. So n processes together give at most 1 + n/4 times the limit,
and a restart forgives no more than that quarter."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from django.conf import settings
from django.db import Error, connection

from korgan.sealing import mark

# Minutes' worth that may be used at once: after a great misfortune many phones write for the first time together.
HOLDS = {"newcomers": 5, "reports": 2}
FREE = 4
REMEMBERED = 50_000
MINUTE = 60.0

TAKE = """
insert into people_allowance as had (name, full_at)
values (%(name)s, clock_timestamp() + %(each)s * interval '1 second')
on conflict (name) do update
set full_at = greatest(had.full_at, clock_timestamp()) + %(each)s * interval '1 second'
where greatest(had.full_at, clock_timestamp()) + (%(each)s - %(holds)s) * interval '1 second' <= clock_timestamp()
returning 0::float
"""
WAIT = """
select greatest(0, extract(epoch from full_at - clock_timestamp()) + %(each)s - %(holds)s)::float
from people_allowance where name = %(name)s
"""
FORGET = "delete from people_allowance where full_at < clock_timestamp()"


@dataclass(frozen=True, slots=True)
class Limit:
    """Seconds that one asking costs, and how many seconds' worth may be used at once."""

    each: float
    holds: float

    def shared_out(self) -> "Limit":
        """What one process gives by itself."""
        return Limit(self.each * FREE, max(self.each * FREE, self.holds))


def limit(name: str, per_minute: int) -> Limit:
    return Limit(MINUTE / per_minute, MINUTE * HOLDS.get(name, 1))


def taken(full_at: float, asked: Limit, now: float) -> tuple[float, float]:
    """When the allowance will be whole again, and how long to wait for something to take (0: it was taken)."""
    after = max(full_at, now) + asked.each
    wait = after - asked.holds - now
    return (full_at, wait) if wait > 1e-9 else (after, 0.0)


@dataclass(slots=True)
class Memory:
    """What this process remembers of the last who asked."""

    full_at: OrderedDict[str, float] = field(default_factory=OrderedDict)
    # Until when there is nothing to take for them anywhere: who hammers costs no statement.
    shut: OrderedDict[str, float] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, name: str, now: float) -> float:
        return max(0.0, self.shut.get(name, now) - now)

    def give(self, name: str, asked: Limit, now: float) -> bool:
        with self.lock:
            self.full_at[name], wait = taken(self.full_at.pop(name, now), asked, now)
            trim(self.full_at)
        return not wait

    def close(self, name: str, until: float) -> None:
        with self.lock:
            self.shut.pop(name, None)
            self.shut[name] = until
            trim(self.shut)


def trim(kept: OrderedDict[str, float]) -> None:
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


memory = Memory()


def ask(name: str, who: str) -> float:
    """0: he may, and it is counted. Else how many seconds to wait. `who` is a key, a sign-in or an address."""
    per_minute = settings.LIMITS[name]
    if not per_minute:
        return 0.0
    asked, place, now = limit(name, per_minute), f"{name} {who}", time.monotonic()
    if memory.give(place, asked.shared_out(), now):
        return 0.0
    if wait := memory.wait(place, now):
        return wait
    if wait := ask_all(place, asked):
        memory.close(place, now + wait)
    return wait


def ask_all(place: str, asked: Limit) -> float:
    """Of the allowance that all processes share. Without a database nothing is received anyway, and that is told."""
    given: dict[str, str | float] = {
        "name": mark("korgan limit", place).hex(),
        "each": asked.each,
        "holds": asked.holds,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(TAKE, given)
            row = cursor.fetchone()
            if row is None:
                cursor.execute(WAIT, given)
                row = cursor.fetchone()
    except Error:
        return 0.0
    return float(row[0]) if row else 0.0


def forget() -> None:
    """Of whoever may ask for all of it again nothing need be kept."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
