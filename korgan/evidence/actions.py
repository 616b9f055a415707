"""The only writes of the evidence store. Originals are never changed: a preview is a copy, a look is an entry."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.db import transaction

from korgan.evidence.arriving import Arrival, Received, sweep_incoming, sync_folder
from korgan.evidence.entries import EvidenceOpened
from korgan.evidence.models import Evidence
from korgan.evidence.previews import picture_of
from korgan.evidence.rules import SUFFIXES, NoPreview
from korgan.journal.actions import Written, write
from korgan.journal.ids import new_id

__all__ = [
    "Arrival",
    "Received",
    "keep",
    "look",
    "open_original",
    "open_preview",
    "preview",
    "receive",
    "sweep_incoming",
]


class Arrived(File):  # type: ignore[type-arg]  # Django's File takes its parameter in the stubs only
    """A file the store may move instead of copying."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)


def store() -> Storage:
    return storages["evidence"]


def receive(chunks: Iterable[bytes], *, announced_bytes: int | None, limit: int) -> Received:
    """Take a photo whole or not at all; sizes in bytes. Raises ShortBody, TooLarge, NotAPhoto."""
    arrival = Arrival(announced_bytes=announced_bytes, limit=limit)
    try:
        for chunk in chunks:
            arrival.feed(chunk)
        return arrival.finish()
    except BaseException:
        arrival.abort()
        raise


def keep(received: Received) -> Evidence:
    """Make what was received evidence: moved into the store under a name of our own, read-only from then on."""
    identity = new_id()
    name = f"original/{datetime.now(UTC):%Y/%m/%d}/{identity}{SUFFIXES[received.type]}"
    with Arrived(received.path) as file:
        name = store().save(name, file)
    received.path.unlink(missing_ok=True)
    settle_on_disk(name)
    return Evidence.objects.create(
        id=identity, sha256=received.sha256, bytes=received.bytes, type=received.type, original=name
    )


def settle_on_disk(name: str) -> None:
    """Where the store is a folder, its new names and folders are on disk before anyone is told "received"."""
    try:
        path = Path(store().path(name))
    except NotImplementedError:
        return
    root = Path(settings.EVIDENCE_ROOT)
    for folder in path.parents:
        sync_folder(folder)
        if folder == root:
            return


def preview(evidence: Evidence) -> Evidence:
    """Make the copy to look at; a picture that cannot be decoded stays without one. Twice is as once."""
    if evidence.preview:
        return evidence
    with open_original(evidence) as original:
        picture = picture_of(original, evidence.type)
    if picture is None:
        return evidence
    name = evidence.original.replace("original/", "preview/", 1).rsplit(".", 1)[0] + ".jpg"
    evidence.preview = store().save(name, ContentFile(picture))
    evidence.save(update_fields=["preview"])
    return evidence


def open_original(evidence: Evidence) -> Any:
    """The bytes as received, a binary file. Whoever opens them for a person calls `look` first."""
    return store().open(evidence.original, "rb")


def open_preview(evidence: Evidence) -> Any:
    """The small JPEG copy, a binary file; raises NoPreview."""
    if not evidence.preview:
        raise NoPreview(str(evidence.pk))
    return store().open(evidence.preview, "rb")


@transaction.atomic
def look(evidence: Evidence, *, by: str, appeal: UUID, part: UUID, what: str, topics: Sequence[str] = ()) -> Written:
    """Write who opens what; the bytes are shown only after this."""
    fact = EvidenceOpened(appeal=appeal, part=part, evidence=evidence.pk, what=what)
    return write(fact, by=by, topics=topics or [f"appeal:{appeal}"])
