from typing import Any

from django.db import transaction

from korgan.intake.actions import locked
from korgan.intake.models import Part
from korgan.journal.steps import once
from korgan.journal.work import job
from korgan.routing.actions import is_open, latest_place, reclassify, reroute
from korgan.routing.rules import COMPLAINT
from korgan.triage.rules import assess
from korgan.triage.standing import standing

SYSTEM = "system:routing"


@job("routing.reclassify_by_words")
@transaction.atomic
def reclassify_by_words(seq: int, facts: dict[str, Any]) -> None:
    """A later message that complains about the police takes the appeal out of the hands of those it is about."""
    if not once(seq, "routing.reclassify_by_words"):
        return
    appeal = locked(facts["appeal"])
    text = "\n".join(Part.objects.filter(message=facts["message"]).values_list("text", flat=True))
    said = assess(text, language_hint=appeal.language, has_photo=False, has_place=False, book=standing())
    if is_open(appeal) and said.kind == COMPLAINT:
        reclassify(appeal.pk, COMPLAINT, SYSTEM)


@job("routing.reroute_by_place")
@transaction.atomic
def reroute_by_place(seq: int, facts: dict[str, Any]) -> None:
    """A place that arrives later re-routes."""
    if not once(seq, "routing.reroute_by_place"):
        return
    place = latest_place(facts["message"])
    appeal = locked(facts["appeal"])
    if place is not None and is_open(appeal):
        reroute(appeal, place, SYSTEM)
