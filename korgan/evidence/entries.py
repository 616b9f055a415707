from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EvidenceOpened:
    """Somebody looked: `what` is "preview" or "original"."""

    appeal: UUID
    part: UUID
    evidence: UUID
    what: str
