"""Giving an appeal to another desk."""

from typing import Any, Literal
from uuid import UUID

from ninja import Router

from korgan.briefs import handling as briefs
from korgan.faces.console import handled as shapes
from korgan.faces.console.acting import REFUSED, made_once
from korgan.faces.console.who import StaffRequest, require
from korgan.handling import transfer as transfers
from korgan.handling.entries import AppealTransferred
from korgan.intake.topics import areas_of
from korgan.journal.clock import nearly as now
from korgan.territory.models import Desk

router = Router()


@router.get("/desks", response=list[shapes.DeskShown], operation_id="console_desks")
def desks(request: StaffRequest, may: Literal["transfer_to", "take"] = "transfer_to") -> list[dict[str, Any]]:
    """The desks to which an appeal may be given; whether it may this one is said when it is tried. Or those where one
    may take appeals: for all of such a desk one may keep a view."""
    found = Desk.objects.filter(is_open=True, area__in=request.auth.areas_for(may)).select_related("area")
    return [
        {
            "id": one.pk,
            "names": one.names,
            "area_name": one.area.names,
            "department": transfers.department_of(one.area_id),
        }
        for one in found.order_by("area__kind", "pk")
    ]


@router.post("/appeals/{appeal_id}/transfer", response={200: briefs.TransferBrief, **REFUSED}, operation_id="transfer")
def transfer(request: StaffRequest, appeal_id: UUID, asked: shapes.TransferTo) -> briefs.TransferBrief:
    """Give the appeal to another desk; the citizen is told where it went."""
    appeal = require(request, "transfer", appeal_id)
    commands = request.auth.may("assign", areas_of(appeal))
    request.auth.require("transfer_to", [Desk.objects.get(pk=asked.desk).area_id])
    by = request.auth.user
    done = made_once(
        lambda: transfers.transfer(
            appeal_id,
            asked.desk,
            asked.reason,
            asked.words,
            by,
            now(),
            asked.client_key,
            commands=commands,
            seen_at=appeal.desk_id,
        ),
        AppealTransferred,
        "transfer",
        appeal_id,
    )
    return briefs.transfer(briefs.transfers().get(pk=done))
