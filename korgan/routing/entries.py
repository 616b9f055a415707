from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AppealReclassified:
    """It is an appeal of another kind; a complaint about the police went to the level above at once."""

    appeal: UUID
    kind: str
    area: int | None
    desk: int
    reason: str
    from_area: int | None
    from_desk: int


@dataclass(frozen=True, slots=True)
class AppealRerouted:
    appeal: UUID
    area: int | None
    desk: int
    reason: str
    from_area: int | None
    from_desk: int
