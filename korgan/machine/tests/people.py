"""Run a scenario as somebody: root hands Postgres to a service account, an ordinary user runs it himself."""

# What Python loads late must be there before the account is given up: root's Python may lie where nobody else reaches.
import encodings.idna  # noqa: F401
import os
import pwd
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

IS_ROOT = os.geteuid() == 0
WHO = ["root", "user"] if IS_ROOT else ["user"]


@contextmanager
def place(who: str) -> Iterator[Path]:
    """A folder everybody can reach and `who` may write to; pytest's own are closed to service accounts."""
    folder = Path(tempfile.mkdtemp(prefix="korgan-place-"))
    folder.chmod(0o755)
    if who == "user" and IS_ROOT:
        os.chown(folder, ordinary().pw_uid, ordinary().pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def ordinary() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def run_as(who: str, scenario: Callable[[], None]) -> None:
    """In a forked child, so that the account is given up for good; its failure is ours."""
    assert (ending := wait(start_as(who, scenario))) == 0, f"the scenario ended with {ending}, see above"


def start_as(who: str, scenario: Callable[[], None], log: Path | None = None) -> int:
    if pid := os.fork():
        return pid
    code = 1
    try:
        if log:
            write_to(log)
        if who == "user" and IS_ROOT:
            become(ordinary())
        scenario()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def write_to(log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    sys.stdout = sys.stderr = os.fdopen(descriptor, "w", buffering=1)  # pytest's own stand-ins end here


def become(account: pwd.struct_passwd) -> None:
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
