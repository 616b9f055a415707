"""Notes of staff, and the list of those that name me."""

from typing import Any
from uuid import UUID

from ninja import Router

from korgan.briefs import handling as briefs
from korgan.faces.console import handled as shapes
from korgan.faces.console.acting import REFUSED, made_once
from korgan.faces.console.who import StaffRequest, require
from korgan.handling import notes
from korgan.handling.entries import NoteWritten
from korgan.handling.models import Mention, Note
from korgan.intake.models import Appeal
from korgan.intake.topics import areas_of
from korgan.journal.clock import nearly as now
from korgan.people.colleagues import colleagues

router = Router()
NEWEST = 50


@router.post("/appeals/{appeal_id}/notes", response={200: briefs.NoteBrief, **REFUSED}, operation_id="write_note")
def write_note(request: StaffRequest, appeal_id: UUID, asked: shapes.NoteText) -> briefs.NoteBrief:
    """Say something to colleagues; `@014` or `@name` tells one of them."""
    require(request, "note", appeal_id)
    written = made_once(
        lambda: notes.write_note(appeal_id, asked.text, request.auth.user, now(), asked.client_key),
        NoteWritten,
        "note",
        appeal_id,
    )
    return briefs.note(briefs.notes().get(pk=written))


@router.get("/mentions", response={200: list[shapes.MentionShown], **REFUSED}, operation_id="unread_mentions")
def mentions(request: StaffRequest) -> list[dict[str, Any]]:
    """Notes that name me and that I have not read, newest first; without those I may no more read."""
    unread = Mention.objects.filter(user=request.auth.user, read_at__isnull=True).order_by("-note__at")
    mine = unread.select_related("note__author", "note__appeal__desk")[:NEWEST]
    return [shown(one) for one in mine if request.auth.may("notes", areas_of(one.note.appeal))]


def shown(mention: Mention) -> dict[str, Any]:
    note: Note = mention.note
    appeal: Appeal = note.appeal
    return {"note": note.pk, "appeal": appeal.pk, "number": appeal.number, "at": note.at, "text": note.text,
            "author": briefs.named(note.author)}  # fmt: skip


@router.post("/notes/{note_id}/read", response={200: shapes.Done, **REFUSED}, operation_id="read_mention")
def read_mention(request: StaffRequest, note_id: UUID, asked: shapes.Asked) -> dict[str, bool]:
    """I have read the note that names me."""
    note = Note.objects.get(pk=note_id)
    require(request, "note", note.appeal_id)
    notes.read_mention(note_id, request.auth.user, now())
    return {"done": True}


@router.get(
    "/appeals/{appeal_id}/colleagues", response={200: list[shapes.Colleague], **REFUSED}, operation_id="colleagues"
)
def who_else(request: StaffRequest, appeal_id: UUID) -> list[dict[str, Any]]:
    """Who may read this appeal's notes, and which of them may take it."""
    areas = areas_of(require(request, "note", appeal_id))
    takers = set(colleagues("take", areas).values_list("pk", flat=True))
    return [
        {"id": one.pk, "name": one.name, "number": one.number, "may_take": one.pk in takers}
        for one in colleagues("notes", areas)
    ]
