"""Writes a package of an appeal. That somebody exports, and what of it, is an entry before the first byte leaves."""

import hashlib
import zipfile
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import model_to_dict

from korgan.dispatch.models import Assignment
from korgan.evidence.actions import lacks, look, open_original
from korgan.evidence.models import Evidence
from korgan.evidence.rules import TYPES
from korgan.intake.entries import AppealExported
from korgan.intake.losing import lose
from korgan.intake.models import Appeal, Message, Part
from korgan.intake.topics import topics
from korgan.journal.actions import Written, write
from korgan.journal.models import Entry
from korgan.packaging.form import APPEAL, DATED, FORM, JOURNAL, MANIFEST, ORIGINALS, SEAL, fingerprint, seal, written
from korgan.sealing import derived

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written: by whom, and the entry that says so."""

    appeal: UUID
    by: str
    seq: int
    at: datetime


@transaction.atomic
def export(appeal_id: UUID, by: str) -> Export:
    """Write who exports the appeal and each of its originals, and which of them is lost; `package` may follow."""
    appeal = Appeal.objects.select_related("desk").get(pk=appeal_id)
    for part in with_originals(appeal_id):
        assert part.evidence
        look(part.evidence, by=by, appeal=appeal_id, part=part.pk, what="export", topics=topics(appeal))
    for part in evident(appeal_id):
        if part.evidence and lacks(part.evidence) == "lost":
            lose(part, by)
    entry: Written = write(AppealExported(appeal_id), by=by, topics=topics(appeal))
    return Export(appeal_id, by, entry.seq, entry.at)


def with_originals(appeal: UUID) -> list[Part]:
    """A lost one cannot be in a package; what the package says of its evidence tells that it should be."""
    return [part for part in evident(appeal) if part.evidence and not lacks(part.evidence)]


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
    """Name, content and size of each file but the manifest and its seal."""
    for name, content in ((APPEAL, written(shown(asked.appeal))), (JOURNAL, journal(asked))):
        yield name, iter([content]), len(content)
    for part in with_originals(asked.appeal):
        assert part.evidence
        yield file_of(part.evidence), chunks(part.evidence), part.evidence.bytes


def file_of(kept: Evidence) -> str:
    return f"{ORIGINALS}{kept.pk}{TYPES[kept.type].suffix}"


def chunks(kept: Evidence) -> Iterator[bytes]:
    with open_original(kept) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def said_of(asked: Export, told: list[dict[str, Any]]) -> dict[str, Any]:
    number = Appeal.objects.values_list("number", flat=True).get(pk=asked.appeal)
    made = {"made_at": asked.at.isoformat(), "made_by": asked.by, "entry": asked.seq}
    return {"form": FORM, "appeal": str(asked.appeal), "number": number, **made, "files": told}


def shown(appeal_id: UUID) -> dict[str, Any]:
    """All that is written of an appeal: its columns, messages with their parts, units sent."""
    row = Appeal.objects.get(pk=appeal_id)
    messages = Message.objects.filter(appeal=row).prefetch_related("parts__evidence").order_by("at", "id")
    sent = Assignment.objects.filter(incident__appeals=row).select_related("unit").order_by("id")
    return {
        **columns(row),
        "messages": [message(one) for one in messages],
        "assignments": [{**columns(one), "callsign": one.unit.callsign} for one in sent],
    }


def columns(row: Any) -> dict[str, Any]:
    return {**model_to_dict(row), "id": str(row.pk)}


def message(row: Message) -> dict[str, Any]:
    parts = sorted(row.parts.all(), key=lambda part: (part.position, part.pk))
    return {**columns(row), "at": row.at.isoformat(), "parts": [part_of(one) for one in parts]}


def part_of(row: Part) -> dict[str, Any]:
    kept = row.evidence
    said = None
    if kept:
        why = lacks(kept)
        file = None if why else file_of(kept)
        said = {**columns(kept), "received_at": kept.received_at, "file": file, "lacks": why or None}
    # The name of a part is made of the phone's key: it proves nothing here and is nobody's business.
    return {**columns(row), "external_id": None, "file_ref": None, "evidence": said}


def journal(asked: Export) -> bytes:
    """The entries of the appeal up to the export itself, in the order they were written."""
    entries = Entry.objects.filter(topics__contains=[f"appeal:{asked.appeal}"], seq__lte=asked.seq).order_by("seq")
    lines = ({"seq": one.seq, "at": one.at, "kind": one.kind, "by": one.by, "facts": one.facts} for one in entries)
    return b"".join(written(line).replace(b"\n ", b" ").replace(b"\n}", b"}") for line in lines)


def key() -> Ed25519PrivateKey:
    """This installation's, made of its secret: its fingerprint is published, and is the same for ever."""
    made = derived(settings.SECRET_KEY, "korgan.packaging.seal")
    return Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(made))


def our_fingerprint() -> str:
    return fingerprint(key().public_key().public_bytes_raw())
