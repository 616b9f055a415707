"""Many writers, late commits, rollbacks, foreign transactions, and followers killed at random: every entry is followed
exactly once and every step is applied exactly once. The seed is printed, so that a bad run can be told apart."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread

import psycopg
from django.db import connection, transaction

from korgan.journal.cursor import Cursor
from korgan.journal.reading import connect, now, read_async
from korgan.journal.tests.facts import tell, until
from korgan.journal.tests.nursery import DANGER_S, TABLES
from korgan.machine.death import die_with_parent

WRITERS, KILLS, TRANSACTIONS_PER_KILL, PAUSE_S, PAGE = 6, 8, 5, 0.02, 5
ENDS_AFTER_S = 60.0  # on a very busy machine; a few seconds on an idle one


def test_chaos_loses_doubles_and_skips_nothing(fresh_database: str) -> None:
    seed = random.randrange(10**6)
    print(f"chaos seed {seed}")
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    with readers(now(), fresh_database) as (heard, naive), followers(seed) as nursery:
        with held_open(fresh_database), ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(lambda writer: write_on_and_on(random.Random(seed + writer), nursery), range(WRITERS)))
        nursery.is_safe = True
        expected = all_of("select seq from journal_entry")
        until(lambda: set(expected) <= set(all_of("select entry from chaos_effect")), ENDS_AFTER_S)
        until(lambda: not all_of("select entry from chaos_job where not is_done"), ENDS_AFTER_S)
    assert nursery.killed >= KILLS
    assert len(expected) > 100
    assert Counter(all_of("select entry from chaos_job")) == Counter(expected)
    assert Counter(all_of("select entry from chaos_effect")) == Counter(expected)
    assert Counter(heard) == Counter(expected)
    assert set(expected) - set(naive), "reading by `seq > last` lost nothing: this was no chaos"


def write_on_and_on(chance: random.Random, nursery: "Nursery") -> None:
    """Transactions of a few entries with pauses between them; one in ten is rolled back, some have a savepoint."""
    ends_at, written = time.monotonic() + ENDS_AFTER_S, 0
    while nursery.killed < KILLS and time.monotonic() < ends_at:
        with transaction.atomic():
            for number in range(chance.randint(1, 3)):
                write_one(number, chance)
                time.sleep(chance.expovariate(1 / PAUSE_S))
            transaction.set_rollback(chance.random() < 0.1)
        written += 1
        if written > TRANSACTIONS_PER_KILL * (nursery.killed + 1):
            time.sleep(10 * PAUSE_S)
    connection.close()


def write_one(number: int, chance: random.Random) -> None:
    if chance.random() < 0.3:
        with transaction.atomic():
            tell(number)
            transaction.set_rollback(chance.random() < 0.1)
    else:
        tell(number)


def all_of(statement: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [seq for (seq,) in cursor.fetchall()]


@contextmanager
def held_open(url: str) -> Iterator[None]:
    """A long transaction in another database, and one here whose early entry commits last of all."""
    with psycopg.connect(url, dbname="postgres") as foreign, psycopg.connect(url) as ours:
        foreign.execute("select pg_current_xact_id()")
        ours.execute(
            "insert into journal_entry (kind, by, topics, facts) values ('Tick', 'system:test', '{all}', '{}')"
        )
        yield


class Nursery:
    """Followers in processes of their own; one after the other is killed at a random moment, until they are safe."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.is_safe = chance, False
        self.killed = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "korgan.journal.tests.nursery"],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        self.killer = Thread(target=self.kill_at_random)
        self.killer.start()

    def kill_at_random(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            time.sleep(self.chance.uniform(0.0, 2 * DANGER_S))
            if not self.is_safe:
                os.kill(int(line), signal.SIGKILL)
                self.killed += 1

    def end(self) -> None:
        """The children die with their nursery."""
        self.process.kill()
        self.process.wait()
        self.killer.join()
        assert self.process.stdout
        self.process.stdout.close()


@contextmanager
def followers(seed: int) -> Iterator[Nursery]:
    nursery = Nursery(random.Random(seed))
    try:
        yield nursery
    finally:
        nursery.end()


@contextmanager
def readers(begun: Cursor, url: str) -> Iterator[tuple[list[int], list[int]]]:
    """Two more who read along: one as the hub does, one naively."""
    stop = Event()
    heard: list[int] = []
    naive: list[int] = []
    threads = [
        Thread(target=lambda: asyncio.run(read_as_the_hub(begun, heard, stop))),
        Thread(target=read_naively, args=(url, naive, stop)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield heard, naive
    finally:
        stop.set()
        for thread in threads:
            thread.join()


async def read_as_the_hub(cursor: Cursor, heard: list[int], stop: Event) -> None:
    async with await connect() as connected:
        is_last = False
        while not is_last:
            is_last = stop.is_set() and cursor.until is None
            entries, cursor = await read_async(connected, cursor, PAGE)
            heard += [entry.seq for entry in entries]
            is_last = is_last and cursor.until is None
            await asyncio.sleep(0 if cursor.until else 0.02)


def read_naively(url: str, naive: list[int], stop: Event) -> None:
    with psycopg.connect(url, autocommit=True) as connected:
        while not stop.is_set():
            last = naive[-1] if naive else 0
            found = connected.execute("select seq from journal_entry where seq > %s order by seq", [last])
            naive += [seq for (seq,) in found.fetchall()]
            time.sleep(0.02)
