"""What staff may read of an appeal, and nothing else: the same shapes in answers and in streams. What a role may not
read of them is null, see fields.py."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from korgan.briefs.schema import Schema
from korgan.channels.registry import hint
from korgan.dispatch.models import Assignment, Unit
from korgan.dispatch.queries import assignments_of, leading
from korgan.evidence.models import Evidence
from korgan.handling.running import unmet
from korgan.intake.models import Appeal, Direction, Message, Part, State
from korgan.intake.topics import areas_of
from korgan.journal.clock import nearly
from korgan.journal.models import Entry
from korgan.people.models import User
from korgan.reply.models import Delivery
from korgan.reply.queries import TROUBLES, pursued_since
from korgan.triage.standing import words
from korgan.words import Names


class Place(Schema):
    lon: float
    lat: float
    accuracy_m: float | None
    at: datetime | None


class Reason(Schema):
    code: str
    quote: str | None
    words: Names


class Holder(Schema):
    id: int
    name: str
    number: str


class LeadingUnit(Schema):
    callsign: str
    state: str


class AppealBrief(Schema):
    id: UUID
    number: str
    version: int
    state: str
    outcome: str | None
    kind: str
    channel: str
    urgency: str
    off_topic: bool
    hand_to: str | None
    assessed_by: str | None
    assessment: str | None
    reasons: list[Reason] | None
    language: str
    subject: str | None
    photos: int | None
    trouble: str | None
    area: int | None
    area_name: Names | None
    desk: int
    desk_name: Names
    routing_reason: str | None
    # For one of these one must hold a role to see it and act on it.
    areas: list[int]
    place: Place | None
    registered_at: datetime
    reply_by: datetime
    register_by: datetime | None
    answer_by: datetime | None
    readdress_by: datetime | None
    call_at: datetime | None
    escalated: str | None
    first_reply_at: datetime | None
    taken_by: Holder | None
    unit: LeadingUnit | None
    unread: int


class Offer(Schema):
    """What a file says of where and when it was made, see evidence/offers.py; not the citizen's own place."""

    lon: float | None
    lat: float | None
    at: str | None
    has_zone: bool
    is_wrong: bool


class EvidenceBrief(Schema):
    id: UUID
    type: str
    bytes: int
    sha256: str
    preview: bool
    offer: Offer | None


class DeliveryBrief(Schema):
    state: str
    hint: Names | None
    external_id: str | None


class PartBrief(Schema):
    id: UUID
    kind: str
    text: str | None
    place: Place | None
    evidence: EvidenceBrief | None
    state: str
    delivery: DeliveryBrief | None


class MessageBrief(Schema):
    id: UUID
    appeal: UUID
    version: int
    direction: str
    kind: str
    at: datetime
    author: str | None
    language: str | None
    parts: list[PartBrief]


class AssignmentBrief(Schema):
    id: UUID
    version: int
    unit: int
    callsign: str
    state: str
    sent_at: datetime
    by: str | None


class UnitBrief(Schema):
    id: int
    version: int
    callsign: str
    kind: str
    name: Names
    state: str
    lon: float | None
    lat: float | None
    appeal: UUID | None


class LogLine(Schema):
    seq: int
    at: datetime
    kind: str
    by: str | None
    facts: dict[str, object]


def place_of(row: Appeal | Part) -> Place | None:
    if row.lon is None or row.lat is None:
        return None
    return Place(lon=row.lon, lat=row.lat, accuracy_m=row.accuracy_m, at=row.place_at)


def appeals(rows: Collection[Appeal]) -> list[AppealBrief]:
    """Briefs of rows loaded by briefs.rows; three queries for any number of rows."""
    ids = [row.id for row in rows]
    sent, parts = assignments_of(ids), parts_of(rows)
    return [appeal(row, leading(sent[row.id]), parts[row.id]) for row in rows]


@dataclass(slots=True)
class Parts:
    """What the queue tells of an appeal's parts: `trouble` is what became of an answer that did not reach the citizen,
    or may not have."""

    photos: int = 0
    trouble: str | None = None


def parts_of(rows: Collection[Appeal]) -> dict[UUID, Parts]:
    """The few rows of one page are counted in the process. A closed appeal's trouble is told while it is pursued."""
    found = defaultdict[UUID, Parts](Parts)
    closed = {row.id for row in rows if row.state == State.CLOSED}
    told = Q(kind="photo") | Q(delivery__state__in=TROUBLES)
    parts = Part.objects.filter(told, message__appeal__in=[row.id for row in rows])
    for one, part_id, kind, state in parts.values_list("message__appeal", "id", "kind", "delivery__state"):
        found[one].photos += kind == "photo"
        if state in TROUBLES and not (one in closed and part_id < pursued_since(nearly())):
            found[one].trouble = min(state, found[one].trouble or state, key=TROUBLES.index)
    return found


def appeal(row: Appeal, unit: Assignment | None, parts: Parts) -> AppealBrief:
    return AppealBrief(
        id=row.id,
        number=row.number,
        version=row.version,
        state=row.state,
        outcome=row.outcome or None,
        kind=row.kind,
        channel=row.account.kind,
        urgency=row.urgency,
        off_topic=row.off_topic,
        hand_to=row.hand_to or None,
        assessed_by="human" if row.assessment == "corrected" else "machine",
        assessment=row.assessment,
        reasons=[Reason(code=r["code"], quote=r["quote"], words=words(r["code"])) for r in row.reasons],
        language=row.language,
        subject=row.subject,
        photos=parts.photos,
        trouble=parts.trouble,
        area=row.area_id,
        area_name=row.area.names if row.area else None,
        desk=row.desk_id,
        desk_name=row.desk.names,
        routing_reason=row.routing_reason,
        areas=sorted(areas_of(row)),
        place=place_of(row),
        registered_at=row.registered_at,
        reply_by=row.reply_by,
        register_by=row.register_by,
        answer_by=row.answer_by,
        readdress_by=row.readdress_by,
        call_at=row.call_at,
        escalated=unmet(row),
        first_reply_at=row.first_reply_at,
        taken_by=holder(row.taken_by),
        unit=LeadingUnit(callsign=unit.unit.callsign, state=unit.state) if unit else None,
        unread=row.unread,
    )


def holder(user: User | None) -> Holder | None:
    return Holder(id=user.pk, name=user.name, number=user.number) if user else None


def message(row: Message) -> MessageBrief:
    """A message loaded by briefs.rows.messages()."""
    return MessageBrief(
        id=row.id,
        appeal=row.appeal_id,
        version=row.version,
        direction=row.direction,
        kind=row.kind,
        at=row.at,
        author=row.author.name if row.author else None,
        language=row.language or None,
        parts=[part(one, row.direction) for one in row.parts.all()],
    )


def part(row: Part, direction: str) -> PartBrief:
    kept = row.evidence
    return PartBrief(
        id=row.id,
        kind=row.kind,
        text=row.text or None,
        place=place_of(row),
        evidence=evidence(kept) if kept else None,
        state=row.state,
        delivery=delivery(row) if direction == Direction.OUT else None,
    )


def evidence(kept: Evidence) -> EvidenceBrief:
    said = kept.offer
    return EvidenceBrief(
        id=kept.id,
        type=kept.type,
        bytes=kept.bytes,
        sha256=kept.sha256,
        preview=bool(kept.preview),
        offer=Offer(**asdict(said)) if said else None,
    )


def delivery(row: Part) -> DeliveryBrief | None:
    found: Delivery | None = getattr(row, "delivery", None)
    if found is None:
        return None
    told = hint(found.trouble) if found.trouble else None
    return DeliveryBrief(state=found.state, hint=told, external_id=row.external_id)


def assignment(row: Assignment) -> AssignmentBrief:
    return AssignmentBrief(
        id=row.id,
        version=row.version,
        unit=row.unit_id,
        callsign=row.unit.callsign,
        state=row.state,
        sent_at=row.sent_at,
        by=row.sent_by.name,
    )


def unit(row: Unit, appeal_id: UUID | None) -> UnitBrief:
    return UnitBrief(
        id=row.pk,
        version=row.version,
        callsign=row.callsign,
        kind=row.kind,
        name=row.names,
        state=row.state,
        lon=row.lon,
        lat=row.lat,
        appeal=appeal_id,
    )


def log(entries: Sequence[Entry]) -> list[LogLine]:
    names = names_of({entry.by for entry in entries})
    return [
        LogLine(seq=entry.seq, at=entry.at, kind=entry.kind, by=names[entry.by], facts=entry.facts) for entry in entries
    ]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Display names of `by`: of staff the name; others are shown as what they are."""
    found = {actor: actor.partition(":")[0] for actor in actors}
    staff = [int(actor.removeprefix("staff:")) for actor in found if actor.startswith("staff:")]
    for pk, name in User.objects.filter(pk__in=staff).values_list("pk", "name"):
        found[f"staff:{pk}"] = name
    return found
