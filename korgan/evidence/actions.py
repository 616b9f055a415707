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

from korgan.evidence import apart
from korgan.evidence.arriving import Arrival, Received, sweep_incoming, sync_folder
from korgan.evidence.entries import EvidenceOpened
from korgan.evidence.models import Evidence, Upload
from korgan.evidence.rules import TYPES, Lost, NoPreview, Removed
from korgan.journal.actions import Written, write
from korgan.journal.ids import new_id

__all__ = [
    "Arrival",
    "Received",
    "keep",
    "lacks",
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
    """Take a file whole or not at all; sizes in bytes. Raises a Refusal."""
    arrival = Arrival(announced_bytes=announced_bytes, limit=limit)
    try:
        for chunk in chunks:
            arrival.feed(chunk)
        return arrival.finish()
    except BaseException:
        arrival.abort()
        raise


def keep(received: Received, upload: Upload | None = None) -> Evidence:
    """Make what was received evidence: moved into the store under a name of our own, read-only from then on."""
    identity = new_id()
    name = f"original/{datetime.now(UTC):%Y/%m/%d}/{identity}{TYPES[received.type].suffix}"
    with Arrived(received.path) as file:
        name = store().save(name, file)
    settle_on_disk(name)
    with transaction.atomic():
        evidence = Evidence.objects.create(
            id=identity, sha256=received.sha256, bytes=received.bytes, type=received.type, original=name,
            **{column: received.says[said] for said, column in SAYS.items() if said in received.says},
        )  # fmt: skip
        if upload is not None:
            Upload.objects.filter(pk=upload.pk).update(evidence=evidence)
    received.path.unlink(missing_ok=True)
    return evidence


SAYS = {"lon": "says_lon", "lat": "says_lat", "at": "says_at", "seconds": "seconds"}


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
    """Make the copy to look at; what cannot be decoded stays without one. Twice is as once."""
    if evidence.preview or evidence.removed_at:
        return evidence
    with open_original(evidence) as original:
        picture = apart.preview(original, evidence.type)
    if picture is None:
        return evidence
    suffix = ".png" if picture.startswith(b"\x89PNG") else ".jpg"
    name = evidence.original.replace("original/", "preview/", 1).rsplit(".", 1)[0] + suffix
    name = store().save(name, ContentFile(picture))
    if not Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(preview=name):
        # Removed while it was looked at: nothing is copied any more.
        store().delete(name)
        return evidence
    evidence.preview = name
    return evidence


def open_original(evidence: Evidence) -> Any:
    """The bytes as received, a binary file; raises Removed, Lost. Whoever shows them calls `look` first."""
    if evidence.removed_at:
        raise Removed(str(evidence.pk))
    try:
        return store().open(evidence.original, "rb")
    except FileNotFoundError:
        raise Lost(str(evidence.pk)) from None


def lacks(evidence: Evidence) -> str:
    """Why there are no bytes to show, `removed` or `lost`; empty when there are."""
    if evidence.removed_at:
        return "removed"
    return "" if store().exists(evidence.original) else "lost"


def open_preview(evidence: Evidence) -> Any:
    """The small JPEG copy, of sound a PNG, a binary file; raises NoPreview."""
    if not evidence.preview or evidence.removed_at:
        raise NoPreview(str(evidence.pk))
    try:
        return store().open(evidence.preview, "rb")
    except FileNotFoundError:
        raise NoPreview(str(evidence.pk)) from None


@transaction.atomic
def look(evidence: Evidence, *, by: str, appeal: UUID, part: UUID, what: str, topics: Sequence[str] = ()) -> Written:
    """Write who opens what; the bytes are shown only after this."""
    fact = EvidenceOpened(appeal=appeal, part=part, evidence=evidence.pk, what=what)
    return write(fact, by=by, topics=topics or [f"appeal:{appeal}"])
