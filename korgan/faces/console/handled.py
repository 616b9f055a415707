"""What the console sends and is shown of the handling of appeals."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from korgan.briefs.staff import Holder
from korgan.faces.body import Text
from korgan.faces.console.shapes import Asked, Counts, ReplyText
from korgan.words import Names

__all__ = ["Asked", "ReplyText"]


class ReplyToJoined(ReplyText):
    """`template`: the code of the ready answer that `text` is, so that each reads it in his own language."""

    template: Text = Field("", max_length=100)


class NoteText(Asked):
    text: Text = Field(max_length=20_000)


class MentionShown(Schema):
    note: UUID
    appeal: UUID
    number: str
    at: datetime
    text: str
    author: Holder


class Colleague(Schema):
    id: int
    name: str
    number: str
    may_take: bool


class Done(Schema):
    done: bool


class DeskShown(Schema):
    id: int
    names: Names
    area_name: Names
    department: int | None


class TransferTo(Asked):
    desk: int
    reason: Literal["other_area", "other_competence", "wrong_addressee", "senior", "load"]
    words: Text = Field("", max_length=500)


class Split(Asked):
    appeal: UUID


class JoinTo(Asked):
    main: UUID


class FollowUpAt(Asked):
    due_at: AwareDatetime
    words: Text = Field("", max_length=500)


class NumberOf(Asked):
    kind: Literal["kui", "erdr", "eo", "erdr_ua"]
    number: Text = Field(max_length=60)


class NumberKindShown(Schema):
    code: str
    names: Names
    form: str


class Filters(Schema):
    """A filter of the queue as data: what is left out is not asked for."""

    model_config = ConfigDict(extra="forbid")
    filter: Literal["all", "now", "today", "mine", "later", "off", "closed"] | None = None
    channels: list[str] | None = Field(None, max_length=20)
    states: list[Literal["registered", "taken", "sent", "done"]] | None = None
    desks: list[int] | None = Field(None, max_length=100)
    kinds: list[str] | None = Field(None, max_length=20)
    is_overdue: bool | None = None
    is_unread: bool | None = None
    has_follow_up: bool | None = None


class ViewAsked(Asked):
    name: Text = Field(max_length=60)
    filters: Filters
    desk: int | None = None


class ViewShown(Schema):
    id: UUID
    name: str
    filters: Filters
    desk: int | None
    is_mine: bool


class DeskCount(Schema):
    desk: int
    names: Names
    states: dict[str, int]


class CountsShown(Schema):
    counts: Counts
    desks: list[DeskCount]


class BulkClose(Asked):
    appeals: list[UUID] = Field(min_length=1, max_length=200)
    template: str = Field(max_length=100)


class BulkResult(Schema):
    appeal: UUID
    error: str | None
    message: Names | None


class AssignTo(Asked):
    staff: int
    # Who had it when the chief looked: from anybody else it is not taken unseen.
    seen_with: int | None
