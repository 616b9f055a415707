from datetime import datetime

from django.db.models import Min

from korgan.reply.models import Delivery, DeliveryState


def oldest_waiting() -> datetime | None:
    """Since when the oldest outgoing part that is due has waited; retries of a channel that is away are not due."""
    waiting = Delivery.objects.filter(state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED])
    oldest: datetime | None = waiting.aggregate(oldest=Min("changed_at"))["oldest"]
    return oldest
