"""Writes a package of an appeal. That somebody exports, and what of it, is an entry before the first byte leaves."""

import hashlib
import zipfile
from base64 import urlsafe_b64decode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from korgan.evidence.actions import lacks, look, open_original
from korgan.evidence.models import Evidence
from korgan.evidence.rules import Lost, Removed
from korgan.intake.actions import locked
from korgan.intake.entries import AppealExported
from korgan.intake.losing import lose
from korgan.intake.models import Part
from korgan.intake.topics import topics
from korgan.journal.actions import write
from korgan.packaging.contents import evidence_of, file_of, journal, shown
from korgan.packaging.form import APPEAL, DATED, FORM, JOURNAL, MANIFEST, SEAL, fingerprint, seal, written
from korgan.sealing import derived

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written, as it was when the entry was: what is said of the appeal, and the parts whose originals
    go with it. What comes later is not in it."""

    appeal: UUID
    by: str
    seq: int
    at: datetime
    said: dict[str, Any]
    journal: bytes
    parts: list[Part]


def export(appeal_id: UUID, by: str, *, reads_notes: bool) -> Export:
    """Write who exports the appeal and each of its originals, and which of them is lost; `package` may follow. Whether
    he may read what staff say to each other, the caller knows."""
    # The store may be slow, so it is asked before the appeal is locked.
    lost = {part.evidence.pk for part in evident(appeal_id) if part.evidence and lacks(part.evidence) == "lost"}
    return begun(appeal_id, by, lost, reads_notes)


@transaction.atomic
def begun(appeal_id: UUID, by: str, lost: Collection[UUID], reads_notes: bool) -> Export:
    """Under the appeal's lock nothing comes or goes between what is said of it and what goes with it."""
    appeal = locked(appeal_id)
    here = []
    for part in evident(appeal_id):
        assert part.evidence
        if part.evidence.pk in lost:
            lose(part, by)
        elif not part.evidence.removed_at:
            look(part.evidence, by=by, appeal=appeal_id, part=part.pk, what="export", topics=topics(appeal))
            here.append(part)
    entry = write(AppealExported(appeal_id, reads_notes), by=by, topics=topics(appeal))
    said = shown(appeal, lost, reads_notes=reads_notes)
    return Export(appeal_id, by, entry.seq, entry.at, said, journal(appeal_id, entry.seq), here)


def evident(appeal: UUID) -> QuerySet[Part]:
    found = Part.objects.filter(message__appeal=appeal, evidence__isnull=False)
    return found.select_related("evidence", "message__appeal__desk").order_by("evidence")


class Sink:
    """What a zip is written into on its way out: nothing of it stays in memory."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        self.waiting.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None: ...

    def taken(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


def package(asked: Export) -> Iterator[bytes]:
    """The zip, chunk by chunk, its files always in the same order."""
    sink, told = Sink(), []
    with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # it needs no more of a file than that
        for name, content, size in files(asked):
            digest, count = hashlib.sha256(), 0
            with archive.open(described(name, size), "w") as file:
                for chunk in content:
                    digest.update(chunk)
                    count += len(chunk)
                    file.write(chunk)
                    yield sink.taken()
            told.append({"name": name, "bytes": count, "sha256": digest.hexdigest()})
        manifest = written(said_of(asked, told))
        for name, content_of in ((MANIFEST, manifest), (SEAL, seal(manifest, key()))):
            archive.writestr(described(name, len(content_of)), content_of)
    yield sink.taken()


def described(name: str, size: int) -> zipfile.ZipInfo:
    told = zipfile.ZipInfo(name, DATED)
    told.external_attr, told.file_size = 0o440 << 16, size
    return told


def files(asked: Export) -> Iterator[tuple[str, Iterator[bytes], int]]:
    """Name, content and size of each file but the manifest and its seal. The originals come first, so that what is
    said of them can tell which of them have gone since."""
    gone = {}
    for part in asked.parts:
        assert part.evidence
        try:
            file = reopened(part.evidence)
        except (Lost, Removed) as why:
            gone[str(part.evidence.pk)] = "lost" if isinstance(why, Lost) else "removed"
            if isinstance(why, Lost):
                lose(part, asked.by)
            continue
        with file:
            yield file_of(part.evidence), chunks(file), part.evidence.bytes
    for name, content in ((APPEAL, written(without(gone, asked.said))), (JOURNAL, asked.journal)):
        yield name, iter([content]), len(content)


def reopened(kept: Evidence) -> Any:
    """The original, unless it has gone since the export was begun; raises Removed, Lost."""
    kept.refresh_from_db(fields=["removed_at"])
    return open_original(kept)


def chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def without(gone: dict[str, str], said: dict[str, Any]) -> dict[str, Any]:
    """What is said of the appeal; of originals that have gone, by id, says why."""
    for one in evidence_of(said):
        if why := gone.get(one["id"]):
            one.update(file=None, lacks=why)
    return said


def said_of(asked: Export, told: list[dict[str, Any]]) -> dict[str, Any]:
    made = {"made_at": asked.at.isoformat(), "made_by": asked.by, "entry": asked.seq}
    return {"form": FORM, "appeal": str(asked.appeal), "number": asked.said["number"], **made, "files": told}


def key() -> Ed25519PrivateKey:
    """This installation's, made of its secret: its fingerprint is published, and is the same for ever."""
    made = derived(settings.SECRET_KEY, "korgan.packaging.seal")
    return Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(made))


def our_fingerprint() -> str:
    return fingerprint(key().public_key().public_bytes_raw())
