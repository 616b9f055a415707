"""A citizen signs what we give him with his digital signature (ЭЦП), and is the person of its IIN from then on."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q

from korgan.journal.actions import write
from korgan.people import codes, consents, identities, joining, proving
from korgan.people.entries import ChallengeAsked, SignatureProved, SignatureRefused
from korgan.people.identity import Challenge, Purpose
from korgan.people.models import Contact, Person
from korgan.people.queries import APP, SIGNATURE, address_of_key
from korgan.people.signatures.base import Signed
from korgan.sealing import mark

# Long enough to find the token and to remember its password.
VALID_FOR = timedelta(minutes=10)
MOST_TRIES = 5
BROWSER_HOURLY = 20
ONE_BY_ONE = "select pg_advisory_xact_lock(hashtextextended('korgan challenges', 0))"


class ChallengeGone(Exception):
    """There is nothing to sign any more: used, too old, tried too often, or asked for by another key."""


@transaction.atomic
def ask(key: str, address: str, language: str, consent: str, now: datetime) -> Challenge:
    """Something to sign, for whoever holds this key."""
    consents.require_present(Purpose.PERSONAL_DATA, consent)
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE)
    contact, _ = Contact.objects.get_or_create(scheme=APP, address=address_of_key(key), defaults={"language": language})
    client = codes.client_mark(address)
    require_within_limits(contact, client, now)
    challenge = Challenge.objects.create(
        contact=contact, client=client, language=language, consent=consent, asked_at=now, expires_at=now + VALID_FOR
    )
    write(ChallengeAsked(challenge.pk, contact.pk), by=f"citizen:{contact.pk}", topics=[])
    return challenge


def require_within_limits(contact: Contact, client: str, now: datetime) -> None:
    hour = Challenge.objects.filter(asked_at__gt=now - codes.HOUR)
    counted = hour.aggregate(
        browser=Count("pk", filter=Q(contact=contact)), client=Count("pk", filter=Q(client=client))
    )
    if counted["browser"] >= BROWSER_HOURLY or counted["client"] >= codes.CLIENT_HOURLY:
        raise codes.AskedTooOften(codes.HOUR)


def content(challenge: Challenge) -> bytes:
    """What is signed: it names the house, so that a signature given elsewhere is none for us."""
    asked = challenge.asked_at.isoformat()
    made = mark("korgan challenge", f"{challenge.pk} {challenge.contact_id} {asked}").hex()
    return "\n".join(["Korgan 102", settings.PUBLIC_URL or "localhost", str(challenge.pk), asked, made]).encode()


@transaction.atomic
def try_once(challenge: UUID, key: str, now: datetime) -> Challenge:
    """Count a try before the signature is looked at."""
    asked = standing(challenge, key, now)
    asked.attempts += 1
    asked.save(update_fields=["attempts"])
    return asked


def standing(challenge: UUID, key: str, now: datetime) -> Challenge:
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("contact__person")
    found = rows.filter(pk=challenge, contact__scheme=APP, contact__address=address_of_key(key)).first()
    if found is None or found.used_at is not None or found.expires_at <= now or found.attempts >= MOST_TRIES:
        raise ChallengeGone
    return found


@transaction.atomic
def refuse(challenge: Challenge, why: str) -> None:
    """Remember that it proved nothing: who tries to be somebody else is seen."""
    fact = SignatureRefused(challenge.pk, challenge.contact_id, why)
    write(fact, by=f"citizen:{challenge.contact_id}", topics=[])


@transaction.atomic
def prove(challenge: Challenge, signed: Signed, now: datetime) -> Person:
    """The signature is right: whoever asked for the challenge is the person of its IIN from now on."""
    joining.one_by_one()
    asked = Challenge.objects.select_for_update(of=("self",)).select_related("contact").get(pk=challenge.pk)
    if asked.used_at is not None:
        raise ChallengeGone
    asked.used_at, asked.certificate, asked.revocation = now, signed.certificate, signed.revocation
    asked.save(update_fields=["used_at", "certificate", "revocation"])
    contact = asked.contact
    consents.give(contact.pk, Purpose.PERSONAL_DATA, asked.consent, asked.language, now)
    anchor = proving.anchor_of(SIGNATURE, identities.address_of_iin(signed.iin), asked.language)
    person = proving.become(contact, anchor, now)
    identities.prove_iin(person, signed.iin, signed.name, f"citizen:{contact.pk}", now)
    fact = SignatureProved(asked.pk, contact.pk, person.pk, signed.revocation)
    write(fact, by=f"citizen:{contact.pk}", topics=[f"contact:{contact.pk}"])
    return person


def forget_unused(now: datetime) -> int:
    """What was never signed is kept no longer than the limits look back."""
    return Challenge.objects.filter(used_at=None, asked_at__lt=now - codes.KEPT_FOR).delete()[0]
