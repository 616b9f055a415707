"""The only writes of keeping: holds, wishes, and the erasure of an appeal and of who wrote it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.channels.models import Fate, Inbound, Pace
from korgan.evidence.removing import remove_bytes
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, Part, PartState
from korgan.intake.topics import topics
from korgan.journal.actions import require_new, write
from korgan.keeping import queries
from korgan.keeping.entries import AppealErased, CitizenErased, HoldLifted, HoldSet
from korgan.keeping.models import Erased, Hold, Why, Wish
from korgan.keeping.queries import Kept
from korgan.keeping.texts import CLEARED, FILES
from korgan.people import forgetting
from korgan.people.joining import one_by_one, require_reason
from korgan.people.models import Contact
from korgan.people.queries import APP, GONE


@transaction.atomic
def hold(appeal_id: UUID, reason: str, by: str, now: datetime, client_key: UUID | None = None) -> Hold:
    """Keep an appeal whatever its term says; holding it again changes nothing."""
    require_reason(reason)
    appeal = locked(appeal_id)
    require_new(by, client_key)
    if standing := Hold.objects.filter(appeal=appeal, lifted_at=None).first():
        return standing
    held = Hold.objects.create(appeal=appeal, reason=reason.strip(), by=by, at=now)
    write(HoldSet(appeal.pk, held.pk), by=by, topics=[f"appeal:{appeal.pk}"], client_key=client_key)
    return held


@transaction.atomic
def lift(appeal_id: UUID, by: str, now: datetime, client_key: UUID | None = None) -> None:
    """Its term counts again."""
    appeal = locked(appeal_id)
    require_new(by, client_key)
    for held in Hold.objects.filter(appeal=appeal, lifted_at=None):
        held.lifted_at, held.lifted_by = now, by
        held.save(update_fields=["lifted_at", "lifted_by"])
        write(HoldLifted(appeal.pk, held.pk), by=by, topics=[f"appeal:{appeal.pk}"], client_key=client_key)


@transaction.atomic
def erase_citizen(contacts: Collection[UUID], own: UUID, now: datetime) -> tuple[int, list[Kept]]:
    """He wants to be forgotten: what the law does not keep goes now, the rest as soon as the law lets it. A contact
    goes with the last of its appeals; name, IIN and telephone go at once."""
    one_by_one()
    going, kept = queries.sorted_out(contacts, now)
    wishes = [Wish(contact_id=one, at=now) for one in contacts]
    Wish.objects.bulk_create(wishes, update_conflicts=True, unique_fields=["contact"], update_fields=["at"])
    for appeal in going:
        erase_appeal(appeal, Why.WISH, f"citizen:{own}", now)
    keepers = set(Appeal.objects.filter(pk__in=[one.appeal for one in kept]).values_list("contact", flat=True))
    forget_contacts(set(contacts) - keepers)
    forgetting.forget_person(contacts, f"citizen:{own}", now)
    heard = [f"holder:{contact}" for contact in sorted(contacts)]
    write(CitizenErased(own, len(going), len(kept)), by=f"citizen:{own}", topics=heard)
    return len(going), kept


def forget_contacts(contacts: Collection[UUID]) -> int:
    """Addresses lead to nobody, and what an outside system gave us raw of them is emptied."""
    addresses = Contact.objects.filter(pk__in=contacts).exclude(scheme=APP).values("address")
    raw = Inbound.objects.filter(sender__in=addresses).exclude(fate=Fate.WAITING)
    raw.update(body="", why="", sender=GONE)
    Pace.objects.filter(thread__in=addresses).delete()
    return forgetting.forget_contacts(contacts)


@transaction.atomic
def erase_appeal(appeal_id: UUID, why: str, by: str, now: datetime) -> Appeal:
    """Its words, place and files go; number, times, states and the journal, which hold no personal text, stay."""
    appeal = locked(appeal_id)
    for part in Part.objects.select_related("evidence").filter(message__appeal=appeal, evidence__isnull=False):
        assert part.evidence is not None
        remove_bytes(part.evidence, why, by, topics=[f"appeal:{appeal.pk}"])
    Part.objects.filter(FILES, message__appeal=appeal).update(state=PartState.MISSING)
    for one in CLEARED:
        one.table._default_manager.filter(**{one.appeal: appeal.pk}).update(**one.becomes)
    Appeal.objects.filter(pk=appeal.pk).update(reasons=[{**one, "quote": None} for one in appeal.reasons])
    Erased.objects.get_or_create(appeal=appeal, defaults={"why": why, "at": now})
    # Consoles hear nothing: a closed appeal of years ago stands on no screen. His own app does.
    told = [topic for topic in topics(appeal) if not topic.startswith("area:")]
    entry = write(AppealErased(appeal.pk, why), by=by, topics=told)
    Appeal.objects.filter(pk=appeal.pk).update(version=entry.seq)
    return appeal
