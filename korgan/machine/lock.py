"""One supervisor per data folder: a kernel lock, so a killed holder leaves nothing behind."""

import fcntl
import os
from pathlib import Path


class Held(Exception):
    """Another supervisor works on this data folder."""

    def __init__(self, data: Path, holder: str) -> None:
        super().__init__(f"{data} is in use by another `korgan up`, process {holder or 'unknown'}")
        self.holder = holder


class DataLock:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.descriptor: int | None = None

    def take(self) -> None:
        """Hold the folder until release() or the end of this process; raise Held when somebody else does."""
        descriptor = os.open(self.data / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode().strip()
            os.close(descriptor)
            raise Held(self.data, holder) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self.descriptor = descriptor

    def release(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None
