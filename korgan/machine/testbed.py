"""The Postgres of a test run, loaded as a pytest plugin before Django reads its settings.

One embedded Postgres serves the run and all its xdist workers; each worker has a database of its own, copied from a
template that is migrated once. The process that makes the folder ends the server and removes the folder.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from korgan.environment import LIMITS, embedded_url, read_environment
from korgan.machine.postgres import Cluster

FOLDER = "KORGAN_TEST_FOLDER"
TEMPLATE = "korgan_template"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATABASE = f"korgan_{WORKER}"
# A test run may lose its data in a power cut; a quicker disk is worth more.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class Testbed:
    """The run's Postgres; `is_owner` in the process that the others were started from."""

    def __init__(self) -> None:
        self.is_owner = FOLDER not in os.environ
        self.data = Path(os.environ.get(FOLDER) or tempfile.mkdtemp(prefix="korgan-test-"))
        self.cluster: Cluster | None = None
        if self.is_owner:
            self.data.chmod(0o755)
            os.environ[FOLDER] = str(self.data)
            (self.data / "postgres-password").write_text("only-for-tests\n")
        os.environ["KORGAN_DATA"] = str(self.data / WORKER)
        os.environ["KORGAN_DATABASE_URL"] = self.url()
        # All tests of a run come from one address; those of the limits set their own.
        os.environ.setdefault("KORGAN_LIMITS", json.dumps(dict.fromkeys(LIMITS, 0)))
        os.environ["KORGAN_SECRET_KEY"] = "a key for tests that signs nothing of worth"

    def url(self, database: str = DATABASE) -> str:
        return embedded_url(self.data, database)

    def start(self) -> None:
        if self.is_owner and self.cluster is None:
            self.cluster = Cluster(self.data, FAST, read_environment().postgres_programs)
            with (self.data / "postgres.log").open("wb") as log:
                self.cluster.start(log)

    def end(self) -> None:
        if self.is_owner:
            if self.cluster:
                self.cluster.stop()
            shutil.rmtree(self.data, ignore_errors=True)

    def require_template(self, migrate: Callable[[str], None]) -> None:
        """The first worker to come migrates the template; the others wait for it."""
        with (self.data / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (done := self.data / "migrated").exists():
                self.copy("template1", TEMPLATE)
                migrate(TEMPLATE)
                done.touch()

    def copy(self, source: str, target: str) -> None:
        self.run("drop database if exists {} with (force)", target)
        self.run("create database {} template {}", target, source)

    def drop(self, name: str) -> None:
        self.run("drop database if exists {} with (force)", name)

    def run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(SQL(statement).format(*map(Identifier, names)))

    @contextmanager
    def fresh(self, name: str) -> Iterator[str]:
        """A migrated database of one's own, for a test that needs committed rows; yields its address."""
        self.copy(TEMPLATE, name)
        try:
            yield self.url(name)
        finally:
            self.drop(name)


testbed = Testbed()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """With xdist the owner runs no test itself, so it starts Postgres for its workers."""
    if getattr(config.option, "numprocesses", None):
        testbed.start()


def pytest_unconfigure() -> None:
    testbed.end()
