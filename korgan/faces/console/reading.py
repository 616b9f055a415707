"""What staff read: themselves, the queue, one appeal, the map. Cursor first, then rows, then the stream from there."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Value, When
from ninja import Query, Router

from korgan.briefs import rows, staff
from korgan.briefs.page import AppealPage
from korgan.dispatch import queries as dispatch
from korgan.faces.console import shapes, showing
from korgan.faces.console.who import StaffRequest, desks_of, require, visible
from korgan.intake.models import Appeal, State, Urgency
from korgan.journal.clock import nearly
from korgan.journal.queries import cursor_now
from korgan.people.queries import Staff
from korgan.people.rights import ACTIONS, FIELDS, OWN, READ, relations
from korgan.reply.queries import in_trouble
from korgan.territory import queries as territory
from korgan.territory.queries import descendants
from korgan.words import LANGUAGES

router = Router()
URGENCY_RANK = Case(
    When(urgency=Urgency.NOW, then=Value(0)), When(urgency=Urgency.TODAY, then=Value(1)), default=Value(2)
)


@router.get("/me", response=shapes.Me, operation_id="console_me")
def me(request: StaffRequest) -> dict[str, Any]:
    """Who I am, what I may do, my units."""
    asker = request.auth
    units = rows.units_with_jobs(dispatch.units(desks_of(asker)))
    return {
        "id": asker.id,
        "name": asker.user.name,
        "number": asker.user.number,
        "language": asker.user.language,
        "roles": [{"role": r.role, "area": r.area_id, "area_name": r.area.names} for r in asker.roles],
        "actions": sorted(asker.actions()),
        "rights": rights_of(asker),
        "languages": list(LANGUAGES),
        "units": [staff.unit(unit, job) for unit, job in units],
    }


def rights_of(asker: Staff) -> list[dict[str, Any]]:
    """By role, what is allowed and readable in its own areas: screens offer nothing else."""
    return [
        {
            "areas": sorted(descendants(role.area_id)),
            "actions": [name for name in ACTIONS if OWN in relations(role.role, name)],
            "fields": [name for name in FIELDS if OWN in relations(role.role, name)],
        }
        for role in asker.roles
    ]


@router.get("/queue", response=shapes.Queue, operation_id="console_queue")
def queue(
    request: StaffRequest,
    kept: Annotated[Literal["open", "mine", "closed", "trouble"], Query(alias="filter")] = "open",
    limit: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> dict[str, Any]:
    """The queue by urgency then deadline; closed ones newest first, `trouble`: those whose answer has not arrived."""
    cursor = cursor_now()
    mine = visible(request.auth)
    found = rows.with_what_is_told(filtered(mine, kept, request.auth.id))
    return {
        "cursor": cursor,
        "appeals": showing.appeals(request.auth, found[:limit]),
        "counts": counts(mine, request.auth.id),
    }


def filtered(found: QuerySet[Appeal], name: str, user: int) -> QuerySet[Appeal]:
    if name == "closed":
        return found.filter(state=State.CLOSED).order_by("-registered_at")
    if name == "trouble":
        return found.filter(state=State.CLOSED, pk__in=in_trouble(nearly())).order_by("-registered_at")
    waiting = found.exclude(state=State.CLOSED)
    if name == "mine":
        waiting = waiting.filter(taken_by=user)
    return waiting.order_by("off_topic", URGENCY_RANK, "reply_by", "registered_at")


def counts(found: QuerySet[Appeal], user: int) -> dict[str, int]:
    on_topic = Q(off_topic=False)
    return found.exclude(state=State.CLOSED).aggregate(
        all=Count("id"),
        now=Count("id", on_topic & Q(urgency=Urgency.NOW)),
        today=Count("id", on_topic & Q(urgency=Urgency.TODAY)),
        later=Count("id", on_topic & Q(urgency=Urgency.LATER)),
        off=Count("id", Q(off_topic=True)),
        mine=Count("id", Q(taken_by=user)),
    )


@router.get("/appeals/{appeal_id}", response=AppealPage, operation_id="console_appeal")
def appeal(request: StaffRequest, appeal_id: UUID) -> AppealPage:
    """One appeal with its conversation, units and journal."""
    cursor = cursor_now()
    return showing.whole(request, cursor, require(request, READ, appeal_id))


@router.get("/areas", operation_id="console_areas")
def areas(request: StaffRequest) -> dict[str, Any]:
    """GeoJSON of the areas he sees: id, names, kind."""
    roots = {role.area_id for role in request.auth.roles}
    features = [feature for root in sorted(roots) for feature in territory.areas_geojson(root)["features"]]
    return {"type": "FeatureCollection", "features": features}


@router.get("/backdrop", operation_id="console_backdrop")
def backdrop(request: StaffRequest) -> dict[str, Any]:
    """GeoJSON of streets, water and parks; the property `layer` says which."""
    return territory.backdrop(request.auth.roles[0].area_id)
