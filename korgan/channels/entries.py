from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MessageRefused:
    """What came could not be read or registered; it is stored, and a human should look."""

    account: int
    inbound: UUID


@dataclass(frozen=True, slots=True)
class LeftUnregistered:
    """Somebody came, but said nothing that could be registered: he is to be told how to write to us."""

    account: int
    inbound: UUID


@dataclass(frozen=True, slots=True)
class AccountAdded:
    account: int
    channel: str
