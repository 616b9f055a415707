from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AppealRegistered:
    appeal: UUID
    message: UUID
    channel: str
    area: int | None
    desk: int
    reason: str
    urgency: str
    off_topic: bool
    language: str
    # The version of the rules that assessed it.
    rules: int = 0


@dataclass(frozen=True, slots=True)
class MessageReceived:
    appeal: UUID
    message: UUID


@dataclass(frozen=True, slots=True)
class PartArrived:
    appeal: UUID
    message: UUID
    part: UUID


@dataclass(frozen=True, slots=True)
class PreviewMade:
    appeal: UUID
    message: UUID
    part: UUID


@dataclass(frozen=True, slots=True)
class AppealExported:
    """All of it went into a package, with or without what staff say to each other (`notes`); what of evidence was in
    it, its own entries say."""

    appeal: UUID
    notes: bool


@dataclass(frozen=True, slots=True)
class OriginalLost:
    """Somebody may have it, and the store has not got it: the disk or the bucket must be looked at."""

    appeal: UUID
    part: UUID
    evidence: UUID
