"""What a killed backup leaves: a folder with half of the data and the secret key in it. The next one made beside it
throws it away, when nobody is making one there."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from korgan.backup.manifest import DATABASE, EVIDENCE, FILES, KEY, MANIFEST

HALF = ".half"
OURS = {DATABASE, EVIDENCE, FILES, KEY, MANIFEST}


@contextmanager
def at_work_in(folder: Path) -> Iterator[None]:
    """A backup is being made in the folder; whoever is alone there first throws away what others left half-way."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Where a folder cannot be locked nobody knows who else is there: then nothing is thrown away.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for half in folder.glob(f"*{HALF}"):
                throw_away(half)
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def throw_away(half: Path) -> None:
    """A folder that holds nothing else than a backup does."""
    if half.is_dir() and not half.is_symlink() and OURS.issuperset(os.listdir(half)):
        shutil.rmtree(half, ignore_errors=True)
