"""An original that is not where it was kept: whoever looks for it is told, and so is the journal."""

import logging

from django.db import transaction

from korgan.intake.entries import OriginalLost
from korgan.intake.models import Part
from korgan.intake.topics import topics
from korgan.journal.actions import write
from korgan.journal.models import Entry

logger = logging.getLogger(__name__)


@transaction.atomic
def lose(part: Part, by: str) -> None:
    """Write down that the store has not got it; once is enough, however often it is looked for."""
    logger.error("an original is not in the evidence store: %s", part.evidence_id)
    appeal = part.message.appeal
    told = Entry.objects.filter(kind=OriginalLost.__name__, topics__contains=[f"appeal:{appeal.pk}"])
    if part.evidence_id and not told.filter(facts__part=str(part.pk)).exists():
        write(OriginalLost(appeal.pk, part.pk, part.evidence_id), by=by, topics=topics(appeal))
