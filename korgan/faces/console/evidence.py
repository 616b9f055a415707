"""Looking at evidence: every look is an entry."""

from typing import Literal
from uuid import UUID

from django.http import FileResponse
from ninja import Router

from korgan.evidence.actions import look, open_original, open_preview
from korgan.evidence.models import Evidence
from korgan.faces.console.who import StaffRequest, require
from korgan.intake.models import Part
from korgan.intake.topics import topics
from korgan.people.actions import name_of

router = Router()


@router.get("/evidence/{evidence_id}/{what}", operation_id="look_at_evidence")
def evidence(request: StaffRequest, evidence_id: UUID, what: Literal["preview", "original"]) -> FileResponse:
    """The bytes of a photo, a preview or the original as received."""
    part, kept = Part.objects.select_related("message").get(evidence=evidence_id), Evidence.objects.get(pk=evidence_id)
    appeal = require(request, "look", part.message.appeal_id)
    look(kept, by=name_of(request.auth.user), appeal=appeal.pk, part=part.pk, what=what, topics=topics(appeal))
    opened = open_preview(kept) if what == "preview" else open_original(kept)
    kind = "image/jpeg" if what == "preview" else kept.type
    answer = FileResponse(opened, content_type=kind, as_attachment=what == "original", filename=f"{kept.pk}")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
