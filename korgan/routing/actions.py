from uuid import UUID

from korgan.intake.models import Appeal, Part, State
from korgan.intake.topics import topics
from korgan.journal.actions import write
from korgan.routing.entries import AppealRerouted
from korgan.routing.queries import route
from korgan.territory.rules import Fallback, Located, Reason


def reroute(appeal: Appeal, place: Part, by: str) -> bool:
    """Give the appeal to the desk of a place that came later; the number stays. The caller holds the row's lock."""
    before = topics(appeal)
    located = route(place.lon, place.lat, place.accuracy_m, appeal.kind, fallback_of(appeal))
    if located.reason in (Reason.OUTSIDE, Reason.FALLBACK) and appeal.lon is not None:
        return False
    fact = AppealRerouted(appeal.id, located.area, located.desk, located.reason, appeal.area_id, appeal.desk_id)
    put(appeal, place, located)
    # Those who had it must see it leave, those who get it must see it come.
    entry = write(fact, by=by, topics=sorted({*before, *topics(appeal)}))
    appeal.version = entry.seq
    appeal.save(update_fields=["version"])
    return True


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
