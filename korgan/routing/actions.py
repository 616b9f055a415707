import dataclasses
from uuid import UUID

from django.db import transaction

from korgan.intake.actions import locked
from korgan.intake.models import Appeal, Part, State
from korgan.intake.topics import topics
from korgan.journal.actions import Fact, require_new, write
from korgan.routing.entries import AppealReclassified, AppealRerouted
from korgan.routing.queries import route
from korgan.territory.rules import Fallback, Located, Reason
from korgan.triage.actions import require_open


def reroute(appeal: Appeal, place: Part, by: str) -> bool:
    """Give the appeal to the desk of a place that came later; the number stays. The caller holds the row's lock."""
    before = topics(appeal)
    located = route(place.lon, place.lat, place.accuracy_m, appeal.kind, fallback_of(appeal))
    if appeal.routing_reason == Reason.TRANSFERRED:
        located = dataclasses.replace(located, area=appeal.area_id, desk=appeal.desk_id, reason=Reason.TRANSFERRED)
    if located.reason in (Reason.OUTSIDE, Reason.FALLBACK) and appeal.lon is not None:
        return False
    fact = AppealRerouted(appeal.id, located.area, located.desk, located.reason, appeal.area_id, appeal.desk_id)
    put(appeal, place, located)
    written(appeal, fact, by, before)
    return True


@transaction.atomic
def reclassify(appeal_id: UUID, kind: str, by: str, client_key: UUID | None = None) -> Appeal:
    """It is of another kind. A complaint about the police leaves the unit complained of in the same transaction,
    whoever of it had taken it, so that there is no moment in which that unit works on it."""
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
    give_up(appeal, located)
    appeal.area_id, appeal.desk_id, appeal.routing_reason = located.area, located.desk, located.reason
    appeal.save(update_fields=["kind", "area", "desk", "routing_reason", "taken_by", "taken_at", "state"])
    return written(appeal, fact, by, before, client_key)


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


def put(appeal: Appeal, place: Part, located: Located) -> None:
    appeal.lon, appeal.lat, appeal.accuracy_m, appeal.place_at = place.lon, place.lat, place.accuracy_m, place.place_at
    appeal.area_id, appeal.desk_id, appeal.routing_reason = located.area, located.desk, located.reason
    appeal.save(update_fields=["lon", "lat", "accuracy_m", "place_at", "area", "desk", "routing_reason"])


def latest_place(message: UUID) -> Part | None:
    return Part.objects.filter(message=message, lon__isnull=False).order_by("-position", "-id").first()


def is_open(appeal: Appeal) -> bool:
    return appeal.state != State.CLOSED


def fallback_of(appeal: Appeal) -> Fallback:
    department = appeal.department
    return Fallback(appeal.account.desk_id, department.pk, department.code, department.timezone)
