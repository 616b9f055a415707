import dataclasses
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.channels.base import Place
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, Message, Part, State
from korgan.intake.topics import topics
from korgan.journal.actions import Fact, require_new, write
from korgan.routing.entries import AppealReclassified, AppealRerouted, PlaceTaken
from korgan.routing.queries import route
from korgan.routing.rules import COMPLAINT, NoPlaceSaid, OutsideOfOurs
from korgan.territory.desks import area_of_desk
from korgan.territory.queries import ancestors
from korgan.territory.rules import Fallback, Located, Reason
from korgan.triage.actions import require_open
from korgan.triage.terms import set_anew


def reroute(appeal: Appeal, place: Part, by: str) -> bool:
    """Give the appeal to the desk of a place that came later; the number stays. The caller holds the row's lock."""
    before, spot = topics(appeal), own_place(place)
    located = owner_at(appeal, spot)
    if is_nowhere(located) and appeal.lon is not None:
        return False
    fact = AppealRerouted(appeal.id, located.area, located.desk, located.reason, appeal.area_id, appeal.desk_id)
    put(appeal, spot, located)
    written(appeal, fact, by, before)
    return True


@transaction.atomic
def take_place(part_id: UUID, by: str, client_key: UUID | None = None) -> Appeal:
    """Somebody takes what a part or its file says for the place of the appeal, which goes where that belongs; taking
    what stands changes nothing. Raises NoPlaceSaid, OutsideOfOurs."""
    appeal = locked(Message.objects.values_list("appeal_id", flat=True).get(parts=part_id))
    require_new(by, client_key)
    require_open(appeal)
    part = Part.objects.select_related("evidence").get(pk=part_id, message__appeal=appeal)
    before, spot = topics(appeal), place_said(part)
    located = owner_at(appeal, spot)
    if is_nowhere(located):
        raise OutsideOfOurs(str(part_id))
    if (appeal.lon, appeal.lat, appeal.accuracy_m) == (spot.lon, spot.lat, spot.accuracy_m):
        return appeal
    fact = PlaceTaken(appeal.id, part.pk, located.area, located.desk, located.reason, appeal.area_id, appeal.desk_id)
    give_up(appeal, located)
    appeal.save(update_fields=["taken_by", "taken_at", "state"])
    put(appeal, spot, located)
    return written(appeal, fact, by, before, client_key)


def place_said(part: Part) -> Place:
    """Where the part says it is, or else where its file says that it was made."""
    if part.lon is not None:
        return own_place(part)
    said = part.evidence.offer if part.evidence else None
    if said is None or said.lon is None or said.lat is None:
        raise NoPlaceSaid(str(part.pk))
    is_told_when = said.at is not None and said.has_zone and not said.is_wrong
    return Place(said.lon, said.lat, None, datetime.fromisoformat(said.at) if said.at and is_told_when else None)


def own_place(part: Part) -> Place:
    assert part.lon is not None
    assert part.lat is not None
    return Place(part.lon, part.lat, part.accuracy_m, part.place_at)


def owner_at(appeal: Appeal, place: Place) -> Located:
    """Who owns it there; what was transferred stays with whom it was given to."""
    located = route(place.lon, place.lat, place.accuracy_m, appeal.kind, fallback_of(appeal))
    is_back = appeal.kind == COMPLAINT and appeal.complained_of_id in ancestors(area_of_desk(located.desk))
    if appeal.routing_reason != Reason.TRANSFERRED and not is_back:
        return located
    if is_back:
        return dataclasses.replace(located, area=appeal.area_id, desk=appeal.desk_id)
    return dataclasses.replace(located, area=appeal.area_id, desk=appeal.desk_id, reason=Reason.TRANSFERRED)


def is_nowhere(located: Located) -> bool:
    return located.reason in (Reason.OUTSIDE, Reason.FALLBACK)


@transaction.atomic
def reclassify(appeal_id: UUID, kind: str, by: str, client_key: UUID | None = None) -> Appeal:
    """It is of another kind, and the law's clocks are those of that kind. A complaint about the police leaves the unit
    complained of in the same transaction, whoever of it had taken it, so that there is no moment in which that unit
    works on it."""
    appeal = locked(appeal_id)
    require_new(by, client_key)
    require_open(appeal)
    if kind == appeal.kind:
        return appeal
    before, appeal.kind = topics(appeal), kind
    # Without a place the unit complained of is the one whose desk has it.
    fallback = dataclasses.replace(fallback_of(appeal), desk=appeal.desk_id)
    located = route(appeal.lon, appeal.lat, appeal.accuracy_m, kind, fallback)
    fact = AppealReclassified(
        appeal.id, kind, located.area, located.desk, located.reason, appeal.area_id, appeal.desk_id
    )
    if kind == COMPLAINT:
        appeal.complained_of_id = area_of_desk(plain(appeal, fallback).desk)
    give_up(appeal, located)
    appeal.area_id, appeal.desk_id, appeal.routing_reason = located.area, located.desk, located.reason
    set_anew(appeal)
    appeal.save(update_fields=["kind", "area", "desk", "routing_reason", "taken_by", "taken_at", "state",
                               "complained_of", "register_by", "answer_by"])  # fmt: skip
    return written(appeal, fact, by, before, client_key)


def plain(appeal: Appeal, fallback: Fallback) -> Located:
    """Where it would be, were it no complaint: with the unit complained of."""
    return route(appeal.lon, appeal.lat, appeal.accuracy_m, "emergency", fallback)


def give_up(appeal: Appeal, located: Located) -> None:
    """Who had it at another desk has it no more; a unit on its way goes on."""
    if located.desk == appeal.desk_id or appeal.taken_by is None:
        return
    appeal.taken_by, appeal.taken_at = None, None
    if appeal.state == State.TAKEN:
        appeal.state = State.REGISTERED


def written(appeal: Appeal, fact: Fact, by: str, before: list[str], client_key: UUID | None = None) -> Appeal:
    """Those who had it must see it leave, those who get it must see it come."""
    appeal.refresh_from_db(fields=["desk"])
    entry = write(fact, by=by, topics=sorted({*before, *topics(appeal)}), client_key=client_key)
    appeal.version = entry.seq
    appeal.save(update_fields=["version"])
    return appeal


def put(appeal: Appeal, place: Place, located: Located) -> None:
    appeal.lon, appeal.lat, appeal.accuracy_m, appeal.place_at = place.lon, place.lat, place.accuracy_m, place.at
    appeal.area_id, appeal.desk_id, appeal.routing_reason = located.area, located.desk, located.reason
    appeal.save(update_fields=["lon", "lat", "accuracy_m", "place_at", "area", "desk", "routing_reason"])


def latest_place(message: UUID) -> Part | None:
    return Part.objects.filter(message=message, lon__isnull=False).order_by("-position", "-id").first()


def is_open(appeal: Appeal) -> bool:
    return appeal.state != State.CLOSED


def fallback_of(appeal: Appeal) -> Fallback:
    department = appeal.department
    return Fallback(appeal.account.desk_id, department.pk, department.code, department.timezone)
