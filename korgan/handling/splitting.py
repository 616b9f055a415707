"""A message of a messenger's thread that belongs to another matter becomes an appeal of its own, with a number."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.channels.registry import channel_of
from korgan.handling import rules
from korgan.handling.changing import changed
from korgan.handling.entries import AppealSplit
from korgan.handling.models import Link, LinkKind
from korgan.intake.actions import locked
from korgan.intake.entries import AppealRegistered
from korgan.intake.models import Appeal, Conversation, Direction, Message, Part, PartKind, State
from korgan.intake.numbering import draw
from korgan.intake.parameters import SUBJECT_LENGTH
from korgan.intake.topics import topics
from korgan.journal.actions import require_new, write
from korgan.journal.ids import new_id
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.routing.actions import fallback_of
from korgan.routing.queries import route
from korgan.routing.rules import COMPLAINT
from korgan.territory.desks import area_of_desk
from korgan.territory.rules import Located
from korgan.triage.rules import Assessment, assess
from korgan.triage.standing import standing
from korgan.triage.terms import reply_by, terms


class SplitRefused(Exception):
    """Only a citizen's message of several in an open appeal can be split from it."""


@transaction.atomic
def split(message_id: UUID, by: User, now: datetime, client_key: UUID | None = None) -> Appeal:
    """The new appeal; its clocks run from when the message came, and it waits where its own place belongs."""
    message = Message.objects.select_related("conversation__account").get(pk=message_id)
    appeal = locked(message.appeal_id)
    require_new(name_of(by), client_key)
    rules.require_holder(appeal, by)
    require_split(appeal, Message.objects.select_for_update().get(pk=message_id))
    parts = list(Part.objects.filter(message=message).order_by("position", "id"))
    made = born(appeal, message, parts, by, now)
    link = Link(id=new_id(), kind=LinkKind.SPLIT, appeal=made, main=appeal, by=by, at=now)
    fact = AppealSplit(appeal.id, message.id, made.id, link.id)
    changed(appeal, fact, name_of(by), client_key, [], [f"appeal:{made.id}"])
    link.version = appeal.version
    link.save(force_insert=True)
    Message.objects.filter(pk=message.pk).update(version=appeal.version)
    return made


def require_split(appeal: Appeal, message: Message) -> None:
    others = Message.objects.filter(appeal=appeal, direction=Direction.IN).exclude(pk=message.pk)
    is_there = message.appeal_id == appeal.id and message.direction == Direction.IN
    if appeal.state == State.CLOSED or not is_there or not others.exists():
        raise SplitRefused(appeal.number)


def born(appeal: Appeal, message: Message, parts: list[Part], by: User, now: datetime) -> Appeal:
    """An appeal of the same citizen, assessed and routed by what this message says."""
    text = "\n".join(part.text for part in parts if part.text)
    place = next((part for part in parts if part.lon is not None), None)
    has_photo = any(part.kind == PartKind.PHOTO for part in parts)
    said = assess(
        text, language_hint=appeal.language, has_photo=has_photo, has_place=place is not None, book=standing()
    )
    # What was split from a complaint about the police stays above the unit complained of as well.
    located = where(appeal, place, COMPLAINT if appeal.kind == COMPLAINT else said.kind)
    made = registered(appeal, message, said, located, now)
    made.subject = " ".join(text.split())[:SUBJECT_LENGTH]
    if place is not None:
        made.lon, made.lat, made.accuracy_m, made.place_at = place.lon, place.lat, place.accuracy_m, place.place_at
    fact = AppealRegistered(made.id, message.id, message.conversation.account.kind, made.area_id, made.desk_id,
                            made.routing_reason, made.urgency, made.off_topic, made.language, made.rules)  # fmt: skip
    made.version = write(fact, by=name_of(by), topics=topics(made)).seq
    made.save(force_insert=True)
    Message.objects.filter(pk=message.pk).update(appeal=made, conversation=thread_of(message, made))
    return made


def registered(appeal: Appeal, message: Message, said: Assessment, located: Located, now: datetime) -> Appeal:
    drawn = draw(located.department, located.department_code, located.timezone, now)
    area = area_of_desk(located.desk)
    return Appeal(
        id=new_id(),
        number=drawn.number,
        department_id=located.department,
        year=drawn.year,
        serial=drawn.serial,
        contact_id=appeal.contact_id,
        account_id=appeal.account_id,
        complained_of_id=appeal.complained_of_id,
        kind=said.kind,
        language=said.language,
        urgency=said.urgency,
        off_topic=said.off_topic,
        hand_to=said.hand_to,
        rules=said.rules,
        reasons=[{"code": one.code, "quote": one.quote} for one in said.reasons],
        area_id=located.area,
        desk_id=located.desk,
        routing_reason=located.reason,
        registered_at=now,
        reply_by=reply_by(said.urgency, appeal.account.kind, message.at, area),
        **terms(said.kind, said.off_topic, said.hand_to, message.at, area),
    )


def where(appeal: Appeal, place: Part | None, kind: str) -> Located:
    """Where its own place says; without one, where the first appeal is."""
    said = place or appeal
    return route(said.lon, said.lat, said.accuracy_m, kind, fallback_of(appeal))


def thread_of(message: Message, made: Appeal) -> Conversation:
    """An outside messenger has one thread with the citizen, which goes on with the first appeal; a screen of our own
    has one for each."""
    before = message.conversation
    is_one = channel_of(before.account.kind).can.receipt_by_message
    return Conversation.objects.create(
        account_id=before.account_id,
        thread=before.thread if is_one else str(made.id),
        contact_id=before.contact_id,
        appeal=made,
        is_open=not is_one,
    )
