"""What the console sends and what it is shown besides the briefs."""

from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from korgan.briefs.staff import AppealBrief, UnitBrief
from korgan.faces.body import Text
from korgan.words import Names


class Asked(Schema):
    """Every act carries the client's key: a repeat on a weak line returns the first result."""

    model_config = ConfigDict(extra="forbid")
    client_key: UUID


class Close(Asked):
    outcome: Literal["helped", "redirected", "false_call", "duplicate", "no_crime", "off_topic"]


class Correct(Asked):
    urgency: Literal["now", "today", "later"]
    off_topic: bool


class Send(Asked):
    unit: int


class CrewReport(Asked):
    state: Literal["accepted", "enroute", "scene", "done"]


class ReplyText(Asked):
    text: Text = Field(max_length=20_000)


class SendAgain(Asked):
    sure: bool = False


class Seen(Asked):
    pass


class RoleShown(Schema):
    role: str
    area: int
    area_name: Names


class TemplateShown(Schema):
    code: str
    category: str | None
    texts: Names


class RightsShown(Schema):
    """What one role allows, for a thing that lies in these areas."""

    areas: list[int]
    actions: list[str]
    fields: list[str]


class Me(Schema):
    id: int
    name: str
    number: str
    language: str
    roles: list[RoleShown]
    actions: list[str]
    rights: list[RightsShown]
    languages: list[str]
    templates: list[TemplateShown]
    units: list[UnitBrief]


class Counts(Schema):
    all: int
    now: int
    today: int
    later: int
    off: int
    mine: int


class Queue(Schema):
    cursor: str
    appeals: list[AppealBrief]
    counts: Counts


class Refusal(Schema):
    """An answer of 4xx or 503: the code, words in four languages, and what the code needs besides."""

    model_config = ConfigDict(extra="allow")
    error: str
    message: Names
