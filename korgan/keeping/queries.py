"""What is kept of a citizen's appeals, and why."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from korgan.handling.models import ExternalNumber
from korgan.intake.models import Appeal, State
from korgan.keeping import rules
from korgan.keeping.models import Hold, Wish

OPEN, HELD, NUMBERED, LAW = "open", "held", "numbered", "law"


class Kept(NamedTuple):
    """Why an appeal is kept though its citizen wants it erased, and until when, if that is known."""

    appeal: UUID
    number: str
    why: str
    until: datetime | None


def known_terms() -> rules.Terms:
    return rules.terms(settings.KEEP_YEARS)


def marked() -> Any:
    """A query of appeals that are not erased yet, with what keeps them: is_held, is_numbered, is_wished.
    A wish is of what was written until then; whoever writes again wants to be answered."""
    held = Hold.objects.filter(appeal=OuterRef("pk"), lifted_at=None)
    numbered = ExternalNumber.objects.filter(appeal=OuterRef("pk"), struck_at=None)
    wished = Wish.objects.filter(contact=OuterRef("contact"), at__gte=OuterRef("registered_at"))
    found = Appeal.objects.filter(erased__isnull=True)
    return found.annotate(is_held=Exists(held), is_numbered=Exists(numbered), is_wished=Exists(wished))


def why_kept(appeal: Any, now: datetime) -> Kept | None:
    """Why an appeal of `marked` is kept though its citizen wishes it gone; None when it may go."""
    if appeal.state != State.CLOSED or appeal.closed_at is None:
        return Kept(appeal.pk, appeal.number, OPEN, None)
    if appeal.is_held:
        return Kept(appeal.pk, appeal.number, HELD, None)
    if appeal.is_numbered:
        return Kept(appeal.pk, appeal.number, NUMBERED, None)
    until = rules.erased_at(rules.term_of(known_terms(), appeal.kind, appeal.outcome), appeal.closed_at, is_wished=True)
    return Kept(appeal.pk, appeal.number, LAW, until) if until > now else None


def sorted_out(contacts: Collection[UUID], now: datetime) -> tuple[list[UUID], list[Kept]]:
    """What would go of these contacts' appeals if they wished it, and what stays and why."""
    going, kept = list[UUID](), list[Kept]()
    for appeal in marked().filter(contact__in=contacts).order_by("registered_at"):
        found = why_kept(appeal, now)
        if found is None:
            going.append(appeal.pk)
        else:
            kept.append(found)
    return going, kept


def over(now: datetime) -> Q:
    """Appeals whose time is over, in the database's words."""
    known = known_terms()
    outcomes = [name.removeprefix("outcome:") for name in known if name.startswith("outcome:")]
    found = Q()
    for name, term in known.items():
        kind, _, outcome = name.rpartition(":")
        of_name = Q(outcome=outcome) if kind else Q(kind=name) & ~Q(outcome__in=outcomes)
        found |= of_name & is_past(term, now)
    unknown = ~Q(kind__in=rules.KINDS) & ~Q(outcome__in=outcomes)
    return Q(state=State.CLOSED) & (found | (unknown & is_past(known[rules.LONGEST], now)))


def is_past(term: rules.Term, now: datetime) -> Q:
    kept = Q(closed_at__lte=now - term.keep * rules.YEAR)
    wished = Q(is_wished=True, closed_at__lte=now - min(term.law, term.keep) * rules.YEAR)
    return kept | wished


def due(now: datetime) -> Any:
    """A query of the appeals that a run of retention would erase."""
    return marked().filter(over(now), is_held=False, is_numbered=False)


def kept_though_over(now: datetime) -> dict[str, int]:
    late = marked().filter(over(now))
    return {
        HELD: late.filter(is_held=True).count(),
        NUMBERED: late.filter(is_held=False, is_numbered=True).count(),
    }
