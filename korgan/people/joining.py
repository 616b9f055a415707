"""Which contacts are one person: by proof (the same verified phone) or by staff with a reason, and never otherwise.
Each joining remembers whose the contacts were, so that separating it restores exactly that."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from korgan.journal.actions import require_new, write
from korgan.people.actions import name_of
from korgan.people.entries import PersonsJoined, PersonsSeparated
from korgan.people.identity import How, Joined, Joining
from korgan.people.models import Contact, Person, User
from korgan.people.queries import GONE, PROOFS

ONE_BY_ONE = "select pg_advisory_xact_lock(hashtextextended('korgan joinings', 0))"
# What proved who somebody was, and is nobody's any more.
ERASED_PROOF = Q(scheme__in=PROOFS, address__startswith=GONE)


class SamePerson(Exception):
    """They are one person already."""


class ReasonNeeded(Exception):
    """Staff say why two contacts are, or are not, one person."""


class JoinedAgain(Exception):
    """A later joining stands on this one and is to be separated first; or this one was separated before."""


@transaction.atomic
def join(
    one: UUID, other: UUID, reason: str, by: User, now: datetime, *, appeal: UUID, topics: Sequence[str] = (),
    client_key: UUID | None = None,
) -> Joining:  # fmt: skip
    """Staff have found that two contacts, with all that were joined to them before, are one person."""
    require_reason(reason)
    contacts = locked({one, other})
    require_new(name_of(by), client_key)
    theirs = {pk: contacts[pk].person_id for pk in (one, other)}
    if one == other or (theirs[one] is not None and theirs[one] == theirs[other]):
        raise SamePerson
    person = contacts[one].person or contacts[other].person or Person.objects.create()
    joining = Joining.objects.create(person=person, how=How.STAFF, by=name_of(by), reason=reason.strip(), at=now)
    move(joining, contacts.values())
    fact = PersonsJoined(joining.pk, person.pk, How.STAFF, appeal)
    write(fact, by=name_of(by), topics=[*topics, *heard_by(contacts)], client_key=client_key)
    return joining


@transaction.atomic
def separate(
    joining_id: UUID, reason: str, by: User, now: datetime, *, appeal: UUID, topics: Sequence[str] = (),
    client_key: UUID | None = None,
) -> Joining:  # fmt: skip
    """Take a joining back: whose each contact was before, he is again. What happened meanwhile stays in the journal."""
    require_reason(reason)
    joining = Joining.objects.select_related("person").get(pk=joining_id)
    contacts = locked(joining.joined.values_list("contact", flat=True))
    require_new(name_of(by), client_key)
    joining = Joining.objects.select_for_update(of=("self",)).select_related("person").get(pk=joining_id)
    take_back(joining, reason.strip(), name_of(by), now)
    fact = PersonsSeparated(joining.pk, joining.person_id, joining.how, appeal)
    write(fact, by=name_of(by), topics=[*topics, *heard_by(contacts)], client_key=client_key)
    return joining


def take_back(joining: Joining, reason: str, by: str, now: datetime) -> None:
    back = {one.contact_id: one.before_id for one in joining.joined.all()}
    if joining.ended_at is not None or joined_since(joining, back):
        raise JoinedAgain
    for contact, before in going(joining, back).items():
        Contact.objects.filter(pk=contact).exclude(ERASED_PROOF).update(person=before)
    joining.ended_at, joining.ended_by, joining.ended_reason = now, by, reason
    joining.save(update_fields=["ended_at", "ended_by", "ended_reason"])


def take_back_proofs(contacts: Iterable[UUID], by: str, now: datetime) -> None:
    """What they have proved joins them no more, the newest first; what staff have joined since stays joined."""
    theirs = locked(contacts)
    anchors = [contact.pk for contact in theirs.values() if contact.scheme in PROOFS]
    proofs = Joining.objects.filter(how=How.PROOF, ended_at=None, via__in=anchors)
    for joining in proofs.select_for_update().order_by("-at", "-pk"):
        with suppress(JoinedAgain):
            take_back(joining, "", by, now)
            fact = PersonsSeparated(joining.pk, joining.person_id, joining.how, None)
            write(fact, by=by, topics=heard_by(theirs))


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded


def with_all_joined(contacts: Iterable[UUID]) -> set[UUID]:
    """These contacts and all that are the same persons."""
    asked = set(contacts)
    persons = Contact.objects.filter(pk__in=asked, person__isnull=False).values("person")
    return asked | set(Contact.objects.filter(person__in=persons).values_list("pk", flat=True))


def persons_of(contacts: Collection[UUID]) -> QuerySet[Person]:
    """Whose the contacts are, and whose they were before they were joined, or separated, unless somebody else is."""
    moved, others = Joined.objects.filter(contact__in=contacts), Contact.objects.exclude(pk__in=contacts)
    theirs = Q(pk__in=Contact.objects.filter(pk__in=contacts).values("person"))
    formerly = Q(pk__in=moved.values("before")) | Q(pk__in=moved.values("joining__person"))
    back = others.filter(joined__before=OuterRef("pk"), joined__joining__ended_at=None)
    is_others = Exists(others.filter(person=OuterRef("pk"))) | Exists(back)
    return Person.objects.filter(theirs | (formerly & ~is_others))


def one_by_one() -> None:
    """Who is one person is asked and changed by one at a time, or who is joined meanwhile would be left behind; taken
    before any row, so that two never wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE)


def locked(contacts: Iterable[UUID]) -> dict[UUID, Contact]:
    """These contacts and all that are the same persons, under their rows' locks, always in the same order."""
    one_by_one()
    wanted = with_all_joined(contacts)
    rows = Contact.objects.select_for_update(of=("self",)).select_related("person").filter(pk__in=wanted)
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) < len(wanted):
        raise Contact.DoesNotExist
    return found


def move(joining: Joining, contacts: Iterable[Contact]) -> None:
    """Make the contacts the joining's person; remember whose they were."""
    moved = [contact for contact in contacts if contact.person_id != joining.person_id]
    Joined.objects.bulk_create(
        [Joined(joining=joining, contact=contact, before_id=contact.person_id) for contact in moved]
    )
    Contact.objects.filter(pk__in=[contact.pk for contact in moved]).update(person=joining.person_id)


def joined_since(joining: Joining, contacts: Collection[UUID]) -> bool:
    """Whatever staff joined to this person later may rest on what is taken back, whichever contact it moved."""
    later = Joining.objects.filter(ended_at=None, at__gt=joining.at).exclude(pk=joining.pk)
    return later.filter(Q(joined__contact__in=contacts) | Q(person=joining.person_id, how=How.STAFF)).exists()


def going(joining: Joining, back: Mapping[UUID, UUID | None]) -> dict[UUID, UUID | None]:
    """Whose each contact is again. With those that go back go, as it was proved while they were joined, whoever proved
    a telephone of theirs and a telephone that they proved."""
    found = dict(back)
    proved = Joined.objects.filter(
        joining__how=How.PROOF, joining__ended_at=None, joining__at__gt=joining.at, contact__person=joining.person_id
    )
    for one in proved.select_related("joining").order_by("joining__at", "pk"):
        leaders = (one.joining.via_id, UUID(one.joining.by.removeprefix("citizen:")))
        if leader := next((each for each in leaders if each in found), None):
            found.setdefault(one.contact_id, found[leader])
    return found


def heard_by(contacts: Collection[UUID]) -> list[str]:
    """All these contacts hear of it, and the streams of their phones ask anew whose appeals they may tell."""
    return [topic for contact in sorted(contacts) for topic in (f"contact:{contact}", f"holder:{contact}")]
