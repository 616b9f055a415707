"""What staff may read of how an appeal was handled: notes, transfers, links, promises, numbers of other registers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from korgan.briefs.schema import Schema
from korgan.briefs.staff import Holder, holder
from korgan.handling.models import ExternalNumber, FollowUp, Link, Note, Transfer
from korgan.handling.numbers import KINDS, looks_right
from korgan.people.models import User
from korgan.words import Names


class NoteBrief(Schema):
    id: UUID
    appeal: UUID
    version: int
    at: datetime
    author: Holder | None
    text: str
    mentioned: list[Holder]


class TransferBrief(Schema):
    id: UUID
    appeal: UUID
    version: int
    at: datetime
    by: str | None
    from_name: Names
    to_name: Names
    reason: str
    words: str | None
    is_late: bool


class LinkBrief(Schema):
    id: UUID
    version: int
    kind: str
    appeal: UUID
    number: str
    main: UUID
    main_number: str
    at: datetime
    by: str | None
    is_parted: bool


class FollowUpBrief(Schema):
    id: UUID
    appeal: UUID
    version: int
    due_at: datetime
    words: str
    by: str | None
    done_at: datetime | None


class ExternalBrief(Schema):
    id: UUID
    appeal: UUID
    version: int
    kind: str
    kind_name: Names
    number: str
    looks_right: bool
    at: datetime
    by: str | None
    is_struck: bool


def notes() -> QuerySet[Note]:
    return Note.objects.select_related("author").prefetch_related("mentions__user").order_by("at", "id")


def transfers() -> QuerySet[Transfer]:
    return Transfer.objects.select_related("from_desk", "to_desk", "by").order_by("at", "id")


def links() -> QuerySet[Link]:
    return Link.objects.select_related("appeal", "main", "by").order_by("at", "id")


def links_of(appeal: UUID) -> QuerySet[Link]:
    return links().filter(Q(appeal=appeal) | Q(main=appeal))


def follow_ups() -> QuerySet[FollowUp]:
    return FollowUp.objects.select_related("by").order_by("due_at", "id")


def numbers() -> QuerySet[ExternalNumber]:
    return ExternalNumber.objects.select_related("by").order_by("at", "id")


def note(row: Note) -> NoteBrief:
    return NoteBrief(
        id=row.id,
        appeal=row.appeal_id,
        version=row.version,
        at=row.at,
        author=named(row.author),
        text=row.text,
        mentioned=[named(one.user) for one in sorted(row.mentions.all(), key=lambda one: one.pk)],
    )


def named(user: User) -> Holder:
    shown = holder(user)
    assert shown is not None
    return shown


def transfer(row: Transfer) -> TransferBrief:
    return TransferBrief(
        id=row.id,
        appeal=row.appeal_id,
        version=row.version,
        at=row.at,
        by=row.by.name,
        from_name=row.from_desk.names,
        to_name=row.to_desk.names,
        reason=row.reason,
        words=row.words,
        is_late=row.is_late,
    )


def link(row: Link) -> LinkBrief:
    return LinkBrief(
        id=row.id,
        version=row.version,
        kind=row.kind,
        appeal=row.appeal_id,
        number=row.appeal.number,
        main=row.main_id,
        main_number=row.main.number,
        at=row.at,
        by=row.by.name,
        is_parted=row.parted_at is not None,
    )


def follow_up(row: FollowUp) -> FollowUpBrief:
    return FollowUpBrief(
        id=row.id,
        appeal=row.appeal_id,
        version=row.version,
        due_at=row.due_at,
        words=row.words,
        by=row.by.name,
        done_at=row.done_at,
    )


def external(row: ExternalNumber) -> ExternalBrief:
    return ExternalBrief(
        id=row.id,
        appeal=row.appeal_id,
        version=row.version,
        kind=row.kind,
        kind_name=KINDS[row.kind].names,
        number=row.number,
        looks_right=looks_right(row.kind, row.number),
        at=row.at,
        by=row.by.name,
        is_struck=row.struck_at is not None,
    )


def of_page(appeal: UUID) -> dict[str, Any]:
    """What an appeal's page shows of its handling."""
    return {
        "notes": [note(one) for one in notes().filter(appeal=appeal)],
        "transfers": [transfer(one) for one in transfers().filter(appeal=appeal)],
        "links": [link(one) for one in links_of(appeal)],
        "follow_ups": [follow_up(one) for one in follow_ups().filter(appeal=appeal)],
        "numbers": [external(one) for one in numbers().filter(appeal=appeal)],
    }
