from dataclasses import dataclass
from datetime import datetime
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
    """`link`: of a duplicate, the link to what it doubles."""

    appeal: UUID
    outcome: str
    link: UUID | None = None


@dataclass(frozen=True, slots=True)
class AppealSeen:
    appeal: UUID


@dataclass(frozen=True, slots=True)
class NoteWritten:
    appeal: UUID
    note: UUID
    mentioned: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MentionRead:
    appeal: UUID
    note: UUID
    staff: int


@dataclass(frozen=True, slots=True)
class AppealTransferred:
    """The appeal is another desk's now; `is_late`: after the law's term for sending it on."""

    appeal: UUID
    transfer: UUID
    reason: str
    area: int
    desk: int
    from_area: int | None
    from_desk: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class AppealSplit:
    """A message of the appeal was another matter: it is appeal `into` now."""

    appeal: UUID
    message: UUID
    into: UUID
    link: UUID


@dataclass(frozen=True, slots=True)
class AppealsJoined:
    """The appeal is about the same thing as `main`."""

    appeal: UUID
    main: UUID
    link: UUID


@dataclass(frozen=True, slots=True)
class AppealsParted:
    appeal: UUID
    main: UUID
    link: UUID


@dataclass(frozen=True, slots=True)
class FollowUpSet:
    appeal: UUID
    follow_up: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpDone:
    appeal: UUID
    follow_up: UUID


@dataclass(frozen=True, slots=True)
class NumberAdded:
    """Another register's number; the number itself stands in the row `external`."""

    appeal: UUID
    external: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class NumberStruck:
    appeal: UUID
    external: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class ChiefCalled:
    """Whoever works on it asks the shift's chief to look."""

    appeal: UUID


@dataclass(frozen=True, slots=True)
class AppealEscalated:
    """A clock ran out, or is about to: the shift's chief is told."""

    appeal: UUID
    clock: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class AppealAssigned:
    """The chief has given the appeal to an operator."""

    appeal: UUID
    staff: int
    clock: str


@dataclass(frozen=True, slots=True)
class ViewSaved:
    view: UUID
    desk: int | None


@dataclass(frozen=True, slots=True)
class ViewRemoved:
    view: UUID
    desk: int | None
