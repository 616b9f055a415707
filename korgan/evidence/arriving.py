"""Bytes on their way in: written to a file of their own and hashed as they come, so that a photo costs no memory."""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import filetype
from django.conf import settings
from PIL import Image, UnidentifiedImageError

from korgan.evidence.rules import PHOTO_FORMATS, NotAPhoto, require_announced, require_within
from korgan.journal.ids import new_id

# Sizes are judged by rules.may_be_decoded; Pillow's own guard would refuse what a good phone makes.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Received:
    """A whole photo on disk, not yet evidence; `type` is by content, `sha256` in hexadecimal."""

    path: Path
    sha256: str
    bytes: int
    type: str


class Arrival:
    """Feed chunks, then finish; abort when anything went wrong. After either of the two it is over."""

    def __init__(self, *, announced_bytes: int | None, limit: int) -> None:
        self.announced_bytes, self.limit = announced_bytes, limit
        self.path = incoming() / f"{new_id()}.part"
        self.hash, self.bytes = hashlib.sha256(), 0
        self.file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; raises TooLarge as soon as it is known."""
        self.bytes += len(chunk)
        require_within(self.limit, self.bytes)
        self.hash.update(chunk)
        self.file.write(chunk)

    def finish(self) -> Received:
        """The whole photo, safe on disk; raises ShortBody or NotAPhoto and leaves nothing behind."""
        try:
            require_announced(self.announced_bytes, self.bytes)
            self.file.flush()
            kind = photo_type(self.path)
            os.fsync(self.file.fileno())
            self.file.close()
            sync_folder(self.path.parent)
        except BaseException:
            self.abort()
            raise
        return Received(self.path, self.hash.hexdigest(), self.bytes, kind)

    def abort(self) -> None:
        """Throw away what came."""
        self.file.close()
        self.path.unlink(missing_ok=True)


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


def photo_type(path: Path) -> str:
    """The type by content; raises NotAPhoto."""
    guessed = filetype.guess_mime(str(path)) or ""
    if guessed not in PHOTO_FORMATS:
        raise NotAPhoto(f"the bytes are {guessed or 'of no type we know'}")
    kind = PHOTO_FORMATS[guessed]
    if kind is not None:
        require_readable(path, kind)
    return guessed


def require_readable(path: Path, kind: str) -> None:
    """The header is that of a picture; a cut or damaged picture passes, for it is evidence too."""
    try:
        with Image.open(path, formats=[kind]):
            pass
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotAPhoto(f"no {kind} can be read of the bytes: {error}") from None


def sweep_incoming(older_than: timedelta, now: datetime) -> int:
    """Throw away what a killed process left half-way; how many files it was."""
    limit = (now - older_than).timestamp()
    left = [path for path in incoming().glob("*.part") if path.stat().st_mtime < limit]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
