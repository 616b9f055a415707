"""A process that is to stay alive: started again when it dies, a little slower when it keeps dying."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence

from korgan.machine.death import die_with_parent
from korgan.machine.log import Log

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0  # seconds
SETTLED_AFTER = 10.0  # seconds of life after which the pause is forgotten

Launch = Callable[[], "subprocess.Popen[bytes]"]


def launch(
    command: Sequence[str], environment: Mapping[str, str], descriptors: Sequence[int] = (), merged: bool = True
) -> "subprocess.Popen[bytes]":
    """Start a program in a process group of its own that dies with us; its output comes to us."""
    return subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if merged else None,
        process_group=0,
        pass_fds=descriptors,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )


class Child:
    def __init__(self, name: str, start: Launch, log: Log, stop_by: signal.Signals = signal.SIGTERM) -> None:
        self.name, self.start, self.log, self.stop_by = name, start, log, stop_by
        self.running: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_after = 0.0
        self.pause = FIRST_PAUSE

    def keep(self, now: float) -> None:
        """Called a few times a second: notice a death, start again when the pause is over."""
        if self.running and self.running.poll() is not None:
            self.mourn(now)
        if self.running is None and now >= self.start_after:
            self.running = self.start()
            self.started_at = now
            self.log.follow(self.name, self.running)

    def mourn(self, now: float) -> None:
        assert self.running
        self.pause = FIRST_PAUSE if now - self.started_at > SETTLED_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.log.say("korgan", f"{self.name} {ending(self.running.returncode)}, starting it again")
        self.running, self.start_after = None, now + self.pause

    def ask_to_stop(self) -> None:
        self.send(self.stop_by)

    def end(self, patience: float | None) -> None:
        """Wait for it to stop; after `patience` seconds it is killed with its whole group."""
        if self.running is None:
            return
        try:
            self.running.wait(patience)
        except subprocess.TimeoutExpired:
            self.log.say("korgan", f"{self.name} did not stop in {patience:.0f} s, killed")
        self.send(signal.SIGKILL)
        self.running.wait()

    def send(self, sign: signal.Signals) -> None:
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, sign)


def ending(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
