from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from korgan.handling.escalation import escalate_all
from korgan.handling.joining import part_complaint
from korgan.journal import clock
from korgan.journal.steps import once
from korgan.journal.work import job


@app.periodic(cron="* * * * * */5")
@job("handling.escalate", queueing_lock="handling.escalate")
def escalate(timestamp: int) -> None:
    """Clocks that ran out are told to the shift's chief."""
    escalate_all(clock.now())


@job("handling.part_what_may_not_meet")
@transaction.atomic
def part_what_may_not_meet(seq: int, facts: dict[str, Any]) -> None:
    """A complaint about the police leaves also whom it was joined with."""
    if once(seq, "handling.part_what_may_not_meet"):
        part_complaint(UUID(facts["appeal"]), clock.now())
