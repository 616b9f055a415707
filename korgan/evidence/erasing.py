"""Bytes that nobody may keep any more. The row stays, with the hash by which a copy elsewhere is recognised."""

from korgan.evidence.actions import SAYS, forget_what_it_says, store
from korgan.evidence.models import Evidence
from korgan.journal.clock import now


def remove(evidence: Evidence) -> None:
    """Remove original and preview from the store; what is gone already is no trouble."""
    for name in filter(None, (evidence.original, evidence.preview)):
        store().delete(name)
    evidence.preview, evidence.removed_at = "", evidence.removed_at or now()
    forget_what_it_says(evidence)
    evidence.save(update_fields=["preview", "removed_at", *SAYS.values()])
