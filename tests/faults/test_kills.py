"""Each process of the running product is killed under a load of registrations: nothing acknowledged is lost, nothing is
doubled by the citizens' repeats, and everything comes back by itself."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from korgan.environment import embedded_url
from korgan.machine.tests.people import place
from tests.e2e.stack import Stack, answers, running, until
from tests.faults.citizens import Citizens

COMES_BACK_IN_S = 30.0  # on a busy machine; seconds on an idle one


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with place("root") as folder, running(folder / "data") as started:
        yield started


@pytest.mark.parametrize("victim", ["web", "worker", "postgres"])
def test_a_kill_under_load_loses_and_doubles_nothing(stack: Stack, victim: str) -> None:
    citizens = Citizens(urlsplit(stack.url).port or 0, count=4)
    try:
        until(lambda: len(citizens.numbers) >= 20, COMES_BACK_IN_S, "no load")
        os.kill(pid_of(stack, victim), signal.SIGKILL)
        served = len(citizens.numbers)
        until(lambda: len(citizens.numbers) >= served + 40, COMES_BACK_IN_S, f"{victim} did not come back")
    finally:
        citizens.stop()
    assert citizens.faults == []
    found = registered(stack.data)
    assert citizens.numbers.items() <= {(key, number) for number, key in found}
    assert len({key for _, key in found}) == len({number for number, _ in found}) == len(found)
    until(lambda: answers(stack), COMES_BACK_IN_S, "the worker does not follow what was registered")


def registered(data: Path) -> list[tuple[str, str]]:
    """Number and client key of every appeal; each report opens a thread of its own, named by its key."""
    with psycopg.connect(embedded_url(data)) as connection:
        return connection.execute(REGISTERED).fetchall()


REGISTERED = """
select a.number, split_part(p.external_id, ':', 1) from intake_appeal a
join intake_message m on m.appeal_id = a.id and m.direction = 'in'
join intake_part p on p.message_id = m.id and p.kind = 'text'
"""


def pid_of(stack: Stack, name: str) -> int:
    wanted = {"web": "uvicorn", "worker": r"korgan\0worker", "postgres": r"/postgres\0-D"}[name]
    return next(pid for pid in children(stack.process.pid) if re.search(wanted, words(pid)))


def children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
