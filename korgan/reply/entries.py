from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReplyWritten:
    appeal: UUID
    message: UUID


@dataclass(frozen=True, slots=True)
class DeliveryChanged:
    appeal: UUID
    message: UUID
    part: UUID
    state: str


@dataclass(frozen=True, slots=True)
class DeliveryRequeued:
    """An operator wants a part sent once more."""

    appeal: UUID
    message: UUID
    part: UUID
    state: str
