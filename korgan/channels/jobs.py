from contextlib import suppress
from typing import Any
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from korgan.channels.actions import SYSTEM, forget_raw
from korgan.channels.models import Inbound
from korgan.channels.telling import tell
from korgan.journal.clock import now
from korgan.journal.work import job


@job("channels.tell_how_to_write")
def tell_how_to_write(seq: int, facts: dict[str, Any]) -> None:
    tell_at_its_pace(facts["inbound"])


@job("channels.tell_later")
def tell_later(inbound: str) -> None:
    tell_at_its_pace(inbound)


def tell_at_its_pace(inbound: str) -> None:
    """Twice in a crash is better than never."""
    again = tell(Inbound.objects.select_related("account").get(pk=UUID(inbound)), now())
    if again is not None:
        with suppress(AlreadyEnqueued):
            tell_later.configure(queueing_lock=f"tell:{inbound}", schedule_at=again).defer(inbound=inbound)


@app.periodic(cron="41 * * * *")
@job("channels.forget_raw", queueing_lock="channels.forget_raw")
def forget_old(timestamp: int) -> None:
    """What the outside systems said in their own words is kept for so many days (KORGAN_KEEP_RAW_DAYS; 0: for ever)."""
    if settings.KEEP_RAW:
        forget_raw(now() - settings.KEEP_RAW, SYSTEM)
