from typing import Any

from django.db import transaction

from korgan.intake.actions import locked
from korgan.intake.models import Part, State, Urgency
from korgan.journal.clock import now
from korgan.journal.steps import once
from korgan.journal.work import job
from korgan.triage.actions import SUGGESTED, raise_urgency
from korgan.triage.rules import assess
from korgan.triage.standing import standing

SYSTEM = "system:triage"
RANK = {Urgency.LATER: 0, Urgency.TODAY: 1, Urgency.NOW: 2}


@job("triage.assess_again")
@transaction.atomic
def assess_again(seq: int, facts: dict[str, Any]) -> None:
    """A later message may tell of a danger that the first one did not."""
    if not once(seq, "triage.assess_again"):
        return
    appeal = locked(facts["appeal"])
    if appeal.state == State.CLOSED or appeal.assessment != SUGGESTED:
        return
    text = "\n".join(Part.objects.filter(message=facts["message"]).values_list("text", flat=True))
    assessed = assess(text, language_hint=appeal.language, has_photo=False, has_place=False, book=standing())
    urgency = Urgency(assessed.urgency)
    if text and urgency == Urgency.NOW and RANK[urgency] > RANK[Urgency(appeal.urgency)]:
        raise_urgency(appeal, urgency, assessed, SYSTEM, now())
