from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AssessmentAgreed:
    appeal: UUID


@dataclass(frozen=True, slots=True)
class AssessmentCorrected:
    appeal: UUID
    urgency: str
    off_topic: bool
