"""The embedded Postgres: made once in the data folder, started directly, reached only through a private socket.

It asks for a password even there (scram-sha-256), never listens on TCP and runs with checksums and full durability.
Everything here may be run again after any crash: a half-made cluster is never taken for a whole one.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import psycopg

from korgan.environment import EMBEDDED_NAME, embedded_url, socket_folder
from korgan.machine import binaries, leftovers, private
from korgan.machine.accounts import Account, service_account
from korgan.machine.binaries import version_of
from korgan.machine.death import die_with_parent

EMBEDDED_MAJOR = 18
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
FIRST_WITH_BUILTIN_LOCALE = 17


class CannotStart(Exception):
    """Postgres cannot run here; the message says why and what to change."""


def make_data_folder(data: Path) -> None:
    """Folders that exist keep their modes; new ones can be entered whatever the umask, what is private lies deeper."""
    try:
        for folder in reversed([data, *data.parents]):
            if not folder.exists():
                folder.mkdir()
                folder.chmod(0o755)
    except OSError as error:
        raise CannotStart(f"cannot make {data}: {error.strerror}; name another folder with KORGAN_DATA") from None


class Cluster:
    """One embedded Postgres; whoever uses it holds the data folder's lock.

    `chosen` is the folder of another one's initdb and postgres, such as /usr/lib/postgresql/15/bin.
    """

    def __init__(self, data: Path, settings: dict[str, str] | None = None, chosen: Path | None = None) -> None:
        self.data = data
        self.settings = settings or {}
        self.chosen = chosen
        self.major = version_of(chosen / "postgres") if chosen else EMBEDDED_MAJOR
        self.account: Account = service_account()
        self.home = data / "postgres"
        self.folder = self.home / str(self.major)
        self.socket = socket_folder(data)
        self.password_file = data / "postgres-password"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return embedded_url(self.data)

    def prepare(self) -> None:
        """Make what is missing: folders, password, cluster."""
        make_data_folder(self.data)
        self.require_reachable()
        self.require_password()
        self.account.own(self.home)
        self.require_its_version()
        self.own_socket()
        self.programs = self.find_programs()
        if not self.folder.exists():
            self.create()
        leftovers.end(self.folder)

    def find_programs(self) -> Path:
        if self.chosen and not self.major:
            raise CannotStart(f"there is no postgres in {self.chosen}; name its folder with KORGAN_POSTGRES_PROGRAMS")
        return self.chosen or binaries.programs(self.account, self.data)

    @property
    def locale(self) -> Sequence[str]:
        return LOCALE if self.major >= FIRST_WITH_BUILTIN_LOCALE else ("--locale=C.UTF-8",)

    def require_its_version(self) -> None:
        """Another version would begin beside the data as if there were none."""
        others = [one.name for one in self.home.iterdir() if one.name.isdecimal() and one != self.folder]
        if others and not self.folder.exists():
            raise CannotStart(
                f"{self.home} holds a database of PostgreSQL {others[0]}, and this is {self.major or 'none'}; "
                "make a backup with the old programs and restore it with the new ones"
            )

    def require_reachable(self) -> None:
        if not self.account.can_enter(self.data):
            raise CannotStart(
                f"Postgres runs as the account {self.account.name}, which cannot enter {self.data}; "
                "set KORGAN_DATA to a folder it can enter, such as /var/lib/korgan"
            )

    def own_socket(self) -> None:
        """The short place lies in a folder everybody may write to: never follow what somebody else put there."""
        if self.socket.is_symlink() or (self.socket.exists() and self.socket.stat().st_uid not in self.owners()):
            raise CannotStart(f"{self.socket} belongs to somebody else; remove it or choose a shorter KORGAN_DATA")
        self.account.own(self.socket)

    def owners(self) -> set[int]:
        return {self.account.uid, os.geteuid()}

    def create(self) -> None:
        """initdb beside the final place, then one rename."""
        half = self.home / f"{self.major}.half"
        shutil.rmtree(half, ignore_errors=True)
        password_copy = self.home / "password"
        private.write(password_copy, private.keep(self.password_file))
        os.chown(password_copy, self.account.uid, self.account.gid)
        try:
            self.initialise(half, password_copy)
        finally:
            password_copy.unlink()
        half.rename(self.folder)
        sync_folder(self.home)

    def require_password(self) -> None:
        if self.folder.exists() and not self.password_file.exists():
            raise CannotStart(f"{self.password_file} is gone, so {self.folder} cannot be opened; bring back a copy")

    def initialise(self, folder: Path, password_file: Path) -> None:
        made = subprocess.run(
            [
                str(self.programs / "initdb"),
                f"--pgdata={folder}",
                f"--username={EMBEDDED_NAME}",
                f"--pwfile={password_file}",
                "--encoding=UTF8",
                *self.locale,
                "--data-checksums",
                "--auth-local=scram-sha-256",
                "--auth-host=scram-sha-256",
            ],
            cwd="/",
            env=self.account.environment(),
            capture_output=True,
            text=True,
            preexec_fn=die_with_parent(signal.SIGKILL),
            **self.account.start_as(),
        )
        if made.returncode != 0:
            raise CannotStart(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")

    def command(self) -> list[str]:
        quoted = str(self.socket).replace('"', '""')
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{quoted}"',
            "unix_socket_permissions": "0700",
            "log_line_prefix": "",
            "log_checkpoints": "off",
            **self.settings,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.folder), *options]

    def launch(self, output: int | IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        """Start the server itself, in its own process group; it may need a second try after kill -9, see start()."""
        self.process = subprocess.Popen(
            self.command(),
            cwd="/",
            env=self.account.environment({"LC_MESSAGES": "C", "TZ": "UTC"}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGINT),  # a fast shutdown
            **self.account.start_as(),
        )
        return self.process

    def is_ready(self) -> bool:
        asked = [str(self.programs / "pg_isready"), "-q", "-h", str(self.socket), "-d", "postgres", "-t", "2"]
        return subprocess.run(asked, cwd="/").returncode == 0

    def start(self, output: int | IO[bytes] | None = None, patience: float = 30.0) -> None:
        """Prepare, launch and wait until it answers.

        Recovery takes as long as it takes. Only a server that keeps ending by itself is given up after `patience`
        seconds: the orphans of a killed one hold its shared memory for a moment.
        """
        self.prepare()
        process = self.launch(output)
        first_end: float | None = None
        while not self.is_ready():
            if process.poll() is not None:
                first_end = first_end or time.monotonic()
                if time.monotonic() - first_end > patience:
                    raise CannotStart(f"postgres ended with code {process.returncode}; its last lines are above")
                time.sleep(0.2)
                process = self.launch(output)
            time.sleep(0.02)
        self.require_database()

    def require_database(self) -> None:
        with psycopg.connect(embedded_url(self.data, "postgres"), autocommit=True) as connection:
            found = connection.execute("select from pg_database where datname = %s", [EMBEDDED_NAME])
            if found.fetchone() is None:
                connection.execute(f"create database {EMBEDDED_NAME}")

    def stop(self) -> None:
        """A fast shutdown: clients are sent away, everything is on disk when it returns."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
