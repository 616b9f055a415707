"""Where a backup is made and restored: the database of this place at hand, whether `korgan up` runs or not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from korgan.backup.loading import NotEmpty, require_empty
from korgan.backup.manifest import KEY, Manifest, proof_of_key
from korgan.environment import Environment, kept_secret
from korgan.machine import private
from korgan.machine.lock import DataLock, Held
from korgan.machine.postgres import Cluster, make_data_folder


class OtherKey(Exception):
    """Secrets in the backup are encrypted by another key than the one this place is given."""


@contextmanager
def at_hand(environment: Environment) -> Iterator[None]:
    """The database answers meanwhile; the embedded one is started when nobody runs it."""
    lock = DataLock(environment.data)
    try:
        if environment.is_embedded and (environment.data / "postgres").exists():
            lock.take()
    except Held:
        yield
        return
    try:
        with running(environment) if lock.descriptor is not None else nothing():
            yield
    finally:
        lock.release()


@contextmanager
def ours_alone(environment: Environment) -> Iterator[None]:
    """An empty place with a database that answers, and nobody else in it."""
    if not environment.is_embedded:
        require_empty(environment.database_url)
    elif (environment.data / "postgres").exists():
        raise NotEmpty(f"{environment.data} has a database already; name an empty folder with KORGAN_DATA")
    make_data_folder(environment.data)
    lock = DataLock(environment.data)
    lock.take()
    try:
        with running(environment) if environment.is_embedded else nothing():
            yield
    finally:
        lock.release()


@contextmanager
def running(environment: Environment) -> Iterator[None]:
    cluster = Cluster(environment.data, chosen=environment.postgres_programs)
    try:
        cluster.start(subprocess.DEVNULL)
        yield
    finally:
        cluster.stop()


@contextmanager
def nothing() -> Iterator[None]:
    yield


def place_key(source: Path, environment: Environment, manifest: Manifest) -> None:
    """The key that opens the secrets in the backup; raise OtherKey when this place is given, or keeps, another one."""
    given, here = os.environ.get("KORGAN_SECRET_KEY"), environment.data / KEY
    if given is None and (source / KEY).exists():
        brought = kept_secret(source / KEY)
        if kept_secret(here) not in ("", brought):
            raise OtherKey(f"{here} is another key than the backup's: move it away first, what it encrypted needs it")
        private.write(here, brought)
        return
    if given is None or proof_of_key(given) != manifest.key:
        raise OtherKey(
            "the backup was made with a secret key from the environment; give the same one by KORGAN_SECRET_KEY"
        )


def inside(environment: Environment, *words: str) -> int:
    """Do it with Django's settings of this place, which may only just have come to be; its words go where ours go."""
    asked = [sys.executable, "-m", "korgan.backup", *words]
    return subprocess.run(asked, env=child_environment(environment)).returncode


def child_environment(environment: Environment) -> dict[str, str]:
    named = {} if environment.is_embedded else {"KORGAN_DATABASE_URL": environment.database_url}
    return {**os.environ, "KORGAN_DATA": str(environment.data), **named}
