"""Who a citizen was is removed: addresses, names, IIN, telephones asked for codes. The rows stay, for appeals and
entries point at them, and say nothing any more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from korgan.people.identities import remove_iin
from korgan.people.identity import Challenge, Joining, PhoneCode
from korgan.people.joining import persons_of
from korgan.people.models import Contact, Person, User
from korgan.people.queries import GONE, PROOFS
from korgan.sealing import mark


def forget_person(contacts: Collection[UUID], by: str, now: datetime) -> None:
    """Name, IIN, telephone, and what staff wrote about who he is."""
    ids = list(persons_of(contacts).values_list("pk", flat=True))
    remove_iin(contacts, by)
    Person.objects.filter(pk__in=ids).update(name="")
    User.objects.filter(person__in=ids).update(name="", is_active=False)
    Joining.objects.filter(Q(person__in=ids) | Q(joined__contact__in=contacts)).update(reason="", ended_reason="")
    forget_phones(contacts, now)
    Challenge.objects.filter(contact__in=contacts).delete()
    proofs = set(Contact.objects.filter(pk__in=contacts, scheme__in=PROOFS).values_list("pk", flat=True))
    forget_contacts(proofs)
    # His phone's key may keep appeals that the law keeps; by telephone or signature nobody comes to them any more.
    Contact.objects.filter(pk__in=proofs).update(person=None)


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
