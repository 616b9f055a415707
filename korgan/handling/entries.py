from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AppealTaken:
    appeal: UUID
    staff: int


@dataclass(frozen=True, slots=True)
class AppealReleased:
    appeal: UUID
    staff: int


@dataclass(frozen=True, slots=True)
class AppealClosed:
    appeal: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class AppealSeen:
    appeal: UUID
