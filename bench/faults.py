"""Every fault there is, one after the other under a load of reports: what was lost or doubled, how soon it was back."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import uvloop

from bench.figures import Figure
from bench.house import has_caught_up
from bench.kills import CITIZENS, COMES_BACK_IN_S, Citizens, numbers_kept
from korgan.machine.tests.people import place
from tests.e2e.stack import ROOMY, Stack, clean_environment, running, until
from tests.faults.breaking import away, hung, kill, no_room, poison, small_disk

BEFORE, AFTER = 30, 30
AWAY_S, FULL_S, HUNG_S = 120.0, 5.0, 30.0
KILLED = ("web", "worker", "postgres", "supervisor")


def figures() -> Iterator[Figure]:
    """Kills, a hung worker, poison, the database away, a full disk, backup and restore: lost, doubled, seconds."""
    with place("root") as folder, small_disk(folder / "data") as data, running(data, **ROOMY) as stack:
        citizens = Citizens(stack.url)
        yield from uvloop.run(through_faults(citizens, stack))
        until(lambda: has_caught_up(stack), COMES_BACK_IN_S, "the path did not come back whole")
        kept = numbers_kept(stack)
        note = f"{len(citizens.numbers)} acknowledged by {CITIZENS} citizens during all of them"
        yield Figure("lost_acknowledged", len(set(citizens.numbers.values()) - set(kept)), "reports", note)
        yield Figure("doubled", len(kept) - len(citizens.requests), "reports", note)
        yield timed("backup_s", stack.data, "backup", folder / "backup", f"{len(kept)} appeals")
        yield timed("restore_s", folder / "restored", "restore", folder / "backup", "checked, loaded and settled")


async def through_faults(citizens: Citizens, stack: Stack) -> list[Figure]:
    loads = [asyncio.create_task(citizens.report_on_and_on()) for _ in range(CITIZENS)]
    faults: dict[str, Callable[[], None]] = {
        **{victim: partial(kill, stack, victim) for victim in KILLED},
        f"worker hung for {HUNG_S:.0f} s": lasting(hung(stack, "worker"), HUNG_S),
        "poison entry": partial(poison, stack),
        f"database away for {AWAY_S:.0f} s": lasting(away(stack), AWAY_S),
    }
    if os.path.ismount(stack.data):
        faults["disk full"] = lasting(no_room(stack.data), FULL_S)
    found = [await recovery(citizens, stack, name, fault) for name, fault in faults.items()]
    citizens.is_over = True
    await asyncio.gather(*loads)
    return found


async def recovery(citizens: Citizens, stack: Stack, name: str, fault: Callable[[], None]) -> Figure:
    """From the end of the fault until reports are taken and all parts of the path are well."""
    await citizens.served(BEFORE)
    await asyncio.to_thread(fault)
    ended, taken = time.monotonic(), len(citizens.numbers)
    await citizens.served(1)
    received_s = time.monotonic() - ended
    await asyncio.to_thread(until, lambda: is_well(stack, ended), COMES_BACK_IN_S, f"{name}: not well again")
    seconds = time.monotonic() - ended
    await citizens.served(max(0, AFTER - len(citizens.numbers) + taken))
    note = f"until /readyz is well; the next report was received after {received_s:.2f} s"
    return Figure(f"recovery_s {name}", round(seconds, 2), "s", note)


def is_well(stack: Stack, since: float) -> bool:
    """All of the path, and its worker has shown a sign of life after this moment."""
    try:
        told = stack.get("/readyz")
    except OSError:
        return False
    return bool(told["ok"]) and float(str(told["worker_heartbeat_s"])) < time.monotonic() - since


def lasting(fault: AbstractContextManager[None], seconds: float) -> Callable[[], None]:
    def last() -> None:
        with fault:
            time.sleep(seconds)

    return last


def timed(name: str, data: Path, command: str, backup: Path, note: str) -> Figure:
    began = time.monotonic()
    words = [sys.executable, "-m", "korgan", command, str(backup)]
    environment = {**clean_environment(), "KORGAN_DATA": str(data)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"korgan {command}: {done.stderr.strip()}")
    return Figure(name, round(time.monotonic() - began, 2), "s", note)
