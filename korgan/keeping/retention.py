"""Terms that are over: a run erases what is due, some hundreds at a time, searches what it erased for text that is
left, and writes down how much of which table went and what was kept though its term is over."""

import logging
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Sum

from korgan.evidence.models import Evidence
from korgan.evidence.removing import erase_waiting
from korgan.handling.models import Note
from korgan.intake.models import Appeal, Part
from korgan.journal.actions import write
from korgan.journal.away import is_away, is_full
from korgan.keeping import queries, rules, texts
from korgan.keeping.actions import erase_appeal, forget_contacts
from korgan.keeping.entries import RetentionDone
from korgan.keeping.models import Why
from korgan.people.models import Contact
from korgan.people.queries import GONE, PROOFS

logger = logging.getLogger(__name__)

SYSTEM = "system:retention"
AT_ONCE = 200
# What a night can do; the next one goes on.
MOST = 50_000


def report(now: datetime) -> RetentionDone:
    """What a run would remove now, and what it would keep though its term is over."""
    counted = Counter[str]()
    for some in chunks(due_ids(now)):
        counted.update(measured(some))
    return told(counted, now)


def run(now: datetime) -> RetentionDone:
    """Erase what is due. Whatever is killed between two of them, the next run goes on where it ended; one that cannot
    be erased is told, and holds up no other."""
    counted = Counter[str]()
    for some in chunks(due_ids(now)):
        counted.update(measured(some))
        erased = [appeal for appeal in some if erase_or_tell(appeal, now)]
        failed = set(some).difference(erased)
        counted.subtract(measured(failed))
        counted["failed"] += len(failed)
        counted["left"] += sum(texts.texts_of(erased).values())
    counted["contacts"] = sum(map(forget_contacts, chunks(writers_over())))
    done = told(counted, now)
    with transaction.atomic():
        write(done, by=SYSTEM, topics=[])
    erase_waiting(now)
    return done


def erase_or_tell(appeal: UUID, now: datetime) -> bool:
    try:
        erase_appeal(appeal, Why.TERM, SYSTEM, now)
    except Exception as reason:
        if is_away(reason) or is_full(reason):
            raise
        logger.exception("an appeal whose term is over could not be erased: %s", appeal)
        return False
    return True


def due_ids(now: datetime) -> list[UUID]:
    return list(queries.due(now).order_by("closed_at").values_list("pk", flat=True)[:MOST])


def chunks(found: list[UUID]) -> Iterator[list[UUID]]:
    return (found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE))


def measured(appeals: Collection[UUID]) -> Counter[str]:
    """How much of each table stands under these appeals."""
    kinds = Appeal.objects.filter(pk__in=appeals).values_list("kind").annotate(n=Count("pk"))
    parts = Part.objects.filter(message__appeal__in=appeals)
    files = Evidence.objects.filter(pk__in=parts.values("evidence")).aggregate(n=Count("pk"), size=Sum("bytes"))
    return Counter(
        {
            "appeals": len(appeals),
            "parts": parts.count(),
            "notes": Note.objects.filter(appeal__in=appeals).count(),
            "evidence": files["n"],
            "bytes": files["size"] or 0,
            **dict(kinds),
        }
    )


def writers_over() -> list[UUID]:
    """Contacts whose last appeal is erased, whichever run did it, unless they are an account: one with a proof."""
    written = Contact.objects.filter(appeals__erased__isnull=False).exclude(address__startswith=GONE)
    waiting = Exists(Appeal.objects.filter(contact=OuterRef("pk"), erased__isnull=True))
    is_account = Exists(Contact.objects.filter(person=OuterRef("person"), scheme__in=PROOFS))
    return list(written.exclude(waiting | is_account).distinct().values_list("pk", flat=True))


def told(counted: Counter[str], now: datetime) -> RetentionDone:
    kept = queries.kept_though_over(now)
    names = ("appeals", "parts", "notes", "contacts", "evidence", "bytes", "failed", "left", *rules.KINDS)
    numbers = {name: counted[name] for name in names}
    return RetentionDone(**numbers, kept_held=kept[queries.HELD], kept_numbered=kept[queries.NUMBERED])
