from datetime import datetime

from django.db import transaction

from korgan.journal.actions import write
from korgan.people.entries import RoleEnded, RoleGranted, UserAdded
from korgan.people.models import Contact, Role, User
from korgan.territory.models import Area


def name_of(user: User) -> str:
    """The plain id by which entries name a staff member."""
    return f"staff:{user.pk}"


def name_of_contact(contact: Contact) -> str:
    return f"citizen:{contact.pk}"


@transaction.atomic
def add_staff(username: str, password: str, *, name: str, number: str, language: str, by: str) -> User:
    """A sign-in for a staff member; roles are granted apart."""
    user = User.objects.create_user(username, password, name=name, number=number, language=language)
    write(UserAdded(user.pk), by=by, topics=[f"user:{user.pk}"])
    return user


@transaction.atomic
def grant(
    user: User,
    role: str,
    area: Area,
    by: str,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Role:
    """Let the user hold a role for an area, from now and without an end unless said; again changes nothing."""
    begins = {"valid_from": valid_from} if valid_from else {}
    held, is_new = Role.objects.get_or_create(user=user, role=role, area=area, valid_to=valid_to, defaults=begins)
    if is_new:
        write(RoleGranted(user.pk, role, area.pk), by=by, topics=[f"user:{user.pk}"])
    return held


@transaction.atomic
def end(role: Role, by: str, now: datetime) -> None:
    """Take a role away; open streams notice by the entry."""
    held = Role.objects.select_for_update().get(pk=role.pk)
    if held.valid_to is not None and held.valid_to <= now:
        return
    held.valid_to = now
    held.save(update_fields=["valid_to"])
    write(RoleEnded(held.user_id, held.role, held.area_id), by=by, topics=[f"user:{held.user_id}"])
