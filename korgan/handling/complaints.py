"""A complaint about the police never goes back to the unit complained of, nor to any below it, by whichever door."""

from korgan.intake.models import Appeal
from korgan.routing.queries import route
from korgan.routing.rules import COMPLAINT
from korgan.territory.desks import area_of_desk
from korgan.territory.models import Desk
from korgan.territory.queries import ancestors
from korgan.territory.rules import Fallback


class ComplaintStays(Exception):
    """A complaint about the police never goes to the unit complained of."""


def require_judge(appeal: Appeal, area: int) -> None:
    """Raise ComplaintStays when the desk of this area may not have the appeal."""
    if not is_judged(appeal, area):
        raise ComplaintStays(appeal.number)


def may_meet(one: Appeal, other: Appeal) -> bool:
    """Whether each of the two desks may have the other's appeal too."""
    return is_judged(one, area_of_desk(other.desk_id)) and is_judged(other, area_of_desk(one.desk_id))


def is_judged(appeal: Appeal, area: int) -> bool:
    if appeal.kind != COMPLAINT:
        return True
    units = known_units(appeal) | {by_place(appeal)}
    return all(may_judge(ancestors(area), one, appeal.department_id) for one in units)


def require_not_complained_of(appeal: Appeal, area: int) -> None:
    """A crew of the unit complained of is not sent to it, unless somebody's life hangs on it: then the nearest goes."""
    is_urgent = appeal.urgency == "now"
    if appeal.kind == COMPLAINT and not is_urgent and known_units(appeal) & set(ancestors(area)):
        raise ComplaintStays(appeal.number)


def may_judge(desk: tuple[int, ...], complained_of: int, department: int) -> bool:
    """Whether a desk, given by its area and those above, may have a complaint: not the unit complained of, none below
    and none below the department where it happened, for a complaint without a place may be about each of them."""
    return complained_of not in desk and department not in desk[1:]


def known_units(appeal: Appeal) -> set[int]:
    """The unit it was taken from when it turned out to be a complaint, and the one of its place."""
    kept = {appeal.complained_of_id} if appeal.complained_of_id else set()
    return kept | ({by_place(appeal)} if appeal.lon is not None else set())


def by_place(appeal: Appeal) -> int:
    """The area of the desk that would have the appeal, were it no complaint."""
    department = appeal.department
    fallback = Fallback(appeal.account.desk_id, department.pk, department.code, department.timezone)
    located = route(appeal.lon, appeal.lat, appeal.accuracy_m, "emergency", fallback)
    return Desk.objects.values_list("area_id", flat=True).get(pk=located.desk)
