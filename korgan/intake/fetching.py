"""Files that stay in an outside system until we fetch them: original bytes, hashed as they come."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from korgan.channels import base
from korgan.channels.models import Account
from korgan.channels.registry import channel_of
from korgan.evidence.actions import Arrival, Received, keep
from korgan.evidence.rules import Refusal
from korgan.intake.actions import attach, miss
from korgan.intake.models import Part, PartState

SYSTEM = "system:intake"
# The tries of a fetching job end long before.
GIVEN_UP_AFTER = timedelta(hours=1)


def waiting_parts(message: str) -> list[UUID]:
    waiting = Part.objects.filter(message=UUID(message), state=PartState.UPLOADING).exclude(file_ref="")
    return list(waiting.values_list("pk", flat=True))


def fetch(part_id: str) -> None:
    """Fetch a part's file; what the outside system refuses for good is shown as missing, not retried for ever."""
    part = Part.objects.select_related("account").get(pk=part_id)
    if part.state != PartState.UPLOADING:
        return
    try:
        received = asyncio.run(arrive(part.account, part.file_ref))
    except (base.Rejected, Refusal):
        miss(part.pk, SYSTEM)
        return
    attach(part.pk, keep(received).pk, SYSTEM)


def give_up(now: datetime) -> int:
    """Files that no try has brought are shown as missing; how many it was."""
    late = Part.objects.filter(state=PartState.UPLOADING, message__at__lt=now - GIVEN_UP_AFTER).exclude(file_ref="")
    lost = list(late.values_list("pk", flat=True))
    for part in lost:
        miss(part, SYSTEM)
    return len(lost)


async def arrive(account: Account, file_ref: str) -> Received:
    channel = channel_of(account.kind)
    arrival = Arrival(announced_bytes=None, limit=channel.can.file_bytes)
    try:
        async for chunk in channel.fetch(account, file_ref):
            arrival.feed(chunk)
        return arrival.finish()
    except BaseException:
        arrival.abort()
        raise
