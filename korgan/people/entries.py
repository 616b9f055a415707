from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UserAdded:
    user: int


@dataclass(frozen=True, slots=True)
class RoleGranted:
    user: int
    role: str
    area: int


@dataclass(frozen=True, slots=True)
class RoleEnded:
    user: int
    role: str
    area: int


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """A code is to be sent to a phone; the phone stands with the code, not here."""

    code: UUID
    contact: UUID


@dataclass(frozen=True, slots=True)
class PhoneProved:
    contact: UUID
    person: UUID


@dataclass(frozen=True, slots=True)
class PersonsJoined:
    """`what`: by proof or by staff; the reason in words stands with the joining."""

    joining: UUID
    person: UUID
    what: str
    appeal: UUID | None


@dataclass(frozen=True, slots=True)
class PersonsSeparated:
    joining: UUID
    person: UUID
    what: str
    appeal: UUID | None


@dataclass(frozen=True, slots=True)
class KeyEnded:
    """The key of a phone opens nothing any more."""

    contact: UUID


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    contact: UUID
    consent: UUID
    what: str
    language: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    contact: UUID
    consent: UUID
    what: str


@dataclass(frozen=True, slots=True)
class IinGiven:
    person: UUID


@dataclass(frozen=True, slots=True)
class IinRemoved:
    person: UUID


@dataclass(frozen=True, slots=True)
class IinOpened:
    """Somebody of the staff read it."""

    person: UUID
    appeal: UUID
