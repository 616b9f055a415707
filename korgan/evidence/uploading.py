"""Files that come in pieces, over lines that break. How far a file has come is the size of what is on disk: there is no
second account of it that could disagree. One piece at a time is written, whoever asks."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from korgan.evidence.arriving import Received, incoming, sync_folder, whole
from korgan.evidence.content import HEAD, head_of, type_of
from korgan.evidence.models import Upload
from korgan.evidence.rules import EXPIRES_AFTER, NotTaken, Refusal, require_within

# So much of the disk is left to the database and the journal.
RESERVE = 512 * 1024 * 1024


class Busy(Exception):
    """Another connection is writing this upload."""


class NoRoom(Exception):
    """The disk is nearly full; the same may be tried later."""


class OffsetConflict(Exception):
    """The piece does not begin where the file ends."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the file ends at {offset}")
        self.offset = offset


def place_of(upload: Upload) -> Path:
    return incoming() / f"{upload.pk}.upload"


def begin(identity: UUID, owner: str, appeal: UUID, length: int, now: datetime) -> Upload:
    """Announce a file of so many bytes; doing it again finds the first. The caller has looked at the quotas."""
    require_within(settings.UPLOAD_LIMIT, length)
    if not length:
        raise NotTaken("a file of no bytes")
    if shutil.disk_usage(incoming()).free - length < RESERVE:
        raise NoRoom
    fields = {"owner": owner, "appeal": appeal, "bytes": length, "touched_at": now}
    return Upload.objects.get_or_create(pk=identity, defaults=fields)[0]


def offset_of(upload: Upload) -> int:
    """How much has come; what is told here is on disk and stays there when the power goes."""
    if upload.evidence_id:
        return upload.bytes
    try:
        with place_of(upload).open("rb") as file:
            os.fsync(file.fileno())
            return file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        return 0


class Piece:
    """The end of a file, to be written on."""

    def __init__(self, descriptor: int, upload: Upload) -> None:
        self.descriptor, self.upload = descriptor, upload
        self.offset = os.lseek(descriptor, 0, os.SEEK_END)

    def write(self, chunk: bytes) -> None:
        """Raises TooLarge, and a Refusal as soon as the first bytes show that they are nothing we take."""
        require_within(self.upload.bytes, self.offset + len(chunk))
        was = self.offset
        while chunk:
            written = os.write(self.descriptor, chunk)
            self.offset, chunk = self.offset + written, chunk[written:]
        if was < HEAD <= self.offset:
            type_of(head_of(place_of(self.upload)))

    @property
    def is_whole(self) -> bool:
        return self.offset == self.upload.bytes


@contextmanager
def writing(upload: Upload) -> Iterator[Piece]:
    """The only writer of an upload, in whatever process; raises Busy. What was written is on disk at the end."""
    descriptor = os.open(place_of(upload), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(str(upload)) from None
        if not os.fstat(descriptor).st_nlink:
            raise Busy("it was thrown away this moment")
        yield Piece(descriptor, upload)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def received(upload: Upload) -> Received:
    """The whole upload, examined; one that is refused leaves nothing behind. Raises a Refusal."""
    place = place_of(upload)
    try:
        found = whole(place)
        sync_folder(place.parent)
    except Refusal:
        drop(upload)
        raise
    return found


def touch(upload: Upload, now: datetime) -> None:
    Upload.objects.filter(pk=upload.pk).update(touched_at=now)


def drop(upload: Upload) -> None:
    """Throw away what came of it."""
    place_of(upload).unlink(missing_ok=True)
    Upload.objects.filter(pk=upload.pk).delete()


def abandoned(now: datetime) -> list[Upload]:
    return list(Upload.objects.filter(touched_at__lt=now - EXPIRES_AFTER))


def whole_ones() -> list[Upload]:
    """Here to the last byte, but whoever sent them has not waited for the answer."""
    return [one for one in Upload.objects.all() if offset_of(one) == one.bytes]


@transaction.atomic
def expire(now: datetime) -> int:
    """Uploads that nobody goes on with lose their bytes; how many it was. One that is being written is let be."""
    gone = 0
    for upload in abandoned(now):
        try:
            with writing(upload):
                drop(upload)
                gone += 1
        except Busy:
            continue
    return gone
