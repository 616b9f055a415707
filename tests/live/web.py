"""The real web process, on a database of its own, with one more page: how many screens its hub has."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from korgan.machine.death import die_with_parent
from tests.cast import until

STARTS_IN_S = 120.0


class Web:
    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.port, self.process = port, process

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            body: bytes = answer.read()
        return body.decode()

    def subscribers(self) -> int:
        return int(self.get("/live/subscribers"))

    def answers(self) -> bool:
        assert self.process.poll() is None, "the web process ended by itself"
        try:
            return bool(self.get("/live/subscribers"))
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(database_url: str, patience_s: int = 10) -> Iterator[Web]:
    """`patience_s`: how long it waits for open answers when it is to stop."""
    port = free_port()
    words = f"-m uvicorn tests.live.watched:application --port {port} --no-access-log --log-level warning"
    bounds = "--http korgan.live.protocol:Bounded --no-proxy-headers"
    process = subprocess.Popen(
        [sys.executable, *words.split(), *bounds.split(), "--timeout-graceful-shutdown", str(patience_s)],
        env={**os.environ, "KORGAN_DATABASE_URL": database_url},
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    web = Web(port, process)
    try:
        until(web.answers, STARTS_IN_S)
        yield web
    finally:
        process.terminate()
        process.wait(30)
