"""A case for every act of handling: what is pressed, by whom at once, and what the second is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from korgan import path
from korgan.dispatch import actions as dispatch
from korgan.dispatch.rules import ReportRefused, UnitBusy
from korgan.handling import actions, escalation, follow_ups, joining, notes, numbers, splitting, transfer, views
from korgan.handling.models import TransferReason
from korgan.handling.rules import AlreadyTaken, MoveRefused, NotYours
from korgan.intake.models import Appeal, Message, Part, Urgency
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.reply import actions as reply
from korgan.reply import joined, outbox
from korgan.reply.models import Delivery, DeliveryState, Template
from korgan.reply.rules import DeliveryRefused
from korgan.routing import actions as routing
from korgan.triage import actions as triage
from tests.cast import NIGHT, City, message, names, registered, taken, unit

Press = Callable[[User, UUID | None], object]
TWO_PEOPLE, TWO_WINDOWS = ("omarov", "bekova"), ("omarov", "omarov")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is pressed, and what a refusal must name."""

    press: Press
    named: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """`refusals`: what the second may be told; none, when it is answered with what stands. Where `both_count`, two
    people add two things; only one person's repeated press is one."""

    kind: str
    scene: Callable[[City], Scene]
    rivals: tuple[str, str] = TWO_PEOPLE
    refusals: tuple[type[Exception], ...] = field(default=())
    both_count: bool = False


def take(korgan: City) -> Scene:
    appeal = registered(korgan)
    return Scene(lambda by, key: actions.take(appeal.pk, by, NIGHT, key), appeal.number)


def release(korgan: City) -> Scene:
    appeal = taken(korgan)
    return Scene(lambda by, key: actions.release(appeal.pk, by, key), appeal.number)


def close(korgan: City) -> Scene:
    appeal = registered(korgan)
    return Scene(lambda by, key: actions.close(appeal.pk, "helped", by, NIGHT, key), appeal.number)


def see(korgan: City) -> Scene:
    appeal = taken(korgan)
    Appeal.objects.filter(pk=appeal.pk).update(unread=2)
    return Scene(lambda by, _: actions.see(appeal.pk, by))


def assign(korgan: City) -> Scene:
    """Each to a colleague of his own choice."""
    appeal = registered(korgan)
    chosen = {korgan.omarov: korgan.bekova, korgan.bekova: korgan.omarov}
    return Scene(lambda by, key: escalation.assign(appeal.pk, chosen[by], by, NIGHT, key), appeal.number)


def call_chief(korgan: City) -> Scene:
    appeal = taken(korgan)
    return Scene(lambda by, key: escalation.call_chief(appeal.pk, by, key))


def escalate(korgan: City) -> Scene:
    appeal = registered(korgan)
    now = appeal.reply_by + timedelta(seconds=1)
    clock = next(clock for one, clock in escalation.due(now) if one == appeal.pk)
    return Scene(lambda by, _: escalation.escalate(appeal.pk, clock, now))


def follow_up(korgan: City) -> Scene:
    appeal = taken(korgan)
    return Scene(lambda by, key: follow_ups.follow_up(appeal.pk, NIGHT + timedelta(hours=1), "", by, NIGHT, key))


def follow_up_done(korgan: City) -> Scene:
    promised = follow_ups.follow_up(taken(korgan).pk, NIGHT + timedelta(hours=1), "", korgan.omarov, NIGHT)
    return Scene(lambda by, key: follow_ups.done(promised.pk, by, NIGHT, key))


def join(korgan: City) -> Scene:
    appeal, main = registered(korgan), registered(korgan)
    return Scene(lambda by, key: joining.join(appeal.pk, main.pk, by, NIGHT, key), appeal.number)


def part(korgan: City) -> Scene:
    link = joining.join(registered(korgan).pk, registered(korgan).pk, korgan.omarov, NIGHT)
    return Scene(lambda by, key: joining.part(link.pk, by, NIGHT, key))


def part_complaint(korgan: City) -> Scene:
    theirs, complaint = registered(korgan), registered(korgan)
    joining.join(complaint.pk, theirs.pk, korgan.omarov, NIGHT)
    routing.reclassify(complaint.pk, "complaint", name_of(korgan.omarov))
    return Scene(lambda by, _: joining.part_complaint(complaint.pk, NIGHT))


def split(korgan: City) -> Scene:
    sender = str(uuid4())
    first, second = (
        path.register(korgan.telegram, message(text, scheme="telegram", sender=sender, thread=sender), now=NIGHT)
        for text in ("На Крепостной авария", "А ещё украли велосипед")
    )
    appeal = actions.take(first.appeal, korgan.omarov, NIGHT)
    return Scene(lambda by, key: splitting.split(second.message, by, NIGHT, key), appeal.number)


def to_another_desk(korgan: City) -> Scene:
    """Each to a desk of his own choice."""
    appeal = registered(korgan)
    chosen = {korgan.omarov: korgan.steppe_desk, korgan.bekova: korgan.centre}

    def press(by: User, key: UUID | None) -> object:
        why = TransferReason.LOAD
        return transfer.transfer(appeal.pk, chosen[by].pk, why, "", by, NIGHT, key, seen_at=appeal.desk_id)

    return Scene(press, appeal.number)


def write_note(korgan: City) -> Scene:
    appeal = registered(korgan)
    return Scene(lambda by, key: notes.write_note(appeal.pk, "Осторожно, собака", by, NIGHT, key))


def read_mention(korgan: City) -> Scene:
    note = notes.write_note(registered(korgan).pk, "@014, проверьте", korgan.bekova, NIGHT)
    return Scene(lambda by, _: notes.read_mention(note.pk, by, NIGHT))


def add_number(korgan: City) -> Scene:
    appeal = registered(korgan)
    said = str(appeal.serial)
    return Scene(lambda by, key: numbers.add_number(appeal.pk, "kui", said, by, NIGHT, key), said)


def strike_number(korgan: City) -> Scene:
    added = numbers.add_number(registered(korgan).pk, "kui", "1", korgan.omarov, NIGHT)
    return Scene(lambda by, key: numbers.strike_number(added.pk, by, NIGHT, key))


def save_view(korgan: City) -> Scene:
    return Scene(lambda by, key: views.save_view("Ночь", {}, None, by, key))


def remove_view(korgan: City) -> Scene:
    view = views.save_view("Ночь", {}, None, korgan.omarov)
    return Scene(lambda by, key: views.remove_view(view.pk, by, NIGHT, key))


def send(korgan: City) -> Scene:
    appeal, crew = taken(korgan), unit(korgan, str(uuid4()))
    return Scene(lambda by, key: dispatch.send(appeal.pk, crew.pk, by, NIGHT, key), appeal.number)


def report(korgan: City) -> Scene:
    sent = dispatch.send(taken(korgan).pk, unit(korgan, str(uuid4())).pk, korgan.omarov, NIGHT)
    return Scene(lambda by, key: dispatch.report(sent.pk, "scene", by, NIGHT, key), "scene")


def agree(korgan: City) -> Scene:
    appeal = registered(korgan)
    return Scene(lambda by, key: triage.agree(appeal.pk, by, key))


def correct(korgan: City) -> Scene:
    appeal = registered(korgan)
    return Scene(lambda by, key: triage.correct(appeal.pk, Urgency.LATER, False, by, key))


def take_place(korgan: City) -> Scene:
    appeal = registered(korgan)
    place = Part.objects.get(message__appeal=appeal, lon__isnull=False)
    Part.objects.filter(pk=place.pk).update(lon=69.17)
    return Scene(lambda by, key: routing.take_place(place.pk, name_of(by), key))


def reclassify(korgan: City) -> Scene:
    appeal = registered(korgan)
    return Scene(lambda by, key: routing.reclassify(appeal.pk, "complaint", name_of(by), key))


def answer(korgan: City) -> Scene:
    appeal = taken(korgan)
    return Scene(lambda by, key: reply.reply(appeal.pk, "Едем", by, NIGHT, key))


def speak(korgan: City) -> Scene:
    appeal = registered(korgan, sender=str(uuid4()))
    return Scene(lambda by, key: reply.correct_language(appeal.pk, "kk", by, key))


def answer_joined(korgan: City) -> Scene:
    appeal = taken(korgan)
    return Scene(lambda by, key: joined.reply_to_joined(appeal.pk, "Едем", by, NIGHT, key))


def close_off_topic(korgan: City) -> Scene:
    appeal = registered(korgan)
    Appeal.objects.filter(pk=appeal.pk).update(off_topic=True)
    Template.objects.get_or_create(code="elsewhere", defaults={"texts": names("Это решает акимат"), "off_topic": True})
    press: Press = lambda by, key: joined.close_off_topic(appeal.pk, "elsewhere", by, NIGHT, key or uuid4())  # noqa: E731
    return Scene(press, appeal.number)


def send_again(korgan: City) -> Scene:
    said: Message = reply.reply(taken(korgan).pk, "Едем", korgan.omarov, NIGHT)
    part_of = Part.objects.get(message=said)
    Delivery.objects.filter(part=part_of).update(state=DeliveryState.FAILED)
    return Scene(lambda by, key: outbox.send_again(part_of.pk, False, by, NIGHT, key), "queued")


CASES: dict[Callable[..., object], Case] = {
    actions.take: Case("AppealTaken", take, refusals=(AlreadyTaken,)),
    actions.release: Case("AppealReleased", release, TWO_WINDOWS, (NotYours,)),
    actions.close: Case("AppealClosed", close, refusals=(MoveRefused,)),
    actions.see: Case("AppealSeen", see, TWO_WINDOWS),
    escalation.assign: Case("AppealAssigned", assign, refusals=(AlreadyTaken,)),
    escalation.call_chief: Case("ChiefCalled", call_chief),
    escalation.escalate: Case("AppealEscalated", escalate),
    follow_ups.follow_up: Case("FollowUpSet", follow_up, both_count=True),
    follow_ups.done: Case("FollowUpDone", follow_up_done),
    joining.join: Case("AppealsJoined", join, refusals=(joining.JoinRefused,)),
    joining.part: Case("AppealsParted", part),
    joining.part_complaint: Case("AppealsParted", part_complaint),
    splitting.split: Case("AppealSplit", split, TWO_WINDOWS, (splitting.SplitRefused,)),
    transfer.transfer: Case("AppealTransferred", to_another_desk, refusals=(transfer.TransferRefused,)),
    notes.write_note: Case("NoteWritten", write_note, both_count=True),
    notes.read_mention: Case("MentionRead", read_mention, TWO_WINDOWS),
    numbers.add_number: Case("NumberAdded", add_number, refusals=(numbers.NumberThere,)),
    numbers.strike_number: Case("NumberStruck", strike_number),
    views.save_view: Case("ViewSaved", save_view, both_count=True),
    views.remove_view: Case("ViewRemoved", remove_view, TWO_WINDOWS),
    dispatch.send: Case("UnitSent", send, TWO_WINDOWS, (UnitBusy,)),
    dispatch.report: Case("UnitReported", report, TWO_WINDOWS, (ReportRefused,)),
    triage.agree: Case("AssessmentAgreed", agree),
    triage.correct: Case("AssessmentCorrected", correct),
    routing.take_place: Case("PlaceTaken", take_place),
    routing.reclassify: Case("AppealReclassified", reclassify),
    reply.reply: Case("ReplyWritten", answer, TWO_WINDOWS, both_count=True),
    reply.correct_language: Case("LanguageCorrected", speak),
    joined.reply_to_joined: Case("ReplyWritten", answer_joined, TWO_WINDOWS, both_count=True),
    joined.close_off_topic: Case("AppealClosed", close_off_topic, refusals=(MoveRefused,)),
    outbox.send_again: Case("DeliveryRequeued", send_again, TWO_WINDOWS, (DeliveryRefused,)),
}
