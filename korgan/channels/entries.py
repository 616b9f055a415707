from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """Its settings, secrets, desk or name are others now."""

    account: int


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """Nothing is taken in by it and nothing goes out until it is opened again."""

    account: int


@dataclass(frozen=True, slots=True)
class AccountOpened:
    account: int


@dataclass(frozen=True, slots=True)
class InboundTriedAgain:
    """A human wants a refused update registered once more."""

    account: int
    inbound: UUID


@dataclass(frozen=True, slots=True)
class RawForgotten:
    """The outside systems' own words of what was registered long ago are gone; the messages made of them stay."""

    count: int
    before: datetime
