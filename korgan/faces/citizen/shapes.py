"""What the citizen app sends and is answered."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from korgan.briefs.citizen import CitizenAppeal, CitizenMessage
from korgan.briefs.schema import Schema
from korgan.faces.body import Text
from korgan.words import Names

Language = Literal["kk", "ru", "uk", "en"]
LONGEST_TEXT = 4000
MOST_PHOTOS = 10


class PlaceGiven(Schema):
    model_config = ConfigDict(extra="forbid")
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    accuracy_m: float | None = Field(None, ge=0, le=1_000_000, allow_inf_nan=False)
    at: AwareDatetime | None = None


class FileGiven(Schema):
    """A video, a recording or a document that follows; what it really is its bytes say."""

    model_config = ConfigDict(extra="forbid")
    key: UUID
    kind: Literal["video", "audio", "file"]


class Report(Schema):
    """A new report. `client_key` makes a repeat harmless; `photos` are the keys of files that follow."""

    model_config = ConfigDict(extra="forbid")
    client_key: UUID
    text: Text = Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")
    language: Language
    place: PlaceGiven | None = None
    place_given: bool = False
    photos: list[UUID] = Field(default_factory=list, max_length=MOST_PHOTOS)
    files: list[FileGiven] = Field(default_factory=list, max_length=MOST_PHOTOS)
    at: AwareDatetime


class Said(Schema):
    """One more message in a report's conversation."""

    model_config = ConfigDict(extra="forbid")
    client_key: UUID
    text: Text = Field("", max_length=LONGEST_TEXT)
    language: Language = "ru"
    place: PlaceGiven | None = None
    photos: list[UUID] = Field(default_factory=list, max_length=MOST_PHOTOS)
    files: list[FileGiven] = Field(default_factory=list, max_length=MOST_PHOTOS)
    at: AwareDatetime | None = None


class SeenUpTo(Schema):
    model_config = ConfigDict(extra="forbid")
    up_to: UUID


class HandTo(Schema):
    code: str
    names: Names


class Receipt(Schema):
    """Number, time and receiving desk: given only after commit."""

    id: UUID
    number: str
    registered_at: AwareDatetime
    desk_name: Names
    urgency: str
    hand_to: HandTo | None
    repeated: bool


class Mine(Schema):
    appeals: list[CitizenAppeal]
    # By a phone code or by staff there is more than this phone that he hears of.
    is_joined: bool
    cursor: str
    languages: list[str]
    emergency: str


class Conversation(Schema):
    cursor: str
    appeal: CitizenAppeal
    messages: list[CitizenMessage]


class Refusal(Schema):
    model_config = ConfigDict(extra="allow")
    error: str
    message: Names
