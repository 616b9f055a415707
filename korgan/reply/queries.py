from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, Q, QuerySet

from korgan.dispatch.models import Assignment, UnitState
from korgan.dispatch.queries import assignments_of, leading
from korgan.dispatch.rules import minutes, nearness
from korgan.intake.models import Appeal
from korgan.journal.ids import first_id
from korgan.people.models import User
from korgan.reply.models import Delivery, DeliveryState, Template
from korgan.reply.placeholders import PLACEHOLDERS
from korgan.reply.suggesting import Situation, Suggested, suggest
from korgan.territory.queries import ancestors
from korgan.triage.rules import category_of
from korgan.triage.standing import service_names, standing
from korgan.words import LANGUAGES, Names

# Worst first: of a failed one it is known that he has not got it.
TROUBLES = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
# How long an answer that did not arrive is pursued after its appeal was closed: who blocks us is not reached by asking.
PURSUED = timedelta(days=3)
UNDER_WAY = (UnitState.SENT, UnitState.ACCEPTED, UnitState.ENROUTE)


def templates(areas: list[int] | None = None) -> QuerySet[Template]:
    """Ready answers that are offered: those for everywhere and those of these areas."""
    found = Template.objects.filter(retired_at=None).order_by("id")
    return found if areas is None else found.filter(Q(area=None) | Q(area__in=areas))


def suggested(appeal: Appeal) -> list[Suggested]:
    """The ready answers for an appeal, those that fit it first."""
    areas = list(dict.fromkeys([*ancestors(appeal.area_id or 0), *ancestors(appeal.desk.area_id)]))
    situation = Situation(
        category=category_of([reason["code"] for reason in appeal.reasons], standing()),
        kind=appeal.kind,
        service=appeal.hand_to,
        off_topic=appeal.off_topic,
        areas=areas,
        language=appeal.language,
    )
    return suggest(list(templates(areas)), situation)


def values(appeal: Appeal, by: User) -> dict[str, Names | None]:
    """What stands for each placeholder in each language; None is for the operator to fill in."""
    unit = leading(assignments_of([appeal.pk])[appeal.pk])
    local = appeal.registered_at.astimezone(ZoneInfo(appeal.department.timezone))
    known = {
        "number": same(appeal.number),
        "desk": appeal.desk.names,
        "time": same(f"{local:%H:%M}"),
        "unit": same(unit.unit.callsign if unit else ""),
        "eta": same(eta(appeal, unit)),
        "operator": same(by.number),
        "service": service_names(appeal.hand_to) if appeal.hand_to else None,
    }
    return {name: known[name] for name in PLACEHOLDERS}


def eta(appeal: Appeal, unit: Assignment | None) -> str:
    """Minutes, while a unit whose place is known is under way."""
    if unit is None or unit.state not in UNDER_WAY:
        return ""
    distance = nearness(unit.unit, appeal.lon, appeal.lat)
    return "" if distance == float("inf") else str(minutes(distance))


def same(text: str) -> Names | None:
    return dict.fromkeys(LANGUAGES, text) if text else None


def pursued_since(now: datetime) -> UUID:
    """The smallest id of a part that is pursued after closing."""
    return first_id(now - PURSUED)


def in_trouble(now: datetime) -> QuerySet[Delivery, UUID]:
    """Appeals with a part, written of late, that has not arrived or of which nobody knows."""
    late = Delivery.objects.filter(pk__gte=pursued_since(now), state__in=TROUBLES)
    return late.values_list("part__message__appeal", flat=True)


def oldest_waiting() -> datetime | None:
    """Since when the oldest outgoing part that is due has waited; retries of a channel that is away are not due."""
    waiting = Delivery.objects.filter(state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED])
    oldest: datetime | None = waiting.aggregate(oldest=Min("changed_at"))["oldest"]
    return oldest
