from collections.abc import Collection
from uuid import UUID

from korgan.dispatch import rules
from korgan.dispatch.models import Assignment, Concern, Unit, UnitState
from korgan.intake.models import Appeal

# The state worth showing first when several units are on one appeal.
NEAREST_TO_SCENE = [UnitState.SCENE, UnitState.ENROUTE, UnitState.ACCEPTED, UnitState.SENT, UnitState.DONE]
RECOMMENDED = 5


def assignments_of(appeals: Collection[UUID]) -> dict[UUID, list[Assignment]]:
    """The assignments of each appeal's incident, earliest first, in one query."""
    found: dict[UUID, list[Assignment]] = {appeal: [] for appeal in appeals}
    concerns = Concern.objects.filter(appeal__in=list(appeals)).values_list("incident", "appeal")
    appeals_of: dict[UUID, list[UUID]] = {}
    for incident, appeal in concerns:
        appeals_of.setdefault(incident, []).append(appeal)
    if appeals_of:
        sent = Assignment.objects.select_related("unit", "sent_by").filter(incident__in=list(appeals_of))
        for assignment in sent.order_by("sent_at"):
            for appeal in appeals_of[assignment.incident_id]:
                found[appeal].append(assignment)
    return found


def leading(assignments: list[Assignment]) -> Assignment | None:
    """The one unit a queue row shows."""
    order = {state: rank for rank, state in enumerate(NEAREST_TO_SCENE)}
    return min(assignments, key=lambda one: order[UnitState(one.state)], default=None)


def units(desks: Collection[int]) -> list[Unit]:
    return list(Unit.objects.filter(desk__in=list(desks), on_shift=True).order_by("callsign"))


def recommended(appeal: Appeal, desks: Collection[int]) -> list[Unit]:
    """The nearest free units of these desks; a suggestion, the operator decides."""
    free = [unit for unit in units(desks) if unit.state == UnitState.FREE]
    return sorted(free, key=lambda unit: rules.nearness(unit, appeal.lon, appeal.lat))[:RECOMMENDED]
