"""Bytes that nobody may keep any more. The row stays, with the hash by which a copy elsewhere is recognised."""

from korgan.evidence.actions import store
from korgan.evidence.models import Evidence


def remove(evidence: Evidence) -> None:
    """Remove original and preview from the store; what is gone already is no trouble."""
    for name in filter(None, (evidence.original, evidence.preview)):
        store().delete(name)
    evidence.preview = ""
    evidence.save(update_fields=["preview"])
