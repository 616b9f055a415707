"""Whoever has proved a telephone or an IIN is the person of it: all contacts that have are one. What proves stands as a
contact of its own, the anchor, from which nobody writes."""

from datetime import datetime

from korgan.journal.actions import write
from korgan.journal.ids import new_id
from korgan.people import joining
from korgan.people.entries import PersonsJoined
from korgan.people.identity import How, Iin, Joining
from korgan.people.models import Contact, Person, User
from korgan.people.queries import FORMER, PROOFS, SIGNATURE, TEL


class SignedInOtherwise(Exception):
    """This phone is signed in as somebody else, as far as we know: else a borrowed phone would join two families."""


def anchor_of(scheme: str, address: str, language: str) -> Contact:
    return Contact.objects.get_or_create(scheme=scheme, address=address, defaults={"language": language})[0]


def become(contact: Contact, anchor: Contact, now: datetime) -> Person:
    """The contact, and all that is joined to it, is the anchor's person. Raise SignedInOtherwise."""
    contacts = joining.locked({anchor.pk, contact.pk})
    own, anchored = contacts[contact.pk].person, contacts[anchor.pk]
    require_may_be(own, anchored, anchor.scheme)
    person = anchored.person or own or Person.objects.create()
    if person.user is None:
        name = f"citizen:{new_id()}"
        user = User.objects.create_user(name, language=contact.language or "ru")
        Person.objects.filter(pk=person.pk).update(user=user)
    by, topics = f"citizen:{contact.pk}", joining.heard_by(contacts)
    done = Joining.objects.create(person=person, how=How.PROOF, via=anchor, by=by, at=now)
    joining.move(done, contacts.values())
    write(PersonsJoined(done.pk, person.pk, How.PROOF, None), by=by, topics=topics)
    return person


def require_may_be(own: Person | None, anchor: Contact | None, scheme: str) -> None:
    """Whoever signed in on this phone may be the anchor's person too. A person has one telephone and one IIN; a
    telephone's account and a signature are one person only if its IIN is the one signed with, or the number is new."""
    other = anchor.person if anchor else None
    if own is None or own == other:
        return
    mine, theirs = proofs_of(own), proofs_of(other)
    if not mine:
        return
    if scheme in mine or set(mine) & set(theirs):
        raise SignedInOtherwise
    if other is None and scheme != SIGNATURE:
        return
    signed = mine.get(SIGNATURE) or theirs.get(SIGNATURE) or anchor
    by_phone = own if TEL in mine else other
    if signed is None or by_phone is None or not has_iin(by_phone, signed):
        raise SignedInOtherwise


def proofs_of(person: Person | None) -> dict[str, Contact]:
    """His telephone and his signature; a number that he has no more proves nothing."""
    if person is None:
        return {}
    found = Contact.objects.filter(person=person, scheme__in=PROOFS).exclude(address__startswith=FORMER)
    return {one.scheme: one for one in found}


def has_iin(person: Person, signed: Contact) -> bool:
    """The IIN kept of him is the one that was signed with."""
    kept = Iin.objects.filter(person=person).first()
    return kept is not None and bytes(kept.mark).hex() == signed.address
