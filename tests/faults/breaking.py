"""How a running product is broken: its supervisor killed, its database taken away, its disk filled."""

import json
import os
import signal
import subprocess
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.house import ask, family_of, pid_of
from korgan.machine.tests.people import IS_ROOT
from tests.e2e.stack import Stack, until

# More than what uploads leave to the database, see evidence/uploading.py.
DISK_MB = 1200
POISON = "insert into journal_entry (kind, by, topics, facts) values ('AppealRegistered', 'system:poison', '{}', '{}')"


def kill(stack: Stack, victim: str) -> None:
    """The supervisor takes its children along; whoever runs it starts it again, as systemd would."""
    if victim != "supervisor":
        return os.kill(pid_of(stack, victim), signal.SIGKILL)
    stack.process.kill()
    stack.process.wait()
    return stack.start()


@contextmanager
def hung(stack: Stack, victim: str) -> Iterator[None]:
    """Alive for its supervisor, and doing nothing."""
    pids = family_of(stack, victim)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def away(stack: Stack) -> Iterator[None]:
    """The database; nobody starts it again, for the supervisor stands still."""
    postgres = pid_of(stack, "postgres")
    os.kill(stack.process.pid, signal.SIGSTOP)
    try:
        os.kill(postgres, signal.SIGINT)
        until(lambda: not has_database(stack), 30, "Postgres still answers")
        yield
    finally:
        os.kill(stack.process.pid, signal.SIGCONT)


def poison(stack: Stack) -> None:
    """An entry from which nothing can follow, before all that come after it."""
    ask(stack, POISON)


def has_database(stack: Stack) -> bool:
    try:
        return bool(stack.get("/readyz"))
    except urllib.error.HTTPError as answer:
        with answer:
            return "database" not in json.load(answer)["wrong"]


@contextmanager
def no_room(data: Path) -> Iterator[None]:
    """To the last byte; what is freed meanwhile is taken by whoever comes first."""
    filler = data / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            fill(file.fileno(), size)
        try:
            yield
        finally:
            filler.unlink()


def fill(descriptor: int, size: int) -> None:
    try:
        while os.write(descriptor, b"\0" * size) == size:
            pass
    except OSError:
        return


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own that can be filled; only a folder where nothing can be mounted."""
    folder.mkdir()
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", str(folder)]
    is_mounted = IS_ROOT and subprocess.run(mount, capture_output=True).returncode == 0
    try:
        yield folder
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
