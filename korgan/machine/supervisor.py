"""`korgan up`: what one machine needs, kept alive. Postgres first; then migrations, the demo city, web and worker."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from korgan.environment import Environment
from korgan.machine import doors, private
from korgan.machine.child import Child, ending, launch
from korgan.machine.lock import DataLock
from korgan.machine.log import Log
from korgan.machine.postgres import Cluster, make_data_folder

LOOK_EVERY = 0.1  # seconds
WEB_STOPS_IN, POSTGRES_STOPS_IN = 8.0, 60.0  # seconds


class StepFailed(Exception):
    """A step before the start, such as the migrations, ended badly; its own words are in the log above."""


# What each process has counted, for whoever is asked for the figures; a new start counts from nothing.
FIGURES = "figures"


def empty_figures(data: Path) -> None:
    folder = data / FIGURES
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


class Supervisor:
    def __init__(self, environment: Environment, with_demo: bool, log: Log) -> None:
        self.environment, self.with_demo, self.log = environment, with_demo, log
        self.lock = DataLock(environment.data)
        cluster = Cluster(environment.data, chosen=environment.postgres_programs)
        self.cluster = cluster if environment.is_embedded else None
        self.stopping = threading.Event()
        self.postgres: list[Child] = []
        self.children: list[Child] = []
        self.sign_ins = ""

    def run(self) -> None:
        """Everything, until a signal asks to stop; leaves no process behind."""
        make_data_folder(self.environment.data)
        self.lock.take()
        empty_figures(self.environment.data)
        door = doors.open_door(self.environment.host, self.environment.port)
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self.ask_to_stop)
        try:
            self.start_postgres()
            self.prepare()
            self.children = [
                Child("web", lambda: self.web(door.fileno()), self.log),
                Child("worker", self.worker, self.log),
            ]
            self.watch()
        finally:
            door.close()
            self.stop()
            self.lock.release()

    def ask_to_stop(self, *_: object) -> None:
        if self.stopping.is_set():  # asked twice: do not wait for the polite end
            for child in self.children:
                child.send(signal.SIGKILL)
        self.stopping.set()

    def start_postgres(self) -> None:
        if self.cluster is None:
            return
        self.cluster.prepare()
        postgres = Child("postgres", self.launch_postgres, self.log, stop_by=signal.SIGINT)
        self.postgres = [postgres]
        self.until(self.cluster.is_ready)
        if not self.stopping.is_set():
            self.cluster.require_database()

    def launch_postgres(self) -> "subprocess.Popen[bytes]":
        assert self.cluster
        return self.cluster.launch(subprocess.PIPE)

    def prepare(self) -> None:
        self.step("migrate")
        if self.with_demo:
            self.sign_ins = self.step("demo")

    def step(self, *words: str) -> str:
        """Run one korgan command to its end and return what it printed."""
        if self.stopping.is_set():
            return ""
        self.log.say("korgan", " ".join(words))
        running = launch(self.korgan(*words), self.child_environment(), merged=False)
        printed: list[str] = []
        reader = threading.Thread(target=lambda: printed.append(read_all(running)), daemon=True)
        reader.start()
        self.until(lambda: running.poll() is not None)
        if self.stopping.is_set():
            running.kill()
        if running.wait() != 0 and not self.stopping.is_set():
            raise StepFailed(f"korgan {' '.join(words)} {ending(running.returncode)}")
        reader.join()
        return "".join(printed).strip()

    def web(self, door: int) -> "subprocess.Popen[bytes]":
        uvicorn = [sys.executable, "-m", "uvicorn", "korgan.asgi:application", "--fd", str(door)]
        options = [
            "--timeout-graceful-shutdown",
            "3",
            "--no-access-log",
            "--log-level",
            "warning",
            "--no-server-header",
            "--http",
            "korgan.live.protocol:Bounded",
            "--no-proxy-headers",  # whom to believe is said in one place, korgan/address.py
        ]
        return launch([*uvicorn, *options], self.child_environment(), descriptors=[door])

    def worker(self) -> "subprocess.Popen[bytes]":
        return launch(self.korgan("worker"), self.child_environment())

    def korgan(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "korgan", *words]

    def child_environment(self) -> dict[str, str]:
        environment = self.environment
        database_url = self.cluster.url if self.cluster else environment.database_url
        given = os.environ.get("KORGAN_SECRET_KEY") or private.keep(environment.data / "secret-key", 48)
        return {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "KORGAN_DATA": str(environment.data),
            "KORGAN_DATABASE_URL": database_url,
            "KORGAN_SECRET_KEY": given,
            "PROMETHEUS_MULTIPROC_DIR": str(environment.data / FIGURES),
        }

    def watch(self) -> None:
        self.until(self.is_answering)
        if not self.stopping.is_set():
            self.welcome()
        self.until(lambda: False)

    def is_answering(self) -> bool:
        return doors.answers(self.environment.host, self.environment.port)

    def until(self, done: Callable[[], bool]) -> None:
        """Keep every process alive until something is done or we are asked to stop."""
        while not self.stopping.is_set():
            for child in (*self.postgres, *self.children):
                child.keep(time.monotonic())
            if done():
                return
            self.stopping.wait(LOOK_EVERY)

    def welcome(self) -> None:
        home = self.environment.public_url or doors.address(self.environment.host, self.environment.port)
        self.log.plain(WELCOME.format(home=home, sign_ins=self.sign_ins and f"\n{self.sign_ins}\n"))

    def stop(self) -> None:
        """Web and worker first, Postgres when nobody uses it any more."""
        for group, patience in ((self.children, WEB_STOPS_IN), (self.postgres, POSTGRES_STOPS_IN)):
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.end(patience)


def read_all(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout
    with process.stdout as output:
        return output.read().decode(errors="replace")


WELCOME = """
Korgan is up. Ctrl-C stops it.

  citizen app   {home}/
  console       {home}/console/
  API           {home}/api/docs
{sign_ins}"""
