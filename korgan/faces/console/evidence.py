"""Looking at evidence: every look is an entry."""

from typing import Literal
from uuid import UUID

from django.http import FileResponse
from ninja import Router

from korgan.evidence.actions import look, open_original, open_preview
from korgan.faces.console.who import StaffRequest, require
from korgan.intake.models import Part
from korgan.intake.topics import topics
from korgan.people.actions import name_of

router = Router()


@router.get("/evidence/{evidence_id}/{what}", operation_id="look_at_evidence")
def evidence(request: StaffRequest, evidence_id: UUID, what: Literal["preview", "original"]) -> FileResponse:
    """The bytes of a photo, a preview or the original as received."""
    part = Part.objects.select_related("evidence", "message").get(evidence=evidence_id)
    appeal = require(request, "look", part.message.appeal_id)
    look(part.evidence, by=name_of(request.auth.user), appeal=appeal.pk, part=part.pk, what=what, topics=topics(appeal))
    opened = open_preview(part.evidence) if what == "preview" else open_original(part.evidence)
    kind = "image/jpeg" if what == "preview" else part.evidence.type
    answer = FileResponse(opened, content_type=kind, as_attachment=what == "original", filename=f"{part.evidence.pk}")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
