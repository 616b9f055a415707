"""What a citizen may read of his own appeal, and nothing else: no names of staff, no assessment, no notes."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from korgan.briefs.schema import Schema
from korgan.briefs.staff import LeadingUnit, Place, place_of
from korgan.dispatch.models import Assignment, UnitState
from korgan.dispatch.queries import assignments_of, leading
from korgan.intake.models import Appeal, Direction, Message, Part, PartKind, State
from korgan.reply.models import Delivery, DeliveryState
from korgan.words import Names

# Entries a citizen is told of; the others are not his business.
TOLD = frozenset(
    {
        "AppealRegistered",
        "MessageReceived",
        "PartArrived",
        "PreviewMade",
        "AppealTaken",
        "AppealReleased",
        "AppealClosed",
        "AppealRerouted",
        "PlaceTaken",
        "AppealReclassified",
        "AppealTransferred",
        "UnitSent",
        "UnitReported",
        "ReplyWritten",
        "DeliveryChanged",
    }
)


class Step(Schema):
    code: str
    at: datetime | None


class CitizenAppeal(Schema):
    id: UUID
    number: str
    version: int
    state: str
    outcome: str | None
    registered_at: datetime
    desk_name: Names
    unit: LeadingUnit | None
    last_message: str | None
    unread: int
    steps: list[Step]


class CitizenPart(Schema):
    id: UUID
    kind: str
    text: str | None
    place: Place | None
    photo: str | None
    state: str
    delivery: str | None


class CitizenMessage(Schema):
    id: UUID
    appeal: UUID
    version: int
    direction: str
    kind: str
    at: datetime
    author: str | None
    parts: list[CitizenPart]


def appeals(rows: Collection[Appeal]) -> list[CitizenAppeal]:
    """Four queries for any number of rows."""
    ids = [row.id for row in rows]
    sent, unread, said = assignments_of(ids), unread_of(ids), last_words(ids)
    return [appeal(row, leading(sent[row.id]), unread.get(row.id, 0), said.get(row.id)) for row in rows]


def unread_of(ids: list[UUID]) -> dict[UUID, int]:
    """Answers that the citizen has not read yet."""
    waiting = Delivery.objects.filter(part__message__appeal__in=ids).exclude(state=DeliveryState.READ)
    counted: dict[UUID, int] = {}
    for one in waiting.values_list("part__message__appeal", flat=True):
        counted[one] = counted.get(one, 0) + 1
    return counted


def last_words(ids: list[UUID]) -> dict[UUID, str]:
    texts = Part.objects.filter(message__appeal__in=ids, kind=PartKind.TEXT).order_by("message__at")
    return dict(texts.values_list("message__appeal", "text"))


def appeal(row: Appeal, unit: Assignment | None, unread: int, last_message: str | None) -> CitizenAppeal:
    return CitizenAppeal(
        id=row.id,
        number=row.number,
        version=row.version,
        state=row.state,
        outcome=row.outcome or None,
        registered_at=row.registered_at,
        desk_name=row.desk.names,
        unit=LeadingUnit(callsign=unit.unit.callsign, state=unit.state) if unit else None,
        last_message=last_message,
        unread=unread,
        steps=steps(row, unit),
    )


def steps(row: Appeal, unit: Assignment | None) -> list[Step]:
    """What has happened, in the order a citizen expects it."""
    done = [Step(code="received", at=row.registered_at)]
    if unit is not None:
        done.append(Step(code="sent", at=unit.sent_at))
        reached = {UnitState.ENROUTE: unit.enroute_at, UnitState.SCENE: unit.scene_at, UnitState.DONE: unit.done_at}
        done += [Step(code=str(state), at=at) for state, at in reached.items() if at is not None]
    if row.first_reply_at is not None:
        done.append(Step(code="answered", at=row.first_reply_at))
    if row.state == State.CLOSED:
        done.append(Step(code="closed", at=row.closed_at))
    return done


def message(row: Message) -> CitizenMessage:
    return CitizenMessage(
        id=row.id,
        appeal=row.appeal_id,
        version=row.version,
        direction=row.direction,
        kind=row.kind,
        at=row.at,
        author=row.author.number if row.author else None,
        parts=[part(one, row.direction) for one in row.parts.all()],
    )


def part(row: Part, direction: str) -> CitizenPart:
    seen = row.evidence is not None and bool(row.evidence.preview)
    delivery: Delivery | None = getattr(row, "delivery", None) if direction == Direction.OUT else None
    return CitizenPart(
        id=row.id,
        kind=row.kind,
        text=row.text or None,
        place=place_of(row),
        photo=f"/api/citizen/photos/{row.id}" if seen else None,
        state=row.state,
        delivery=delivery.state if delivery else None,
    )
