from dataclasses import dataclass
from datetime import datetime
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
class PhoneLetGo:
    """The number is another's now; `person` had it before."""

    contact: UUID
    person: UUID


@dataclass(frozen=True, slots=True)
class ChallengeAsked:
    """Something is to be signed; what, is made of the challenge's row."""

    challenge: UUID
    contact: UUID


@dataclass(frozen=True, slots=True)
class SignatureRefused:
    """`why`: the code of the refusal."""

    challenge: UUID
    contact: UUID
    why: str


@dataclass(frozen=True, slots=True)
class SignatureProved:
    """`revocation`: checked or not_checked."""

    challenge: UUID
    contact: UUID
    person: UUID
    revocation: str


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
class PersonNamed:
    """He said how he wants to be called, or that he does not."""

    person: UUID


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


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`how`: password, or what was given besides or instead of it: totp, recovery_codes, webauthn."""

    user: int
    sign_in: int
    how: str


@dataclass(frozen=True, slots=True)
class SignInEnded:
    """Signed out, ended from elsewhere, or with the password it was made with."""

    user: int
    sign_in: int


@dataclass(frozen=True, slots=True)
class SignInLocked:
    """Too many wrong passwords or codes."""

    user: int
    until: datetime


@dataclass(frozen=True, slots=True)
class SignInUnlocked:
    user: int


@dataclass(frozen=True, slots=True)
class FactorAdded:
    """`factor`: totp, webauthn (a passkey) or recovery_codes; `id` is not used again."""

    user: int
    factor: str
    id: int


@dataclass(frozen=True, slots=True)
class FactorRemoved:
    user: int
    factor: str
    id: int


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed:
    user: int
    left: int


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    user: int


@dataclass(frozen=True, slots=True)
class StaffChanged:
    """Name, number or language."""

    user: int


@dataclass(frozen=True, slots=True)
class UserActivated:
    user: int


@dataclass(frozen=True, slots=True)
class UserDeactivated:
    user: int
