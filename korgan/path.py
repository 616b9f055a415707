"""READ FIRST. The path of an appeal.

A citizen's message comes by a face or a channel's worker, and `register` is its single door: the rules of triage and
routing decide, then one statement stores it, numbers it and gives it an owner, or finds that we had it already.
Everything after is driven by the journal: one follower reads the entries and, by the table below, defers the steps that
follow from each. A step inserts (entry, step) together with its writes, so running twice changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from korgan.channels.base import InboundMessage
from korgan.channels.models import Account
from korgan.dispatch.entries import UnitReported, UnitSent
from korgan.handling.entries import AppealClosed
from korgan.intake import actions as intake
from korgan.intake.actions import Registered
from korgan.intake.entries import AppealRegistered, MessageReceived
from korgan.intake.jobs import fetch_files
from korgan.intake.parameters import Source, parameters, place_of, text_of
from korgan.reply.entries import DeliveryRequeued, ReplyWritten
from korgan.reply.jobs import deliver, tell_closed, tell_progress, write_receipt
from korgan.routing import queries as routing
from korgan.routing.jobs import reroute_by_place
from korgan.territory.desks import area_of_desk
from korgan.territory.rules import Fallback
from korgan.triage.jobs import assess_again
from korgan.triage.rules import assess, reply_by

# entry -> the jobs it causes; each is called with the entry's seq and facts.
STEPS: dict[type, tuple[Callable[..., object], ...]] = {
    AppealRegistered: (write_receipt, fetch_files),
    MessageReceived: (assess_again, reroute_by_place, fetch_files),
    UnitSent: (tell_progress,),
    UnitReported: (tell_progress,),
    AppealClosed: (tell_closed,),
    ReplyWritten: (deliver,),
    DeliveryRequeued: (deliver,),
}


def register(account: Account, message: InboundMessage, now: datetime | None = None) -> Registered:
    """Assess, route and write at once; a redelivery returns the first result, also after the appeal was closed."""
    now = now or datetime.now(UTC)
    place = place_of(message)
    assessed = assess(
        text_of(message),
        language_hint=message.language,
        has_photo=any(part.kind == "photo" for part in message.parts),
        has_place=place is not None,
    )
    lon, lat, accuracy = (place.lon, place.lat, place.accuracy_m) if place else (None, None, None)
    located = routing.route(lon, lat, accuracy, assessed.kind, fallback_of(account))
    within: timedelta = reply_by(assessed.urgency, now) - now
    source = Source(account.pk, account.kind)
    return intake.register(
        parameters(source, message, assessed, located, area_of_desk(located.desk), within, now)
    )


def fallback_of(account: Account) -> Fallback:
    """Who owns what comes by this account without a usable place."""
    department = account.department
    return Fallback(account.desk_id, department.pk, department.code, department.timezone)


def steps_after(kind: str) -> tuple[Callable[..., object], ...]:
    return STEPS_BY_KIND.get(kind, ())


STEPS_BY_KIND = {fact.__name__: steps for fact, steps in STEPS.items()}
