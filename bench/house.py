"""The processes of the running product, seen from outside."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from korgan.environment import embedded_url
from tests.e2e.stack import Stack, until

SETTLES_IN_S = 60.0
WORDS = {
    "web": rb"korgan\.(asgi|wsgi):application",
    "live": rb"korgan\.asgi:live",
    "worker": rb"korgan\0worker",
    "postgres": rb"/postgres\0-D",
    "nginx": rb"nginx: master",
}

A_DAY = """
insert into territory_areanorm (area_id, kind, amount, unit, near_s)
select id, clock, 1, 'days', 0
from territory_area, unnest(array['answer_now', 'answer_today', 'answer_later']) as clock where parent_id is null
"""


def pid_of(stack: Stack, name: str) -> int:
    return next(pid for pid in children(stack.process.pid) if re.search(WORDS[name], words(pid)))


def family_of(stack: Stack, name: str) -> list[int]:
    """A process with all that it has started; none where this house has no such process."""
    found = [pid for pid in children(stack.process.pid) if re.search(WORDS[name], words(pid))]
    for pid in found:
        found += children(pid)
    return found


def everybody_of(pid: int) -> list[int]:
    """A process and all below it, whoever starts first."""
    return [pid, *(one for child in children(pid) for one in everybody_of(child))]


def children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def words(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def memory_mb(stack: Stack) -> float:
    """Proportional set size of all our processes together, the supervisor and nginx too."""
    pids = [pid for name in WORDS if name != "postgres" for pid in family_of(stack, name)]
    if b"korgan\0up" in words(stack.process.pid):
        pids.append(stack.process.pid)
    kept = [re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE) for pid in pids]
    return sum(int(one[1]) for one in kept if one) / 1024


def nobody_is_late(stack: Stack) -> None:
    """A day for each first answer: a minute after a flood of reports that nobody answers, thousands of clocks run out
    and are told to every screen, which is neither the path of a report nor any department's night."""
    ask(stack, A_DAY)


@contextmanager
def stopped(stack: Stack, *names: str) -> Iterator[None]:
    """These processes stand still, and have caught up with what happened meanwhile when it is over."""
    pids = [pid for name in names for pid in family_of(stack, name)]
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    until(lambda: has_caught_up(stack), SETTLES_IN_S, "the worker did not catch up")


def has_caught_up(stack: Stack) -> bool:
    try:
        told = stack.get("/readyz")
    except OSError:
        return False
    return bool(told["ok"]) and told["journal_lag_s"] == 0


def ask(stack: Stack, statement: str) -> list[dict[str, Any]]:
    """Ask the product's own database, past the product."""
    with psycopg.connect(embedded_url(stack.data), autocommit=True, row_factory=dict_row) as connection:
        answer = connection.execute(statement.encode())
        return answer.fetchall() if answer.description else []
