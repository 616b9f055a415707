from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UnitSent:
    appeal: UUID
    incident: UUID
    unit: int
    assignment: UUID


@dataclass(frozen=True, slots=True)
class UnitReported:
    appeal: UUID
    incident: UUID
    unit: int
    assignment: UUID
    state: str
