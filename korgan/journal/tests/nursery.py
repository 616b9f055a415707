"""Two followers that may be killed at any moment; for each that dies the next is born. Each prints its pid when it has
entries to follow for the first time: only then it is worth killing.

A child runs the real follower, which defers a job for every entry, and works off the jobs the way procrastinate does:
the step commits with its mark, the job is marked done afterwards, so a kill in between runs the step again."""

from korgan.wsgi import application as django  # first: it makes Django ready for what follows  # noqa: F401  # isort: skip

import os
import signal
import time
from collections.abc import Sequence
from functools import cache
from threading import Event, Thread

from django.db import connection, transaction

from korgan.journal import follower
from korgan.journal.cursor import Read
from korgan.journal.steps import once
from korgan.machine.death import die_with_parent

FOLLOWERS = 2
# Kills are to hit where it hurts: while steps are deferred, and between a step and the mark of its job.
DANGER_S = 0.05
TABLES = """
create table chaos_job (id bigserial primary key, entry bigint not null, is_done bool not null default false);
create table chaos_effect (entry bigint not null);
"""
NEXT = "select id, entry from chaos_job where not is_done order by random() limit 1"


@cache
def tell_pid() -> None:
    print(os.getpid(), flush=True)


def defer(entries: Sequence[Read]) -> None:
    if entries:
        tell_pid()
    time.sleep(DANGER_S)
    with connection.cursor() as cursor:
        cursor.executemany("insert into chaos_job (entry) values (%s)", [[entry.seq] for entry in entries])


def work_off() -> None:
    while True:
        if not work_one():
            time.sleep(0.01)


def work_one() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        if (found := cursor.fetchone()) is None:
            return False
        job, entry = found
        with transaction.atomic():
            if once(entry, "chaos"):
                cursor.execute("insert into chaos_effect values (%s)", [entry])
        time.sleep(DANGER_S / 10)
        cursor.execute("update chaos_job set is_done = true where id = %s", [job])
        return True


def live() -> None:
    follower.PAGE, follower.AWAY_S = 25, 0.05
    Thread(target=work_off, daemon=True).start()
    follower.follow("chaos", defer, Event())


def bear() -> None:
    note_of_death = die_with_parent(signal.SIGKILL)
    if os.fork() == 0:
        note_of_death()
        live()


if __name__ == "__main__":
    for _ in range(FOLLOWERS):
        bear()
    while True:
        os.wait()
        bear()
