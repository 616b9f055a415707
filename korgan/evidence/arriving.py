"""Bytes on their way in: each file is written to one of its own, so that it costs no memory; whole, it is hashed and
examined before anybody calls it evidence."""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from korgan.evidence.apart import examine
from korgan.evidence.content import hashed, head_of, require_one_thing, type_of
from korgan.evidence.rules import require_announced, require_within
from korgan.journal.ids import new_id


@dataclass(frozen=True, slots=True)
class Received:
    """A whole file on disk, not yet evidence; `type` is by content, `sha256` in hexadecimal, `says` what it says of
    itself: lon, lat, at, seconds."""

    path: Path
    sha256: str
    bytes: int
    type: str
    says: dict[str, Any] = field(default_factory=dict)


class Arrival:
    """Feed chunks, then finish; abort when anything went wrong. After either of the two it is over."""

    def __init__(self, *, announced_bytes: int | None, limit: int) -> None:
        self.announced_bytes, self.limit = announced_bytes, limit
        self.path, self.bytes = incoming() / f"{new_id()}.part", 0
        self.file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; raises TooLarge as soon as it is known."""
        self.bytes += len(chunk)
        require_within(self.limit, self.bytes)
        self.file.write(chunk)

    def finish(self) -> Received:
        """The whole file, safe on disk; raises a Refusal and leaves nothing behind."""
        try:
            require_announced(self.announced_bytes, self.bytes)
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            received = whole(self.path)
            sync_folder(self.path.parent)
        except BaseException:
            self.abort()
            raise
        return received

    def abort(self) -> None:
        """Throw away what came."""
        self.file.close()
        self.path.unlink(missing_ok=True)


def whole(path: Path) -> Received:
    """What has come, when all of it has; raises a Refusal."""
    kind = type_of(head_of(path))
    digest = hashed(path)
    require_one_thing(path, kind)
    kind, says = examine(path, kind)
    return Received(path, digest, path.stat().st_size, kind, says)


def incoming() -> Path:
    folder = Path(settings.EVIDENCE_ROOT) / "incoming"
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return folder


def sync_folder(folder: Path) -> None:
    """A file survives a power cut only when the folder that names it is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_incoming(older_than: timedelta, now: datetime, what: str = "*.part") -> int:
    """Throw away what a killed process left half-way; how many files it was."""
    limit = (now - older_than).timestamp()
    left = [path for path in incoming().glob(what) if path.stat().st_mtime < limit]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
