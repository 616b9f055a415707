"""What the registering statement is given, made of a message, its assessment and its routing. Pure."""

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from korgan.channels.base import InboundMessage, InboundPart, Place
from korgan.intake.entries import AppealRegistered
from korgan.intake.models import FILES, PartState
from korgan.journal.actions import facts_json
from korgan.journal.ids import new_id
from korgan.territory.rules import Located

# Postgres stores neither NUL nor halves of surrogate pairs; nothing a citizen writes may fail on them.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
SUBJECT_LENGTH = 120
ENOUGH_LETTERS = 8


class Reason(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def quote(self) -> str | None: ...


class Assessed(Protocol):
    """The first assessment, by whatever made it; stands in columns of the appeal."""

    @property
    def language(self) -> str: ...
    @property
    def urgency(self) -> str: ...
    @property
    def off_topic(self) -> bool: ...
    @property
    def hand_to(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def reasons(self) -> Sequence[Reason]: ...
    @property
    def rules(self) -> int: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Our account that the message came to."""

    id: int
    channel: str


def parameters(
    source: Source,
    message: InboundMessage,
    assessed: Assessed,
    located: Located,
    desk_area: int,
    reply_within: timedelta,
    terms: Mapping[str, datetime | None],
    now: datetime | None,
) -> dict[str, object]:
    """The named parameters of register.sql; times aware, coordinates degrees WGS 84, accuracy metres.

    `terms`: register_by, answer_by, readdress_by, each None when it does not run; `now`: None asks the database."""
    appeal, message_id = new_id(), message_key(source, message)
    first, *others = [part_row(part, at) for at, part in enumerate(message.parts)]
    fact = registered(appeal, message_id, source, assessed, located)
    return {
        "appeal": appeal,
        "message": message_id,
        "conversation": new_id(),
        "contact": new_id(),
        "account": source.id,
        "external_id": message.parts[0].external_id,
        "scheme": message.scheme,
        "address": storable(message.sender),
        "name": storable(message.name),
        "language": assessed.language,
        "language_said": says_language(text_of(message)),
        "thread": message.thread,
        "said_at": message.said_at,
        "first_part": json.dumps(first),
        "other_parts": json.dumps(others),
        "department": located.department,
        "department_code": located.department_code,
        "timezone": located.timezone,
        "now": now,
        "kind": assessed.kind,
        "subject": subject(message),
        "urgency": assessed.urgency,
        "off_topic": assessed.off_topic,
        "hand_to": assessed.hand_to,
        "reasons": json.dumps([{"code": r.code, "quote": r.quote and storable(r.quote)} for r in assessed.reasons]),
        "rules": assessed.rules,
        "area": located.area,
        "desk": located.desk,
        "routing_reason": located.reason,
        **columns_of(place_of(message)),
        "reply_within": reply_within,
        **terms,
        "area_topics": area_topics(located.area, desk_area, assessed.kind),
        "facts": facts_json(fact),
    }


def registered(appeal: UUID, message: UUID, source: Source, assessed: Assessed, located: Located) -> AppealRegistered:
    return AppealRegistered(
        appeal=appeal,
        message=message,
        channel=source.channel,
        area=located.area,
        desk=located.desk,
        reason=located.reason,
        urgency=assessed.urgency,
        off_topic=assessed.off_topic,
        language=assessed.language,
        rules=assessed.rules,
    )


def message_key(source: Source, message: InboundMessage) -> UUID:
    """All photos of an album are parts of one message, so they must agree on its id without asking each other."""
    if message.album is None:
        return new_id()
    return uuid5(NAMESPACE_URL, f"korgan:{source.id}:{message.thread}:{message.album}")


def area_topics(area: int | None, desk_area: int, kind: str) -> list[str]:
    """A complaint about the police is told only at its desk, above the unit complained of."""
    told = {desk_area} if area is None or kind == "complaint" else {desk_area, area}
    return [f"area:{one}" for one in sorted(told)]


def part_row(part: InboundPart, position: int) -> dict[str, object]:
    place = part.place
    waits = part.kind in FILES
    return {
        "id": str(new_id()),
        "external_id": part.external_id,
        "position": position,
        "kind": part.kind,
        "text": storable(part.text),
        "lon": place and place.lon,
        "lat": place and place.lat,
        "accuracy_m": place and place.accuracy_m,
        "place_at": place and place.at and place.at.isoformat(),
        "file_ref": part.file_ref,
        "state": PartState.UPLOADING if waits else PartState.HERE,
    }


def columns_of(place: Place | None) -> dict[str, object]:
    return {
        "lon": place and place.lon,
        "lat": place and place.lat,
        "accuracy_m": place and place.accuracy_m,
        "place_at": place and place.at,
    }


def place_of(message: InboundMessage) -> Place | None:
    return next((part.place for part in message.parts if part.place), None)


def text_of(message: InboundMessage) -> str:
    return "\n".join(part.text for part in message.parts if part.text)


def says_language(text: str) -> bool:
    """Whether there are words enough to know the language by; "ок" and "103" are in none."""
    return sum(letter.isalpha() for letter in text) >= ENOUGH_LETTERS


def subject(message: InboundMessage) -> str:
    """The first line a queue shows."""
    return " ".join(storable(text_of(message)).split())[:SUBJECT_LENGTH]


def storable(text: str) -> str:
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
