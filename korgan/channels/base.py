"""The protocol of a channel. A channel declares what it can, turns the outside system's updates into inbound things and
plans what is to be sent (both pure), and sends, fetches and looks after its health (the only network). It knows nothing
of appeals: the core never asks which kind of channel it has."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.dataclasses import dataclass as checked

# What comes from outside is what its type says, or it does not come in at all.
STRICT = ConfigDict(strict=True)
# The database finds things by these, and an index has its limits.
Key = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Raw:
    """An update as it came, JSON. `external_id` is its name there; those of one `sender` are worked off in order."""

    external_id: str
    sender: str
    body: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """Updates, and the cursor that confirms them at the next pull."""

    updates: Sequence[Raw]
    cursor: str


@checked(frozen=True, slots=True, config=STRICT)
class Place:
    """Degrees WGS 84, metres, and when it was true."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    accuracy_m: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
    at: AwareDatetime | None


@checked(frozen=True, slots=True, config=STRICT)
class InboundPart:
    """A piece of a message; `external_id` is the outside system's name of it, `file_ref` what it fetches files by."""

    external_id: Key
    kind: str
    text: str = ""
    place: Place | None = None
    file_ref: str = ""


@checked(frozen=True, slots=True, config=STRICT)
class InboundMessage:
    """One thing said. `external_id` is the first part's; what is of one `album`, also later, is one message."""

    external_id: Key
    thread: Key
    sender: Key
    scheme: str
    name: str
    language: str
    said_at: datetime
    album: str | None
    parts: tuple[InboundPart, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """What was said before is now said otherwise; a moving place is one edit after another."""

    message: InboundMessage


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody opened the conversation and has said nothing yet."""

    thread: str
    sender: str
    language: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Said to us in a form that we cannot take; stored and counted, and who said it is told how to write."""

    thread: str
    sender: str
    language: str
    what: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Well-formed, but nothing for the police: stored and counted, never silent."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not what the outside system promises to send: stored and counted, told to the operator of the system."""

    why: str


Inbound = InboundMessage | Edited | Started | Unsupported | Ignored | Refused


@dataclass(frozen=True, slots=True)
class OutgoingPart:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The outside system has it, under this name."""

    external_id: str | None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can. Lengths in UTF-16 units, sizes in bytes."""

    text_length: int
    file_bytes: int
    receipt_by_message: bool
    fetches_files: bool
    brings_updates: bool
    idempotent_send: bool
    # Whether the citizen is on the line and waits for a voice: his first answer is due within seconds.
    is_live: bool = False
    # How many parts a second an account may send in all, and to one chat; None: as fast as we can.
    sends_per_s: float | None = None
    sends_per_chat_s: float | None = None


class SendFailed(Exception):
    """Sending did not succeed; the subclass says whether anything may have gone out. Its code has words (`hint`)."""

    code: str

    @property
    def told(self) -> str:
        """In one line: the code, and what it came from."""
        return self.code if str(self) == self.code else f"{self.code}: {self}"


class Throttled(SendFailed):
    """Too many at once; nothing went out. Try again after so many seconds."""

    code = "throttled"

    def __init__(self, after_s: float) -> None:
        super().__init__(f"try again after {after_s} s")
        self.after_s = after_s


class Unreachable(SendFailed):
    """The outside system could not be reached; nothing went out."""

    code = "unreachable"


class Misconfigured(Unreachable):
    """Our settings of the account cannot be read; nothing went out, and nothing will until somebody corrects them."""

    code = "bad_settings"


class Rejected(SendFailed):
    """The outside system refuses this for good; the code is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Blocked(SendFailed):
    """The citizen does not want our messages there."""

    code = "blocked"


class Unknown(SendFailed):
    """The bytes may have gone out; nobody knows whether they arrived."""

    code = "unknown"


class Malformed(Exception):
    """Not even the outer form of an update."""


class Forged(Exception):
    """The request does not prove that it comes from the outside system."""


class Account(Protocol):
    """Our account there, as the channel needs it."""

    @property
    def kind(self) -> str: ...
    @property
    def config(self) -> dict[str, Any]: ...
    @property
    def secrets(self) -> str: ...


class Channel(Protocol):
    """One outside system. `Config` is what an account of it needs, secrets typed as secrets; whatever needs it raises
    Misconfigured when the account's own is not so."""

    kind: ClassVar[str]
    schemes: ClassVar[tuple[str, ...]]
    Config: ClassVar[type[BaseModel]]
    can: ClassVar[Capabilities]

    def verify(self, account: Account, headers: Mapping[str, str], body: bytes) -> None:
        """Raise Forged unless the webhook's request proves its origin."""

    def receive(self, update: Any) -> Raw:
        """Pure: name an update so that it can be committed raw, or raise Malformed."""

    def parse(self, update: Mapping[str, Any]) -> Sequence[Inbound]:
        """Pure: everything an update holds, in order. It never raises: what cannot be read is Refused."""

    def plan(self, text: str) -> Sequence[OutgoingPart]:
        """Pure: the parts a text is sent in, each within the channel's length."""

    async def send(self, account: Account, thread: str, part: OutgoingPart) -> Sent:
        """Send one part, or raise Throttled, Unreachable, Rejected, Blocked or Unknown."""

    def fetch(self, account: Account, file_ref: str) -> AsyncIterator[bytes]:
        """The original bytes of a file, or raise Unreachable or Rejected."""

    def is_pulled(self, account: Account) -> bool:
        """Whether we are to ask for updates; otherwise they are brought to us."""

    async def activate(self, account: Account, hook: str) -> None:
        """Have updates kept for our pulls, or brought to the address `hook` (empty when we have no public one).

        Doing it again changes nothing. Raise as send does."""

    async def pull(self, account: Account, cursor: str) -> Pulled:
        """Wait a while for updates after the cursor, none when nothing came. Raise as send does."""

    async def health(self, account: Account) -> str:
        """Empty when all is well, else what is wrong, a code that has words (`hint`) or one line without secrets."""
