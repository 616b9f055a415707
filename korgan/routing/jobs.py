from typing import Any

from django.db import transaction

from korgan.intake.actions import locked
from korgan.journal.steps import once
from korgan.journal.work import job
from korgan.routing.actions import is_open, latest_place, reroute

SYSTEM = "system:routing"


@job("routing.reroute_by_place")
@transaction.atomic
def reroute_by_place(seq: int, facts: dict[str, Any]) -> None:
    """A place that arrives later re-routes."""
    if not once(seq, "routing.reroute_by_place"):
        return
    place = latest_place(facts["message"])
    appeal = locked(facts["appeal"])
    if place is not None and is_open(appeal):
        reroute(appeal, place, SYSTEM)
