"""The whole product as a newcomer starts it: `korgan up --demo` on a port and a data folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from korgan.environment import LIMITS

ROOT = Path(__file__).parents[2]
STARTS_IN_S = 240
PROGRAMS = "KORGAN_POSTGRES_PROGRAMS"
# For a crowd that comes from one machine: the limits are asked as ever, and hold nobody.
ROOMY = {"KORGAN_LIMITS": json.dumps(dict.fromkeys(LIMITS, 1_000_000))}
DEMO_PASSWORD = "korgan-demo"


class Stack:
    python, checkout = sys.executable, ROOT

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self.data, port = data, free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {"KORGAN_DATA": str(data), "KORGAN_PORT": str(port), **environment}
        self.log = data.parent / f"{data.name}.log"
        self.process: subprocess.Popen[bytes]

    def start(self) -> None:
        """Also again, when it was killed: in the same place, at the same address."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.python, "-m", "korgan", "up", "--demo"],
                cwd=self.checkout,
                env={**clean_environment(), **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def get(self, path: str) -> dict[str, object]:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            body: dict[str, object] = json.load(answer)
        return body


def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(data: Path, **environment: str) -> Iterator[Stack]:
    with started(Stack(data, environment)) as stack:
        yield stack


@contextmanager
def started(stack: Stack) -> Iterator[Stack]:
    stack.start()
    try:
        until(lambda: answers(stack), STARTS_IN_S, f"no answer; see {stack.log}")
        yield stack
    finally:
        stack.process.send_signal(signal.SIGINT)
        stack.process.wait(30)


def clean_environment() -> dict[str, str]:
    """Nothing of ours but the Postgres that the whole run is on."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KORGAN_") or name == PROGRAMS}


def answers(stack: Stack) -> bool:
    assert stack.process.poll() is None, "korgan up ended by itself"
    try:
        return bool(stack.get("/readyz")["ok"])
    except OSError:
        return False
