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


@dataclass(frozen=True, slots=True)
class PlaceTaken:
    """Somebody took what a part or its file says for the place of the appeal, and it went where that place belongs."""

    appeal: UUID
    part: UUID
    area: int | None
    desk: int
    reason: str
    from_area: int | None
    from_desk: int
