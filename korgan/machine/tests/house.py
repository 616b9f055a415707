"""A supervised house with small residents, so that only the supervisor itself is tried."""

import os
import re
import signal
import socket
import subprocess
from pathlib import Path

from korgan.environment import Environment
from korgan.machine.child import launch
from korgan.machine.log import Log
from korgan.machine.supervisor import Supervisor
from korgan.machine.tests.people import start_as, wait
from korgan.machine.tests.waiting import until


class SmallHouse(Supervisor):
    """Postgres is real; migrations are one word, web and worker are programs that only live."""

    def korgan(self, *words: str) -> list[str]:
        return ["/bin/sh", "-c", f"exec sleep {SLEEPS[words[0]]}"]

    def web(self, door: int) -> "subprocess.Popen[bytes]":
        return launch(["/bin/sleep", SLEEPS["web"]], self.child_environment(), descriptors=[door])

    def is_answering(self) -> bool:
        return False  # the welcome is tried with the real web


SLEEPS = {"migrate": "0", "web": "86401", "worker": "86402"}


class House:
    """A SmallHouse in a process of its own."""

    def __init__(self, who: str, folder: Path) -> None:
        self.who, self.folder = who, folder
        self.log = folder / "log"
        self.port = free_port()

    def open(self) -> None:
        self.supervisor = start_as(self.who, self.live, self.log)

    def live(self) -> None:
        for name in ("KORGAN_DATABASE_URL", "KORGAN_SECRET_KEY"):
            os.environ.pop(name, None)
        environment = Environment(data=self.folder / "data", port=self.port)
        SmallHouse(environment, with_demo=False, log=Log()).run()

    def is_whole(self) -> bool:
        return all(self.pid_of(name) for name in ("postgres", "web", "worker"))

    def wait_until_whole(self) -> None:
        until(self.is_whole)

    def pid_of(self, name: str) -> int | None:
        wanted = {"postgres": r"/postgres\0-D\0" + re.escape(str(self.folder)), "web": SLEEPS["web"]}
        pattern = wanted.get(name, SLEEPS["worker"])
        return next((pid for pid in self.pids() if re.search(pattern, words_of(pid))), None)

    def pids(self) -> list[int]:
        """Every living process that carries this house's data folder in its words or environment or works in it."""
        mark = os.fsencode(self.folder / "data")
        return [pid for pid in living() if mark in read(pid, "cmdline") + read(pid, "environ") + works_in(pid)]

    def close(self) -> int:
        os.kill(self.supervisor, signal.SIGTERM)
        return wait(self.supervisor)

    def said(self) -> str:
        return self.log.read_text()


def living() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def words_of(pid: int) -> str:
    return read(pid, "cmdline").decode(errors="replace")


def read(pid: int, what: str) -> bytes:
    """Empty for a zombie and for somebody else's process."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def works_in(pid: int) -> bytes:
    try:
        return os.fsencode(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:
        return b""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
