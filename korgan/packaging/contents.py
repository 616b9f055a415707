"""What a package says of an appeal: its columns, messages with their parts and whether they reached the citizen, units
sent, how it was handled, and its entries. Who of the staff it was stands by id, as in the journal."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.forms.models import model_to_dict

from korgan.dispatch.models import Assignment
from korgan.evidence.models import Evidence
from korgan.evidence.rules import TYPES
from korgan.handling.models import ExternalNumber, Link, Note, Transfer
from korgan.intake.models import Appeal, Message, Part
from korgan.journal.models import Entry
from korgan.packaging.form import ORIGINALS, written


def shown(row: Appeal, lost: Collection[UUID], *, reads_notes: bool) -> dict[str, Any]:
    """All that is written of an appeal; `lost` is the evidence that the store has not got. What staff say to each other
    is null for whoever may not read it."""
    messages = Message.objects.filter(appeal=row).prefetch_related("parts__evidence", "parts__delivery")
    sent = Assignment.objects.filter(incident__appeals=row).select_related("unit").order_by("id")
    return {
        **columns(row),
        "messages": [message(one, lost) for one in messages.order_by("at", "id")],
        "assignments": [{**columns(one), "callsign": one.unit.callsign} for one in sent],
        **handled(row, reads_notes),
    }


def handled(row: Appeal, reads_notes: bool) -> dict[str, Any]:
    notes = Note.objects.filter(appeal=row).prefetch_related("mentions").order_by("at", "id")
    links = Link.objects.filter(Q(appeal=row) | Q(main=row)).select_related("appeal", "main").order_by("at", "id")
    transfers = Transfer.objects.filter(appeal=row).select_related("from_desk", "to_desk").order_by("at", "id")
    withheld = {} if reads_notes else {"words": None}
    return {
        "numbers": [columns(one) for one in ExternalNumber.objects.filter(appeal=row).order_by("at", "id")],
        "links": [{**columns(one), "number": one.appeal.number, "main_number": one.main.number} for one in links],
        "transfers": [{**transfer(one), **withheld} for one in transfers],
        "follow_ups": [columns(one) for one in row.follow_ups.order_by("due_at", "id")] if reads_notes else None,
        "notes": [note(one) for one in notes] if reads_notes else None,
    }


def transfer(row: Transfer) -> dict[str, Any]:
    return {**columns(row), "from_name": row.from_desk.names, "to_name": row.to_desk.names}


def note(row: Note) -> dict[str, Any]:
    return {**columns(row), "mentioned": sorted(one.user_id for one in row.mentions.all())}


def columns(row: Any) -> dict[str, Any]:
    return {**model_to_dict(row), "id": str(row.pk)}


def message(row: Message, lost: Collection[UUID]) -> dict[str, Any]:
    parts = sorted(row.parts.all(), key=lambda part: (part.position, part.pk))
    return {**columns(row), "at": row.at.isoformat(), "parts": [part_of(one, lost) for one in parts]}


def part_of(row: Part, lost: Collection[UUID]) -> dict[str, Any]:
    # The name of a part is made of the phone's key: it proves nothing here and is nobody's business.
    said = evidence(row.evidence, lost) if row.evidence else None
    sent = getattr(row, "delivery", None)
    delivery = columns(sent) if sent else None
    return {**columns(row), "external_id": None, "file_ref": None, "evidence": said, "delivery": delivery}


def evidence(kept: Evidence, lost: Collection[UUID]) -> dict[str, Any]:
    why = "removed" if kept.removed_at else "lost" if kept.pk in lost else None
    file = None if why else file_of(kept)
    return {**columns(kept), "received_at": kept.received_at, "file": file, "lacks": why}


def file_of(kept: Evidence) -> str:
    return f"{ORIGINALS}{kept.pk}{TYPES[kept.type].suffix}"


def evidence_of(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [part["evidence"] for message in said["messages"] for part in message["parts"] if part["evidence"]]


def journal(appeal: UUID, seq: int) -> bytes:
    """The entries of the appeal up to this one, in the order they were written."""
    entries = Entry.objects.filter(topics__contains=[f"appeal:{appeal}"], seq__lte=seq).order_by("seq")
    lines = ({"seq": one.seq, "at": one.at, "kind": one.kind, "by": one.by, "facts": one.facts} for one in entries)
    return b"".join(written(line).replace(b"\n ", b" ").replace(b"\n}", b"}") for line in lines)
