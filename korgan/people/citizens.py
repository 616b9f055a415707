"""A citizen proves his telephone by a code and sees his appeals from wherever he wrote them. Nobody has to: the key in
his cookie is enough to report and to be answered."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Max, Q

from korgan.journal.actions import write
from korgan.people import codes, consents, holding, joining, proving
from korgan.people.codes import CodeGone, CodeNotSent, WrongCode
from korgan.people.entries import CodeAsked, KeyEnded, PhoneProved
from korgan.people.forgetting import forgotten
from korgan.people.holding import Answer
from korgan.people.identity import PhoneCode, Purpose
from korgan.people.models import Contact, Person
from korgan.people.proving import anchor_of
from korgan.people.queries import APP, TEL, address_of_key

NO_ANSWER = Answer()
ONE_BY_ONE = "select pg_advisory_xact_lock(hashtextextended('korgan phone codes', 0))"


@transaction.atomic
def ask_code(
    phone: str, key: str, address: str, language: str, consent: str, now: datetime, *, all_hourly: int
) -> PhoneCode:
    """Ask for a code to be sent; the journal causes the sending. What was asked for before is void."""
    consents.require_present(Purpose.PERSONAL_DATA, consent)
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE)
    contact, _ = Contact.objects.get_or_create(scheme=APP, address=address_of_key(key), defaults={"language": language})
    proving.require_may_be(contact.person, Contact.objects.filter(scheme=TEL, address=phone).first(), TEL)
    client = codes.client_mark(address)
    codes.require_within_limits(asked_lately(phone, contact.pk, client, now), all_hourly, now)
    PhoneCode.objects.filter(phone=phone, ended_at=None).update(ended_at=now)
    code = PhoneCode.objects.create(
        phone=phone, contact=contact, client=client, language=language, consent=consent,
        asked_at=now, expires_at=now + codes.VALID_FOR,
    )  # fmt: skip
    write(CodeAsked(code.pk, contact.pk), by=f"citizen:{contact.pk}", topics=[])
    return code


def asked_lately(phone: str, contact: UUID, client: str, now: datetime) -> codes.Asked:
    hour, of_phone = Q(asked_at__gt=now - codes.HOUR), Q(phone__in=[phone, forgotten(phone)])
    counted = PhoneCode.objects.filter(asked_at__gt=now - codes.DAY).aggregate(
        last=Max("asked_at", filter=of_phone),
        phone_hour=Count("pk", filter=hour & of_phone),
        phone_day=Count("pk", filter=of_phone),
        browser_hour=Count("pk", filter=hour & Q(contact=contact)),
        client_hour=Count("pk", filter=hour & Q(client=client)),
        all_hour=Count("pk", filter=hour),
    )
    return codes.Asked(**counted)


def require_sent(contact: UUID) -> None:
    """Raise CodeNotSent when the newest code of this phone was refused by the provider."""
    newest = PhoneCode.objects.filter(contact=contact).order_by("asked_at").last()
    if newest is not None and newest.trouble:
        raise CodeNotSent


class Tried(NamedTuple):
    """The person, or none with the tries that are left and why the right code is not enough."""

    person: Person | None
    left: int = 0
    doubt: type[Exception] | None = None


def prove(phone: str, given: str, key: str, now: datetime, answer: Answer = NO_ANSWER) -> Person:
    """The digits that were sent to the phone: whoever asked for them is the person of that phone from now on, unless
    it may be another's by now (holding.py)."""
    tried = try_code(phone, given, key, now, answer)
    if tried.doubt:
        raise tried.doubt
    if tried.person is None:
        raise WrongCode(tried.left)
    return tried.person


@transaction.atomic
def try_code(phone: str, given: str, key: str, now: datetime, answer: Answer) -> Tried:
    """A wrong try is committed, so it is no exception yet."""
    joining.one_by_one()
    asked = PhoneCode.objects.select_for_update(of=("self",)).select_related("contact")
    code = (
        asked.filter(phone=phone, contact__scheme=APP, contact__address=address_of_key(key)).order_by("asked_at").last()
    )
    if code is not None and code.trouble:
        raise CodeNotSent
    if code is None or code.expires_at <= now or code.attempts >= codes.MOST_TRIES:
        raise CodeGone
    is_right = codes.is_right(code.pk, given)
    if is_right and code.used_at is not None and code.contact.person is not None:
        return Tried(code.contact.person)  # a repeat, after the first answer was lost
    if code.ended_at is not None:
        raise CodeGone
    if not is_right:
        code.attempts += 1
        code.save(update_fields=["attempts"])
        return Tried(None, codes.MOST_TRIES - code.attempts)
    if doubt := holding.doubt(phone, code.contact, answer, now):
        return Tried(None, doubt=doubt)
    code.used_at = code.ended_at = now
    code.save(update_fields=["used_at", "ended_at"])
    consents.give(code.contact_id, Purpose.PERSONAL_DATA, code.consent, code.language, now)
    return Tried(become(code.contact, phone, now))


def become(contact: Contact, phone: str, now: datetime) -> Person:
    """The contact, and all that is joined to it, is the person of the phone."""
    person = proving.become(contact, anchor_of(TEL, phone, contact.language), now)
    write(PhoneProved(contact.pk, person.pk), by=f"citizen:{contact.pk}", topics=[f"contact:{contact.pk}"])
    return person


@transaction.atomic
def end_key(contact_id: UUID, by: UUID) -> None:
    """The key of a phone, lost or given away, opens nothing any more; what was reported by it stays his."""
    contact = Contact.objects.select_for_update().get(pk=contact_id, scheme=APP)
    contact.address = f"ended:{contact.pk}"
    contact.save(update_fields=["address"])
    write(KeyEnded(contact.pk), by=f"citizen:{by}", topics=joining.heard_by([contact.pk]))
