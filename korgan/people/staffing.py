"""What an administrator changes of who works here."""

from datetime import datetime

from django.db import transaction

from korgan.journal import clock
from korgan.journal.actions import write
from korgan.people.entries import RoleGranted, StaffChanged, UserActivated, UserDeactivated
from korgan.people.models import Role, User
from korgan.people.sign_ins import end_others
from korgan.territory.models import Area


class EndsTooSoon(ValueError):
    """A role ends after it begins."""


@transaction.atomic
def change_staff(user: User, name: str, number: str, language: str, by: str) -> None:
    """How he is called and spoken to; the words themselves stand in his row, not in the entry."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.name, locked.number, locked.language = name, number, language
    locked.save(update_fields=["name", "number", "language"])
    write(StaffChanged(user.pk), by=by, topics=[f"user:{user.pk}"])


@transaction.atomic
def set_active(user: User, is_active: bool, by: str) -> None:
    """Who is deactivated is out at once; what he did stays his."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active == is_active:
        return
    locked.is_active = is_active
    locked.save(update_fields=["is_active"])
    fact = UserActivated(user.pk) if is_active else UserDeactivated(user.pk)
    write(fact, by=by, topics=[f"user:{user.pk}"])
    if not is_active:
        end_others(locked, "", by)


@transaction.atomic
def grant_for(user: User, role: str, area: Area, since: datetime | None, until: datetime | None, by: str) -> Role:
    """Let the user hold a role for an area, from a time and until one; the same again is refused by the table."""
    begins = since or clock.now()
    if until is not None and until <= begins:
        raise EndsTooSoon(f"{until:%d.%m.%Y %H:%M}")
    made = Role.objects.create(user=user, role=role, area=area, valid_from=begins, valid_to=until)
    write(RoleGranted(user.pk, role, area.pk), by=by, topics=[f"user:{user.pk}"])
    return made
