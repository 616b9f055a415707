"""The one way by which bytes go. First it is decided: row, hash and entry are committed, and from then on nobody is
shown them. Then they are erased from the store, by a job; what a crash leaves is found by `gone_at`, and again."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from korgan.evidence.actions import SAYS, store
from korgan.evidence.entries import EvidenceRemoved
from korgan.evidence.models import Evidence
from korgan.journal.actions import write
from korgan.journal.clock import now

logger = logging.getLogger(__name__)


@transaction.atomic
def remove_bytes(evidence: Evidence, why: str, by: str, topics: Sequence[str] = ()) -> Evidence:
    """Take the original and its copy away for good; `why` is a code. The row and its hash stay. Twice is as once."""
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if row.removed_at:
        return row
    row.removed_at = now()
    row.says_lon = row.says_lat = row.seconds = None
    row.says_at = ""
    row.save(update_fields=["removed_at", *SAYS.values()])
    write(EvidenceRemoved(row.pk, row.sha256, why), by=by, topics=[f"evidence:{row.pk}", *topics])
    return row


def erase_waiting(at: datetime) -> int:
    """Erase what was removed and is still in the store; how many it was. One that will not go holds up no other."""
    gone = 0
    for row in Evidence.objects.filter(removed_at__isnull=False, gone_at=None).order_by("removed_at"):
        try:
            erase(row, at)
            gone += 1
        except Exception:
            logger.exception("bytes that were removed are still in the store: %s", row.pk)
    return gone


def erase(row: Evidence, at: datetime) -> None:
    for name in filter(None, (row.original, row.preview)):
        store().delete(name)
    Evidence.objects.filter(pk=row.pk).update(gone_at=at, preview="")
