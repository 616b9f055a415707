from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from korgan.intake.models import Appeal, Message, Part

WITH_OWNER = ("desk", "area", "account", "taken_by")


def appeals() -> QuerySet[Appeal]:
    """Appeals with what every brief shows, in one query."""
    return Appeal.objects.select_related(*WITH_OWNER)


def messages_of(appeal_id: UUID) -> QuerySet[Message]:
    return with_parts(Message.objects.filter(appeal=appeal_id)).order_by("at", "id")


def messages(ids: Iterable[UUID]) -> QuerySet[Message]:
    return with_parts(Message.objects.filter(id__in=list(ids)))


def with_parts(found: QuerySet[Message]) -> QuerySet[Message]:
    parts = Part.objects.select_related("evidence").order_by("position", "id")
    return found.select_related("author", "conversation").prefetch_related(Prefetch("parts", parts))


def part_by_key(account_id: int, external_id: str) -> Part | None:
    return Part.objects.select_related("message__appeal").filter(account=account_id, external_id=external_id).first()
