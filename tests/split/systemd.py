"""Plays systemd for the units of ops/: `python -m tests.split.systemd [--postgres DATA] UNIT…` starts them in this
order, a oneshot to its end, and starts again what dies as the unit says, with all that is left of it. Postgres, where
there is none yet, comes first."""

import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections import ChainMap
from pathlib import Path

from korgan.machine.death import die_with_parent
from korgan.machine.postgres import Cluster

LOOK_EVERY = 0.05  # seconds
stopping = threading.Event()


class Unit:
    def __init__(self, file: Path) -> None:
        self.text, self.log = file.read_text(), file.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None
        self.start_after = 0.0
        self.die_with_us = die_with_parent(signal.SIGKILL)

    def told(self, name: str) -> list[str]:
        return re.findall(rf"^{name}=(.*)$", self.text, re.MULTILINE)

    def environment(self) -> dict[str, str]:
        own = dict(line.split("=", 1) for line in self.told("Environment"))
        files = [environment_file(Path(name).read_text()) for name in self.told("EnvironmentFile")]
        return dict(ChainMap(*reversed(files), own, dict(os.environ)))

    def prepare(self) -> None:
        """After fork: what the unit allows."""
        self.die_with_us()
        for files in self.told("LimitNOFILE"):
            hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(int(files), hard),) * 2)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                shlex.split(self.told("ExecStart")[0].replace("%%", "%").replace("$$", "$")),
                env=self.environment(),
                cwd=self.told("WorkingDirectory")[0],
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=self.prepare,
            )

    def run(self) -> None:
        """A oneshot, to its end."""
        self.start()
        assert self.process
        if self.process.wait() != 0:
            raise SystemExit(f"ended badly, see {self.log}")

    def keep(self) -> None:
        """KillMode=control-group, Restart=always, RestartSec."""
        if self.process and self.process.poll() is not None:
            self.end_group(signal.SIGKILL)
            self.process, self.start_after = None, time.monotonic() + self.pause()
        if self.process is None and self.told("Restart") == ["always"] and time.monotonic() >= self.start_after:
            self.start()

    def pause(self) -> float:
        return int(self.told("RestartSec")[0].removesuffix("ms")) / 1000

    def stop(self) -> None:
        self.end_group(signal.SIGTERM)
        assert self.process
        self.process.wait(int(self.told("TimeoutStopSec")[0].removesuffix("s")))
        self.end_group(signal.SIGKILL)

    def end_group(self, sign: signal.Signals) -> None:
        try:
            if self.process:
                os.killpg(self.process.pid, sign)
        except ProcessLookupError:
            return


def environment_file(text: str) -> dict[str, str]:
    """As in systemd.exec(5): a comment is a line of its own, quotes around a value go, all else belongs to it."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and line[0] not in "#;")
    return {name: re.sub(r"""^(["'])(.*)\1$""", r"\2", value.strip()) for name, _, value in pairs}


def main(cluster: Cluster | None, files: list[Path]) -> None:
    if cluster:
        cluster.start()
    units = [Unit(file) for file in files]
    services = [unit for unit in units if unit.told("Type") != ["oneshot"]]
    for unit in units:
        unit.keep() if unit in services else unit.run()
    while not stopping.wait(LOOK_EVERY):
        if cluster and cluster.process and cluster.process.poll() is not None:
            cluster.launch()
        for unit in services:
            unit.keep()
    for unit in reversed(services):
        unit.stop()
    if cluster:
        cluster.stop()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    words = sys.argv[1:]
    own = Cluster(Path(words[1])) if words[0] == "--postgres" else None
    main(own, [Path(name) for name in words[2 if own else 0 :]])
