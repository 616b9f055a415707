"""READ FIRST. The path of an appeal.

A citizen's message comes by a face or a channel's worker, and `register` is its single door: the rules of triage and
routing decide, then one statement stores it, numbers it and gives it an owner, or finds that we had it already.
Everything after is driven by the journal: one follower reads the entries and, by the table below, defers the steps that
follow from each. A step inserts (entry, step) together with its writes, so running twice changes nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from procrastinate.tasks import Task

from korgan.channels.base import InboundMessage
from korgan.channels.entries import LeftUnregistered
from korgan.channels.jobs import tell_how_to_write
from korgan.channels.models import Account
from korgan.channels.registry import channel_of
from korgan.dispatch.entries import UnitReported, UnitSent
from korgan.evidence.entries import EvidenceRemoved
from korgan.evidence.jobs import erase_bytes
from korgan.handling.entries import AppealClosed, AppealTransferred
from korgan.handling.jobs import part_what_may_not_meet
from korgan.intake import actions as intake
from korgan.intake.actions import Registered
from korgan.intake.entries import AppealRegistered, MessageReceived, PartArrived
from korgan.intake.jobs import fetch_files, make_preview
from korgan.intake.parameters import Source, parameters, place_of, text_of
from korgan.journal.clock import nearly
from korgan.journal.cursor import Read
from korgan.operations.metrics import REGISTRATIONS
from korgan.people.entries import CodeAsked
from korgan.people.jobs import send_code
from korgan.reply.entries import DeliveryRequeued, ReplyWritten
from korgan.reply.jobs import deliver, tell_closed, tell_progress, tell_transferred, write_receipt
from korgan.routing import queries as routing
from korgan.routing.entries import AppealReclassified
from korgan.routing.jobs import reclassify_by_words, reroute_by_place
from korgan.routing.rules import COMPLAINT
from korgan.territory.desks import area_of_desk
from korgan.territory.rules import Fallback
from korgan.tracing import spans
from korgan.triage.jobs import assess_again
from korgan.triage.rules import assess
from korgan.triage.standing import standing
from korgan.triage.terms import reply_by, terms

Facts = dict[str, Any]
Job = Task[Any, Any, Any]


def of_a_channel_without_screen(facts: Facts) -> bool:
    return channel_of(facts["channel"]).can.receipt_by_message


def of_a_complaint(facts: Facts) -> bool:
    return bool(facts["kind"] == COMPLAINT)


def always(facts: Facts) -> bool:
    return True


# entry -> the jobs it causes, and when; each is called with the entry's seq and facts.
STEPS: dict[type, tuple[tuple[Job, Callable[[Facts], bool]], ...]] = {
    CodeAsked: ((send_code, always),),
    LeftUnregistered: ((tell_how_to_write, always),),
    AppealRegistered: ((write_receipt, of_a_channel_without_screen), (fetch_files, of_a_channel_without_screen)),
    MessageReceived: (
        (assess_again, always),
        (reroute_by_place, always),
        (reclassify_by_words, always),
        (fetch_files, always),
    ),
    PartArrived: ((make_preview, always),),
    UnitSent: ((tell_progress, always),),
    UnitReported: ((tell_progress, always),),
    AppealClosed: ((tell_closed, always),),
    AppealReclassified: ((part_what_may_not_meet, of_a_complaint),),
    AppealTransferred: ((tell_transferred, always),),
    ReplyWritten: ((deliver, always),),
    EvidenceRemoved: ((erase_bytes, always),),
    DeliveryRequeued: ((deliver, always),),
}


def register(account: Account, message: InboundMessage, now: datetime | None = None) -> Registered:
    """Assess, route and write at once; a redelivery returns the first result, also after the appeal was closed."""
    with spans.span("register", channel=account.kind) as doing:
        done = written(account, message, now)
        doing.note(how=done.how, message=str(done.message))
        doing.about(done.appeal, is_new=done.how == "registered")
    REGISTRATIONS.labels(account.kind, done.how).inc()
    return done


def written(account: Account, message: InboundMessage, now: datetime | None) -> Registered:
    """What the rules decide, in one statement."""
    place = place_of(message)
    assessed = assess(
        text_of(message),
        language_hint=message.language,
        has_photo=any(part.kind == "photo" for part in message.parts),
        has_place=place is not None,
        book=standing(),
    )
    lon, lat, accuracy = (place.lon, place.lat, place.accuracy_m) if place else (None, None, None)
    located = routing.route(lon, lat, accuracy, assessed.kind, fallback_of(account))
    here = now or nearly()
    desk_area, source = area_of_desk(located.desk), Source(account.pk, account.kind)
    within: timedelta = reply_by(assessed.urgency, account.kind, here, desk_area) - here
    by_law = terms(assessed.kind, assessed.off_topic, assessed.hand_to, here, desk_area)
    return intake.register(parameters(source, message, assessed, located, desk_area, within, by_law, now))


def fallback_of(account: Account) -> Fallback:
    """Who owns what comes by this account without a usable place."""
    department = account.department
    return Fallback(account.desk_id, department.pk, department.code, department.timezone)


def jobs_after(entries: Sequence[Read]) -> list[tuple[Job, list[dict[str, Any]]]]:
    """The jobs that follow from these entries, each with the arguments of every time it is to run."""
    due: dict[Job, list[dict[str, Any]]] = {}
    for entry in entries:
        for job, is_due in STEPS_BY_KIND.get(entry.kind, ()):
            if is_due(entry.facts):
                due.setdefault(job, []).append({"seq": entry.seq, "facts": entry.facts})
    return list(due.items())


STEPS_BY_KIND = {fact.__name__: steps for fact, steps in STEPS.items()}
