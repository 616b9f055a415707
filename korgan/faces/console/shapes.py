"""What the console sends and what it is shown besides the briefs."""

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from korgan.briefs.schema import Schema
from korgan.briefs.staff import AppealBrief, UnitBrief
from korgan.faces.body import Text
from korgan.words import Names


class Asked(Schema):
    """Every act carries the client's key: a repeat on a weak line returns the first result."""

    model_config = ConfigDict(extra="forbid")
    client_key: UUID


class Close(Asked):
    outcome: Literal["helped", "redirected", "false_call", "duplicate", "no_crime", "off_topic"]
    duplicate_of: UUID | None = None


class Correct(Asked):
    urgency: Literal["now", "today", "later"]
    off_topic: bool


class Reclassify(Asked):
    kind: Literal["emergency", "complaint", "statement", "proposal", "question", "tip", "thanks"]


class Reclassified(Schema):
    """It may not be his to see any more, so nothing else is told."""

    appeal: UUID


class PlaceTaken(Schema):
    """It may have gone to another desk by it, so nothing else is told."""

    appeal: UUID


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


class Speak(Asked):
    language: Literal["kk", "ru", "uk", "en"]


class TemplateShown(Schema):
    """A ready answer: for which area, category, kind and other service; empty ones mean any."""

    id: int
    code: str
    area: int | None
    category: str
    kind: str
    service: str
    off_topic: bool
    texts: Names


class RightsShown(Schema):
    """What one role allows, for a thing that lies in these areas."""

    areas: list[int]
    actions: list[str]
    fields: list[str]


class TemplateSuggested(Schema):
    """`reason`: category, kind, service or off_topic as assessed; "" fits anything, "other" something else."""

    code: str
    reason: str
    texts: Names


class Suggestions(Schema):
    """Ready answers for an appeal, best first; `values` of their placeholders, null for the operator to fill in."""

    language: str
    values: dict[str, Names | None]
    templates: list[TemplateSuggested]


class Wording(Asked):
    texts: dict[Literal["kk", "ru", "uk", "en"], Text]
    category: str = ""
    kind: str = ""
    service: str = ""
    off_topic: bool = False


class NewTemplate(Wording):
    code: str
    area: int


class Placeholders(Schema):
    """Every placeholder there is and what stands for it, and the templates of the areas one administers."""

    placeholders: dict[str, str]
    templates: list[TemplateShown]


class Me(Schema):
    id: int
    name: str
    number: str
    language: str
    roles: list[RoleShown]
    actions: list[str]
    rights: list[RightsShown]
    languages: list[str]
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
