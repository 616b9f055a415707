"""Terms that are over: a run erases what is due, some hundreds at a time, searches what it erased for text that is
left, and writes down how much of which table went and what was kept though its term is over."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, Sum

from korgan.evidence.models import Evidence
from korgan.evidence.removing import erase_waiting
from korgan.handling.models import Note
from korgan.intake.models import Appeal, Part
from korgan.journal.actions import write
from korgan.keeping import queries, rules, texts
from korgan.keeping.actions import erase_appeal, forget_contacts
from korgan.keeping.entries import RetentionDone
from korgan.keeping.models import Why
from korgan.people.models import Contact
from korgan.people.queries import GONE

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
    """Erase what is due. Whatever is killed between two of them, the next run goes on where it ended."""
    counted = Counter[str]()
    for some in chunks(due_ids(now)):
        counted.update(measured(some))
        for appeal in some:
            erase_appeal(appeal, Why.TERM, SYSTEM, now)
        counted["contacts"] += forget_writers(some)
        counted["left"] += sum(texts.texts_of(some).values())
    done = told(counted, now)
    with transaction.atomic():
        write(done, by=SYSTEM, topics=[])
    erase_waiting(now)
    return done


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


def forget_writers(appeals: Collection[UUID]) -> int:
    """Contacts whose last appeal went, unless they are an account somebody wants to keep."""
    written = Contact.objects.filter(appeals__in=appeals).exclude(address__startswith=GONE)
    waiting = Contact.objects.filter(appeals__erased__isnull=True, appeals__isnull=False).values("pk")
    gone = written.exclude(pk__in=waiting).filter(Q(person__isnull=True) | Q(wish__isnull=False))
    return forget_contacts(set(gone.values_list("pk", flat=True)))


def told(counted: Counter[str], now: datetime) -> RetentionDone:
    kept = queries.kept_though_over(now)
    names = ("appeals", "parts", "notes", "contacts", "evidence", "bytes", "left", *rules.KINDS)
    numbers = {name: counted[name] for name in names}
    return RetentionDone(**numbers, kept_held=kept[queries.HELD], kept_numbered=kept[queries.NUMBERED])
