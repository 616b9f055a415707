"""Who a citizen was is removed: addresses, names, IIN, telephones asked for codes. The rows stay, for appeals and
entries point at them, and say nothing any more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from korgan.people import consents
from korgan.people.identities import remove_iin
from korgan.people.identity import Challenge, Joining, PhoneCode, Purpose
from korgan.people.joining import one_by_one, persons_of, take_back_proofs
from korgan.people.models import Contact, Person, User
from korgan.people.queries import GONE, PROOFS
from korgan.sealing import mark


@transaction.atomic
def withdraw(contacts: Collection[UUID], own: UUID, purpose: str, now: datetime) -> None:
    """He takes a consent back; what rested on it goes with it. On the one to personal data rests his account: each of
    his phones shows again what was sent from it, and what staff have joined stays joined."""
    one_by_one()
    consents.withdraw(contacts, purpose, now)
    if purpose == Purpose.PERSONAL_DATA:
        by = f"citizen:{own}"
        take_back_proofs(contacts, by, now)
        end_account(contacts, by, now)


def forget_person(contacts: Collection[UUID], by: str, now: datetime) -> None:
    """His account, and what staff wrote about who he is."""
    ids = end_account(contacts, by, now)
    Joining.objects.filter(Q(person__in=ids) | Q(joined__contact__in=contacts)).update(reason="", ended_reason="")


def end_account(contacts: Collection[UUID], by: str, now: datetime) -> list[UUID]:
    """Name, IIN and telephone go; the persons they were of."""
    ids = list(persons_of(contacts).values_list("pk", flat=True))
    remove_iin(contacts, by)
    Person.objects.filter(pk__in=ids).update(name="")
    User.objects.filter(person__in=ids).update(name="", is_active=False)
    forget_phones(contacts, now)
    Challenge.objects.filter(contact__in=contacts).delete()
    proofs = set(Contact.objects.filter(pk__in=contacts, scheme__in=PROOFS).values_list("pk", flat=True))
    forget_contacts(proofs)
    # His phone's key may keep appeals that the law keeps; by telephone or signature nobody comes to them any more.
    Contact.objects.filter(pk__in=proofs).update(person=None)
    return ids


def forget_phones(contacts: Collection[UUID], now: datetime) -> None:
    """What was sent there still counts: else whoever has himself erased may have a stranger's telephone ring anew."""
    for code in PhoneCode.objects.select_for_update().filter(contact__in=contacts).exclude(phone__startswith=GONE):
        code.phone, code.ended_at = forgotten(code.phone), code.ended_at or now
        code.save(update_fields=["phone", "ended_at"])


def forgotten(phone: str) -> str:
    """What stands for a telephone whose holder is erased, as long as limits look back."""
    return f"{GONE}{mark('korgan telephone', phone).hex()}"


def forget_contacts(contacts: Collection[UUID]) -> int:
    """Their addresses lead to nobody; a key that was one of them opens nothing."""
    gone = Contact.objects.filter(pk__in=contacts).exclude(address__startswith=GONE)
    for contact in gone:
        contact.address, contact.name = f"{GONE}{contact.pk}", ""
        contact.save(update_fields=["address", "name"])
    return len(gone)
