from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AppealRerouted:
    appeal: UUID
    area: int | None
    desk: int
    reason: str
    from_area: int | None
    from_desk: int
