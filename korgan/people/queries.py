import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare

from korgan.people.models import Contact, Role, User
from korgan.people.rights import ACTIONS, FIELDS, READ, relations
from korgan.people.rules import NotAllowed
from korgan.territory.queries import all_areas, ancestors, descendants

APP = "app"
TEL = "tel"
KNOWN_AFTER = timedelta(hours=1)
# Its address is the mark of the IIN that was signed with.
SIGNATURE = "signature"
# What proves who somebody is; nobody writes from there.
PROOFS = (TEL, SIGNATURE)
# A telephone of somebody who has it no more.
FORMER = "former:"
# An address that was erased.
GONE = "erased:"


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in staff member; what his roles allow where, by the table of rights.py."""

    user: User
    roles: tuple[Role, ...]

    @property
    def id(self) -> int:
        return self.user.pk

    @property
    def areas(self) -> frozenset[int]:
        """Where he reads."""
        return self.areas_for(READ)

    def areas_for(self, name: str) -> frozenset[int]:
        """Every area where the action is allowed, or the field readable."""
        return frozenset().union(*(reach(role.area_id, relations(role.role, name)) for role in self.roles))

    def may(self, name: str, areas: Collection[int]) -> bool:
        """Whether the action is allowed, or the field readable, for a thing that lies in these areas."""
        return not self.areas_for(name).isdisjoint(areas)

    def fields(self, areas: Collection[int]) -> frozenset[str]:
        """The groups of fields readable of a thing that lies in these areas."""
        return frozenset(field for field in FIELDS if self.may(field, areas))

    def readable(self) -> dict[int, frozenset[str]]:
        """By area, the groups of fields readable there; of every area where something may be read."""
        found: dict[int, set[str]] = {area: set() for area in self.areas}
        for field in FIELDS:
            for area in self.areas_for(field):
                found[area].add(field)
        return {area: frozenset(fields) for area, fields in found.items()}

    def actions(self) -> frozenset[str]:
        """What is allowed somewhere."""
        return frozenset(name for name in ACTIONS if any(relations(role.role, name) for role in self.roles))

    def require(self, action: str, areas: Collection[int]) -> None:
        """Raise NotAllowed unless the action is allowed for one of these areas."""
        if not self.may(action, areas):
            raise NotAllowed(action)


def reach(held_for: int, where: frozenset[str]) -> frozenset[int]:
    """The areas that stand in one of these relations to the area a role is held for."""
    if not where:
        return frozenset()
    own, above = descendants(held_for), frozenset(ancestors(held_for)) - {held_for}
    found = {"own": own, "upper": above - own}
    if "foreign" in where:
        found["foreign"] = all_areas() - own - above
    return frozenset().union(*(found[relation] for relation in where))


def staff_of(user: User) -> Staff | None:
    """What the user may do now; None when no role is held."""
    if not user.is_active:
        return None
    held = Role.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=Now()), user=user, valid_from__lte=Now())
    roles = tuple(held.select_related("area").order_by("id"))
    return Staff(user, roles) if roles else None


def areas_of_user(user: int) -> frozenset[int]:
    """Where somebody holds a role now or will: who answers for these answers for him."""
    held = Role.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=Now()), user=user)
    return frozenset(held.values_list("area_id", flat=True))


def staff_of_session(session_key: str | None) -> Staff | None:
    """For streams, which have no Django request: the same checks as django.contrib.auth.get_user."""
    if not session_key:
        return None
    session = SessionStore(session_key).load()
    user = User.objects.filter(pk=session[SESSION_KEY]).first() if SESSION_KEY in session else None
    if user is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return staff_of(user)


def address_of_key(key: str) -> str:
    """The address of an app contact: its cookie's key is a secret, so only the hash is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def name_of_part(key: str, client_key: UUID) -> str:
    """What a part of the app's is called: phones choose their keys themselves, so each counts for its own only."""
    return f"{client_key}:{address_of_key(key)}"


def contact_of_key(key: str | None) -> UUID | None:
    if not key:
        return None
    found = Contact.objects.filter(scheme=APP, address=address_of_key(key)).values_list("pk", flat=True)
    return found.first()


def is_known_key(key: str) -> bool:
    """Whoever holds it has reported more than an hour ago, or proved his telephone."""
    found = Contact.objects.filter(scheme=APP, address=address_of_key(key))
    return found.filter(Q(created_at__lt=Now() - KNOWN_AFTER) | Q(person__isnull=False)).exists()


def contacts_of_phone(phone: str) -> frozenset[UUID]:
    """All contacts of whoever proved the telephone last."""
    persons = Contact.objects.filter(scheme=TEL, address=phone, person__isnull=False).values("person")
    return frozenset(Contact.objects.filter(person__in=persons).values_list("pk", flat=True))


def contacts_of_key(key: str | None) -> frozenset[UUID]:
    """All contacts of whoever holds the key: his own, and those that are the same person."""
    if not key:
        return frozenset()
    own = Q(scheme=APP, address=address_of_key(key))
    persons = Contact.objects.filter(own, person__isnull=False).values("person")
    return frozenset(Contact.objects.filter(own | Q(person__in=persons)).values_list("pk", flat=True))
