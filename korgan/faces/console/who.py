"""Who asks, and may he: every operation starts here."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from korgan.dispatch.models import Concern, Unit
from korgan.intake.models import Appeal
from korgan.intake.topics import areas_of
from korgan.people.factors import require_second_factor
from korgan.people.queries import Staff, staff_of
from korgan.people.rules import READ, NotAllowed
from korgan.reply.models import Delivery
from korgan.territory.queries import desks_in


class StaffRequest(HttpRequest):
    """A request whose session is a staff member's; ninja puts him into `auth`."""

    auth: Staff


def staff(request: HttpRequest) -> Staff | None:
    """Who is signed in and holds a role now; a sign-in without any is known, but may do nothing."""
    if not request.user.is_authenticated:
        return None
    require_second_factor(request.user)
    found = staff_of(request.user)
    if found is None:
        raise NotAllowed("no role is held now")
    return found


def desks_of(asker: Staff, name: str = "units") -> frozenset[int]:
    """The desks whose units he sees, or for which he may do something."""
    return desks_in(asker.areas_for(name))


def require(request: StaffRequest, action: str, appeal_id: UUID) -> Appeal:
    """The appeal, if he may do this to it; what he may not even read does not exist for him."""
    appeal = Appeal.objects.select_related("desk").get(pk=appeal_id)
    try:
        request.auth.require(READ, areas_of(appeal))
    except NotAllowed as hidden:
        raise Appeal.DoesNotExist from hidden
    request.auth.require(action, areas_of(appeal))
    return appeal


def require_assignment(request: StaffRequest, action: str, assignment_id: UUID) -> Appeal:
    return require(request, action, Concern.objects.get(incident__assignments=assignment_id).appeal_id)


def require_unit(request: StaffRequest, unit_id: int) -> None:
    """A unit of another's desk does not exist for him."""
    Unit.objects.get(pk=unit_id, desk__in=desks_of(request.auth, "send"))


def require_part(request: StaffRequest, action: str, part_id: UUID) -> Appeal:
    delivery = Delivery.objects.select_related("part__message").get(pk=part_id)
    return require(request, action, delivery.part.message.appeal_id)


def visible(asker: Staff) -> QuerySet[Appeal]:
    """The appeals of his areas; a complaint about the police only at its desk, above the unit complained of."""
    areas = asker.areas
    return Appeal.objects.filter(Q(desk__area__in=areas) | (Q(area__in=areas) & ~Q(kind="complaint")))
