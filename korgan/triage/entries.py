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
    # The version of the rules that say so; None: a human does.
    rules: int | None = None


@dataclass(frozen=True, slots=True)
class RulesPut:
    """Another version of the rules counts from now on; 0 before the first."""

    version: int
    before: int
