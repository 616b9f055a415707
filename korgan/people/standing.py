"""Where a signed-in staff member stands at this moment, for many at once: what a stream was allowed by, so that it
notices when that changes by the clock, by a sign-out or by hand, without an entry."""

import hashlib
from collections.abc import Mapping

from django.db import connection

from korgan.people.queries import Staff

Standing = tuple[str, tuple[str, ...]]

NOW = """
select asked.session, md5(u.password), array(
    select r.id || ':' || r.role || ':' || r.area_id from people_role r
    where r.user_id = u.id and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())
    order by r.id)
from unnest(%s::text[], %s::bigint[]) as asked(session, staff)
join django_session s on s.session_key = asked.session and s.expire_date > now()
join people_user u on u.id = asked.staff and u.is_active
"""


def standing_of(staff: Staff) -> Standing:
    """Of what was read already, so that nothing changes unseen between reading it and watching it."""
    password = hashlib.md5(staff.user.password.encode(), usedforsecurity=False).hexdigest()
    return password, tuple(f"{role.pk}:{role.role}:{role.area_id}" for role in staff.roles)


def standings(staff_by_session: Mapping[str, int]) -> dict[str, Standing]:
    """By session key; one that has ended, or whose user was dismissed, is missing."""
    with connection.cursor() as cursor:
        cursor.execute(NOW, [list(staff_by_session), list(staff_by_session.values())])
        return {session: (password, tuple(roles)) for session, password, roles in cursor.fetchall()}
