"""The rows that briefs are made of, each kind in a known number of queries."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from korgan.dispatch.models import Assignment, Concern, Unit
from korgan.intake.models import Appeal, Message, Part
from korgan.journal.models import Entry

LOG_LENGTH = 200
# What no brief of an appeal tells: an area's border alone is thousands of points.
UNTOLD = ("area__geometry", "account__config", "account__secrets", "taken_by__password")


def messages() -> QuerySet[Message]:
    parts = Part.objects.select_related("evidence", "delivery").order_by("position", "id")
    return Message.objects.select_related("author").prefetch_related(Prefetch("parts", parts)).order_by("at", "id")


def log_of(appeal: UUID) -> list[Entry]:
    """The appeal's newest entries, oldest first."""
    newest = Entry.objects.filter(topics__contains=[f"appeal:{appeal}"]).order_by("-seq")[:LOG_LENGTH]
    return list(newest)[::-1]


def jobs_of(units: Collection[int]) -> dict[int, UUID]:
    """Which appeal each busy unit is on."""
    at_work = Assignment.objects.filter(unit__in=units, done_at__isnull=True).values_list("unit", "incident")
    incidents = {incident: unit for unit, incident in at_work}
    concerns = Concern.objects.filter(incident__in=incidents).values_list("incident", "appeal")
    return {incidents[incident]: appeal for incident, appeal in concerns}


def units_with_jobs(units: Collection[Unit]) -> list[tuple[Unit, UUID | None]]:
    jobs = jobs_of([unit.pk for unit in units])
    return [(unit, jobs.get(unit.pk)) for unit in units]


def assignments() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("unit", "sent_by")


def with_what_is_told(found: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """What every brief of an appeal shows, in one query."""
    return found.select_related("desk", "area", "account", "taken_by").defer(*UNTOLD)


def appeals(ids: Collection[UUID | str]) -> list[Appeal]:
    return list(with_what_is_told(Appeal.objects.filter(pk__in=ids)))
