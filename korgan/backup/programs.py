"""The programs of Postgres that dump and load. Dumping wants those of the server's own version: an older one refuses,
a newer one writes what the server does not read back."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from korgan.machine.binaries import installed, version_of

DEBIAN = Path("/usr/lib/postgresql")


class NoProgram(Exception):
    """There is no pg_dump here for such a server; the message says which one to install."""


class ProgramFailed(Exception):
    """A program of Postgres ended badly; its own words are the message."""


def program(name: str, major: int) -> Path:
    """The program of just this version, or of the nearest newer one."""
    found = {version: path for path in places(name) if (version := version_of(path)) >= major}
    if not found:
        raise NoProgram(f"{name} of PostgreSQL {major} is not here; on Debian: apt install postgresql-client-{major}")
    return found[min(found)]


def places(name: str) -> Iterator[Path]:
    """Of programs of one version the last is taken: the system's own rather than ours, for they speak SSL."""
    yield installed() / "pginstall" / "bin" / name
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from DEBIAN.glob(f"*/bin/{name}")


def run(program: Path, *words: str, url: str) -> None:
    """Against a database; the password is not told where everybody on the machine can read it."""
    asked = conninfo_to_dict(url)
    secret = {"PGPASSWORD": str(asked.pop("password"))} if asked.get("password") else {}
    address = make_conninfo("", **asked)
    done = subprocess.run(
        [program, *words, f"--dbname={address}"], env=secret, capture_output=True, text=True, cwd="/", errors="replace"
    )
    if done.returncode != 0:
        raise ProgramFailed(f"{program.name}: {done.stderr.strip()}")
