"""Consents. Reporting needs none, for the police act by the law; what goes beyond it, an account, rests on a text
the citizen has agreed to. A new text has a new version, and the old one no longer counts for it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.journal.actions import write
from korgan.people.entries import ConsentGiven, ConsentWithdrawn
from korgan.people.identity import Consent, Purpose

# The texts stand in locale/*.po as consent.<purpose>; whoever changes them changes the version.
# Nothing is told by SMS yet, so nobody is asked whether it may be.
VERSIONS: dict[str, str] = {Purpose.PERSONAL_DATA: "2026-11"}


class ConsentNeeded(Exception):
    """Without his consent to the present text this is not done."""


def require_present(purpose: str, version: str) -> None:
    if VERSIONS.get(purpose) != version:
        raise ConsentNeeded(purpose)


@transaction.atomic
def give(contact: UUID, purpose: str, version: str, language: str, now: datetime) -> Consent:
    """Record it; the same again changes nothing, another version replaces the earlier."""
    require_present(purpose, version)
    earlier = Consent.objects.select_for_update().filter(contact=contact, purpose=purpose, withdrawn_at=None).first()
    if earlier is not None and earlier.version == version:
        return earlier
    if earlier is not None:
        end(earlier, now)
    given = Consent(contact_id=contact, purpose=purpose, version=version, language=language, given_at=now)
    # Of two tabs that ask at once one gives it, and the other finds it given.
    Consent.objects.bulk_create([given], ignore_conflicts=True)
    standing = Consent.objects.get(contact=contact, purpose=purpose, withdrawn_at=None)
    if standing.pk == given.pk:
        fact = ConsentGiven(contact, given.pk, purpose, language)
        write(fact, by=f"citizen:{contact}", topics=[f"contact:{contact}"])
    return standing


@transaction.atomic
def withdraw(contacts: Collection[UUID], purpose: str, now: datetime) -> int:
    """Take it back for all of his contacts; how many there were."""
    standing = Consent.objects.select_for_update().filter(contact__in=contacts, purpose=purpose, withdrawn_at=None)
    found = list(standing)
    for one in found:
        end(one, now)
    return len(found)


def end(consent: Consent, now: datetime) -> None:
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    contact = consent.contact_id
    fact = ConsentWithdrawn(contact, consent.pk, consent.purpose)
    write(fact, by=f"citizen:{contact}", topics=[f"contact:{contact}"])
