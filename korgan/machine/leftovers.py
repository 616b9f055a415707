"""What a killed supervisor may leave in a cluster's folder: a server still going down, or a stale pid file.

Called under the data folder's lock, so a server found here has no supervisor any more.
"""

import contextlib
import os
import signal
import time
from pathlib import Path


def end(cluster: Path) -> None:
    """Wait for an orphaned server to go down; remove a pid file whose number now belongs to a living stranger.

    Any other pid file stays: by it Postgres sees that processes of a killed server still hold its memory.
    """
    pid_file = cluster / "postmaster.pid"
    while (pid := written_pid(pid_file)) is not None and is_server_of(pid, cluster):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
    if pid is not None and Path(f"/proc/{pid}").exists():
        while works_in(cluster):
            time.sleep(0.1)
        pid_file.unlink(missing_ok=True)


def written_pid(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def is_server_of(pid: int, cluster: Path) -> bool:
    """A zombie or a stranger with a reused number has no such command line."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(cluster) in words and words[0].endswith(b"postgres")


def works_in(cluster: Path) -> bool:
    """Every process of a server stands in the folder of its cluster."""
    return any(standing_place(path) == str(cluster) for path in Path("/proc").iterdir() if path.name.isdigit())


def standing_place(process: Path) -> str:
    try:
        return os.readlink(process / "cwd")
    except OSError:
        return ""
