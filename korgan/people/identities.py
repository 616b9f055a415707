"""What is known of a citizen, for himself: his phone, name, IIN, consents and where he writes from."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction

from korgan.journal.actions import write
from korgan.people import consents, joining
from korgan.people.entries import IinGiven, IinOpened, IinRemoved, PersonNamed
from korgan.people.identity import Consent, Iin, Purpose
from korgan.people.models import Contact, Person
from korgan.people.queries import FORMER, PROOFS, TEL
from korgan.sealing import mark, seal, unseal
from korgan.words import in_all

IIN = "korgan iin"


class SignInNeeded(Exception):
    """What is kept of a person needs to know which person: sign in by a phone first."""


class IinProved(Exception):
    """It was signed with, so it is not written over by hand."""


def person_of(contact: UUID | None) -> Person | None:
    return Person.objects.filter(contacts=contact).first() if contact else None


def identity_of(contacts: Collection[UUID], own: UUID | None) -> dict[str, Any]:
    """All of it, as his own app shows it."""
    person = person_of(own)
    kept = Iin.objects.filter(person=person).first() if person else None
    rows = list(Contact.objects.filter(pk__in=contacts).order_by("created_at", "pk"))
    phones = [row.address for row in rows if row.scheme == TEL and not row.address.startswith(FORMER)]
    return {
        "phone": phones[0] if phones else None,
        "name": person.name if person else "",
        "iin": read_iin(person) if person else None,
        "iin_proved_at": kept.proved_at if kept else None,
        "is_signed_in": any(row.scheme in PROOFS for row in rows),
        "consents": consents_of(contacts),
        "devices": [
            {"id": row.pk, "scheme": row.scheme, "here": row.pk == own, "since": row.created_at}
            for row in rows
            if row.scheme not in PROOFS
        ],
    }


def consents_of(contacts: Collection[UUID]) -> list[dict[str, Any]]:
    standing = {one.purpose: one for one in Consent.objects.filter(contact__in=contacts, withdrawn_at=None)}
    # One that is asked of nobody any more, and was given, can be taken back.
    shown = {**{purpose: one.version for purpose, one in standing.items()}, **consents.VERSIONS}
    return [
        {
            "purpose": purpose,
            "version": version,
            "words": in_all(f"consent.{purpose}"),
            "given_at": standing[purpose].given_at if purpose in standing else None,
            "given_version": standing[purpose].version if purpose in standing else None,
        }
        for purpose, version in shown.items()
    ]


@transaction.atomic
def name_himself(contacts: Collection[UUID], own: UUID, name: str) -> None:
    """How he wants to be called; kept only of who consented."""
    person = known(contacts, own)
    person.name = name.strip()
    person.save(update_fields=["name"])
    write(PersonNamed(person.pk), by=f"citizen:{own}", topics=[f"contact:{own}"])


@transaction.atomic
def give_iin(contacts: Collection[UUID], own: UUID, iin: str, now: datetime) -> None:
    person = known(contacts, own)
    before = Iin.objects.filter(person=person, proved_at__isnull=False).first()
    if before is not None:
        if bytes(before.mark) == mark(IIN, iin):
            return
        raise IinProved
    kept = {"sealed": seal(IIN, iin), "mark": mark(IIN, iin), "given_at": now}
    Iin.objects.update_or_create(person=person, defaults=kept)
    write(IinGiven(person.pk), by=f"citizen:{own}", topics=[f"contact:{own}"])


def address_of_iin(iin: str) -> str:
    """The address of the contact that stands for whoever has signed with this IIN: a keyed hash."""
    return mark(IIN, iin).hex()


@transaction.atomic
def prove_iin(person: Person, iin: str, name: str, by: str, now: datetime) -> None:
    """He has signed with it. The certificate's name is his, unless he has said how he wants to be called."""
    kept = {"sealed": seal(IIN, iin), "mark": mark(IIN, iin), "given_at": now, "proved_at": now}
    Iin.objects.update_or_create(person=person, defaults=kept)
    write(IinGiven(person.pk), by=by, topics=[])
    Person.objects.filter(pk=person.pk, name="").update(name=name)


@transaction.atomic
def remove_iin(contacts: Collection[UUID], by: str) -> None:
    """Also one that was given before he was joined with another."""
    for person in joining.persons_of(contacts).select_for_update().order_by("pk"):
        if Iin.objects.filter(person=person).delete()[0]:
            write(IinRemoved(person.pk), by=by, topics=[])


@transaction.atomic
def open_iin(person: Person, by: str, appeal: UUID, topics: list[str]) -> str | None:
    """For staff: each reading is an entry, which the citizen finds in his data from wherever he writes."""
    his = [f"contact:{contact}" for contact in person.contacts.values_list("pk", flat=True)]
    write(IinOpened(person.pk, appeal), by=by, topics=[*topics, *his])
    return read_iin(person)


def read_iin(person: Person) -> str | None:
    """None when there is none, or when it was sealed by the key of another installation."""
    kept = Iin.objects.filter(person=person).first()
    try:
        return unseal(IIN, kept.sealed) if kept else None
    except InvalidToken:
        return None


def persons_with_iin(iin: str) -> list[Person]:
    return list(Person.objects.filter(iin__mark=mark(IIN, iin)))


def known(contacts: Collection[UUID], own: UUID) -> Person:
    person = Person.objects.select_for_update(of=("self",)).filter(contacts=own).first()
    if person is None or not Contact.objects.filter(person=person, scheme__in=PROOFS).exists():
        raise SignInNeeded
    if not Consent.objects.filter(contact__in=contacts, purpose=Purpose.PERSONAL_DATA, withdrawn_at=None).exists():
        raise consents.ConsentNeeded
    return person
