from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EvidenceOpened:
    """Somebody got the bytes. `what` is "preview" (the small copy was shown), "play" (the original was shown in place),
    "copy" (the original was downloaded) or "export" (it went into a package)."""

    appeal: UUID
    part: UUID
    evidence: UUID
    what: str


@dataclass(frozen=True, slots=True)
class EvidenceRemoved:
    """The bytes are gone for good; `why` is a code, and the hash says for ever what they were."""

    evidence: UUID
    sha256: str
    why: str
