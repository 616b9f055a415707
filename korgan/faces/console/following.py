"""Promises to call back, numbers of other registers, and finding an appeal by a number."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from ninja import Query, Router

from korgan.briefs import handling as briefs
from korgan.briefs import rows, staff
from korgan.faces.console import handled as shapes
from korgan.faces.console import showing
from korgan.faces.console.acting import REFUSED, made_once, once
from korgan.faces.console.who import StaffRequest, require, visible
from korgan.handling import follow_ups, numbers
from korgan.handling.entries import FollowUpDone, FollowUpSet, NumberAdded, NumberStruck
from korgan.handling.models import ExternalNumber, FollowUp
from korgan.journal.clock import nearly as now

router = Router()
FOUND = 20


@router.post(
    "/appeals/{appeal_id}/follow-ups", response={200: briefs.FollowUpBrief, **REFUSED}, operation_id="follow_up"
)
def follow_up(request: StaffRequest, appeal_id: UUID, asked: shapes.FollowUpAt) -> briefs.FollowUpBrief:
    """Promise to come back to the appeal at a time."""
    require(request, "follow_up", appeal_id)
    by = request.auth.user
    made = made_once(
        lambda: follow_ups.follow_up(appeal_id, asked.due_at, asked.words, by, now(), asked.client_key),
        FollowUpSet,
        "follow_up",
        appeal_id,
    )
    return briefs.follow_up(briefs.follow_ups().get(pk=made))


@router.post(
    "/follow-ups/{follow_up_id}/done", response={200: briefs.FollowUpBrief, **REFUSED}, operation_id="followed_up"
)
def followed_up(request: StaffRequest, follow_up_id: UUID, asked: shapes.Asked) -> briefs.FollowUpBrief:
    """It is done."""
    promised, by = FollowUp.objects.get(pk=follow_up_id), request.auth.user
    require(request, "follow_up", promised.appeal_id)
    once(lambda: follow_ups.done(follow_up_id, by, now(), asked.client_key), FollowUpDone, promised.appeal_id)
    return briefs.follow_up(briefs.follow_ups().get(pk=follow_up_id))


@router.get("/number-kinds", response=list[shapes.NumberKindShown], operation_id="number_kinds")
def number_kinds(request: StaffRequest) -> list[dict[str, Any]]:
    """The registers whose numbers we keep, and the form by which the screen warns of a slip."""
    return [{"code": code, "names": kind.names, "form": kind.form} for code, kind in numbers.KINDS.items()]


@router.post("/appeals/{appeal_id}/numbers", response={200: briefs.ExternalBrief, **REFUSED}, operation_id="add_number")
def add_number(request: StaffRequest, appeal_id: UUID, asked: shapes.NumberOf) -> briefs.ExternalBrief:
    """Write down the number another register gave."""
    require(request, "number", appeal_id)
    by = request.auth.user
    added = made_once(
        lambda: numbers.add_number(appeal_id, asked.kind, asked.number, by, now(), asked.client_key),
        NumberAdded,
        "external",
        appeal_id,
    )
    return briefs.external(briefs.numbers().get(pk=added))


@router.post(
    "/numbers/{number_id}/strike", response={200: briefs.ExternalBrief, **REFUSED}, operation_id="strike_number"
)
def strike_number(request: StaffRequest, number_id: UUID, asked: shapes.Asked) -> briefs.ExternalBrief:
    """The number was mistyped."""
    row, by = ExternalNumber.objects.get(pk=number_id), request.auth.user
    require(request, "number", row.appeal_id)
    once(lambda: numbers.strike_number(number_id, by, now(), asked.client_key), NumberStruck, row.appeal_id)
    return briefs.external(briefs.numbers().get(pk=number_id))


@router.get("/find", response={200: list[staff.AppealBrief], **REFUSED}, operation_id="find_by_number")
def find(request: StaffRequest, number: Annotated[str, Query(min_length=3, max_length=60)]) -> list[staff.AppealBrief]:
    """Appeals by their number, its end, or another register's number; of those I see, newest first."""
    said = number.strip().lstrip("№# ")
    seen = rows.with_what_is_told(visible(request.auth))
    by_register = ExternalNumber.objects.filter(number=said, struck_at__isnull=True).values("appeal")
    ours = Q(number__iexact=said) | (Q(serial=int(said)) if said.isdecimal() and len(said) < 9 else Q(pk__in=[]))
    return showing.appeals(
        request.auth, list(seen.filter(ours | Q(pk__in=by_register)).order_by("-registered_at")[:FOUND])
    )
