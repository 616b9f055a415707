"""Who administers: a role that allows it, and a second factor where this installation asks for one."""

from django.conf import settings

from korgan.people.factors import has_second_factor
from korgan.people.models import User
from korgan.people.queries import Staff, staff_of, staff_of_session

ADMINISTER = "administer"


def administrator(user: User) -> Staff | None:
    if settings.REQUIRE_SECOND_FACTOR and not has_second_factor(user):
        return None
    staff = staff_of(user)
    return staff if staff and staff.areas_for(ADMINISTER) else None


def administers(session_key: str | None) -> bool:
    """For what decides before Django knows who asks."""
    staff = staff_of_session(session_key)
    return staff is not None and administrator(staff.user) is not None
