"""Getting at evidence: every way is an entry, written before the first byte and only when there is a byte to show."""

from typing import Any, Literal
from uuid import UUID

from django.http import FileResponse, StreamingHttpResponse
from ninja import Router
from pydantic import ConfigDict

from korgan.briefs.schema import Schema
from korgan.evidence.actions import look, open_original, open_preview
from korgan.evidence.models import Evidence
from korgan.evidence.rules import TYPES, Lost
from korgan.evidence.tickets import ticket
from korgan.faces.console import shapes
from korgan.faces.console.acting import REFUSED, once
from korgan.faces.console.who import StaffRequest, require
from korgan.intake.losing import lose
from korgan.intake.models import Part
from korgan.intake.topics import topics
from korgan.people.actions import name_of
from korgan.routing import actions as routing
from korgan.routing.entries import PlaceTaken

router = Router()


class Address(Schema):
    """Where the bytes are to be had, for an hour and for this sign-in only."""

    model_config = ConfigDict(extra="forbid")
    url: str


@router.get("/evidence/{evidence_id}/{what}", operation_id="look_at_evidence")
def evidence(request: StaffRequest, evidence_id: UUID, what: Literal["preview", "original"]) -> StreamingHttpResponse:
    """The small copy to look at, or the original as received to be kept."""
    part, kept = part_of(request, evidence_id)
    opened = open_preview(kept) if what == "preview" else found(request, part, kept)
    told(request, part, kept, "preview" if what == "preview" else "copy")
    if what == "preview":
        return closed(FileResponse(opened, content_type="image/png" if kept.preview.endswith(".png") else "image/jpeg"))
    name = f"{kept.pk}{TYPES[kept.type].suffix}"
    return closed(FileResponse(opened, content_type=kept.type, as_attachment=True, filename=name))


@router.post("/plays/{evidence_id}", response=Address, operation_id="play_evidence")
def play(request: StaffRequest, evidence_id: UUID) -> dict[str, str]:
    """Where a video or a recording is to be played from; playing on, forward and back is the same look."""
    part, kept = part_of(request, evidence_id)
    found(request, part, kept).close()
    told(request, part, kept, "play")
    return {"url": f"/original/{ticket('play', part.pk, request.auth.user.pk)}"}


@router.post("/appeals/{appeal_id}/export", response=Address, operation_id="export_appeal")
def export_appeal(request: StaffRequest, appeal_id: UUID) -> dict[str, str]:
    """Where all of the appeal is to be had as one zip, which `korgan verify` checks anywhere; that it is exported is an
    entry when it is fetched."""
    require(request, "export", appeal_id)
    return {"url": f"/download/appeal/{ticket('export', appeal_id, request.auth.user.pk)}"}


@router.post("/parts/{part_id}/place", response={200: shapes.PlaceTaken, **REFUSED}, operation_id="take_place")
def take_place(request: StaffRequest, part_id: UUID, asked: shapes.Asked) -> dict[str, UUID]:
    """What this part or its file says is the place of the appeal; 409 says why not."""
    appeal_id = Part.objects.values_list("message__appeal", flat=True).get(pk=part_id)
    require(request, "take_place", appeal_id)
    by = name_of(request.auth.user)
    once(lambda: routing.take_place(part_id, by, asked.client_key), PlaceTaken, appeal_id)
    return {"appeal": appeal_id}


def part_of(request: StaffRequest, evidence_id: UUID) -> tuple[Part, Evidence]:
    part = Part.objects.select_related("message__appeal__desk", "evidence").get(evidence=evidence_id)
    require(request, "look", part.message.appeal_id)
    assert part.evidence
    return part, part.evidence


def found(request: StaffRequest, part: Part, kept: Evidence) -> Any:
    """The original, or the journal is told that it is not there."""
    try:
        return open_original(kept)
    except Lost:
        lose(part, name_of(request.auth.user))
        raise


def told(request: StaffRequest, part: Part, kept: Evidence, what: str) -> None:
    appeal = require(request, "look", part.message.appeal_id)
    by = name_of(request.auth.user)
    look(kept, by=by, appeal=appeal.pk, part=part.pk, what=what, topics=topics(appeal))


def closed(answer: StreamingHttpResponse) -> StreamingHttpResponse:
    """Bytes of strangers: nothing in them runs, nobody on the way keeps them."""
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
