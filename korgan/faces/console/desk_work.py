"""Views of the queue, counts, acts on many, and what a chief does with a clock that ran out."""

from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db.models import Count, F, Q
from ninja import Router

from korgan.briefs import staff
from korgan.faces.console import handled as shapes
from korgan.faces.console import showing
from korgan.faces.console.acting import REFUSED, once
from korgan.faces.console.reading import counts
from korgan.faces.console.who import StaffRequest, desks_of, require, visible
from korgan.faces.refusals import REFUSALS
from korgan.handling import escalation, views
from korgan.handling.entries import AppealAssigned, ChiefCalled
from korgan.handling.models import View
from korgan.intake.models import State
from korgan.intake.topics import areas_of
from korgan.journal.actions import AlreadyDone
from korgan.journal.clock import nearly as now
from korgan.journal.connections import close_dead_connections
from korgan.people.colleagues import colleagues
from korgan.people.rules import NotAllowed
from korgan.reply.joined import close_off_topic
from korgan.territory.models import Desk
from korgan.words import in_all

router = Router()


@router.get("/views", response=list[shapes.ViewShown], operation_id="saved_views")
def saved_views(request: StaffRequest) -> list[dict[str, Any]]:
    """My own views and those of my desks."""
    return [
        view_shown(one, request.auth.id) for one in views.views_of(request.auth.user, desks_of(request.auth, "read"))
    ]


@router.post("/views", response={200: shapes.ViewShown, **REFUSED}, operation_id="save_view")
def save_view(request: StaffRequest, asked: shapes.ViewAsked) -> dict[str, Any]:
    """Keep a filter under a name, mine or for all of a desk."""
    desk = Desk.objects.get(pk=asked.desk, pk__in=desks_of(request.auth, "take")) if asked.desk else None
    filters = asked.filters.model_dump(exclude_none=True)
    try:
        view = views.save_view(asked.name, filters, desk, request.auth.user, asked.client_key)
    except AlreadyDone as done:
        view = View.objects.get(pk=UUID(str(done.facts.get("view"))), owner=request.auth.user)
    return view_shown(view, request.auth.id)


@router.post("/views/{view_id}/remove", response={200: shapes.Done, **REFUSED}, operation_id="remove_view")
def remove_view(request: StaffRequest, view_id: UUID, asked: shapes.Asked) -> dict[str, bool]:
    """Only whoever made it removes it."""
    known = Q(owner=request.auth.user) | Q(desk__in=desks_of(request.auth, "read"))
    View.objects.get(known, pk=view_id)
    try:
        views.remove_view(view_id, request.auth.user, now(), asked.client_key)
    except AlreadyDone as done:
        if done.facts.get("view") != str(view_id):
            raise
    return {"done": True}


def view_shown(view: View, user: int) -> dict[str, Any]:
    return {"id": view.pk, "name": view.name, "filters": view.filters, "desk": view.desk_id,
            "is_mine": view.owner_id == user}  # fmt: skip


@router.get("/counts", response=shapes.CountsShown, operation_id="console_counts")
def how_many(request: StaffRequest) -> dict[str, Any]:
    """How many wait, counted here: a screen has not loaded a queue of thousands whole."""
    seen = visible(request.auth)
    by_desk = seen.exclude(state=State.CLOSED).values("desk", "state").annotate(count=Count("id"))
    desks: dict[int, dict[str, Any]] = {}
    for row in by_desk.annotate(names=F("desk__names")).order_by("desk", "state"):
        desk = desks.setdefault(row["desk"], {"desk": row["desk"], "names": row["names"], "states": {}})
        desk["states"][row["state"]] = row["count"]
    return {"counts": counts(seen, request.auth.id), "desks": list(desks.values())}


@router.post("/bulk/close", response={200: list[shapes.BulkResult], **REFUSED}, operation_id="bulk_close")
def bulk_close(request: StaffRequest, asked: shapes.BulkClose) -> list[dict[str, Any]]:
    """Answer many that are off topic with one template and close them; each is told by itself whether it worked."""
    request.auth.require("bulk", request.auth.areas)
    return [closed(request, appeal, asked) for appeal in dict.fromkeys(asked.appeals)]


def closed(request: StaffRequest, appeal: UUID, asked: shapes.BulkClose) -> dict[str, Any]:
    code = None
    try:
        require(request, "bulk", appeal)
        close_off_topic(appeal, asked.template, request.auth.user, now(), asked.client_key)
    except AlreadyDone:
        pass
    except tuple(REFUSALS) as refused:
        code = next(code for kind, (_, code) in REFUSALS.items() if isinstance(refused, kind))
    except (OperationalError, InterfaceError):
        # Of this one nothing is kept; the others are each by itself.
        close_dead_connections()
        code = "away"
    return {"appeal": appeal, "error": code, "message": in_all(f"error.{code}") if code else None}


@router.post("/appeals/{appeal_id}/escalate", response={200: staff.AppealBrief, **REFUSED}, operation_id="escalate")
def escalate(request: StaffRequest, appeal_id: UUID, asked: shapes.Asked) -> staff.AppealBrief:
    """Call the shift's chief to the appeal."""
    require(request, "escalate", appeal_id)
    by = request.auth.user
    once(lambda: escalation.call_chief(appeal_id, by, asked.client_key), ChiefCalled, appeal_id)
    return showing.appeal(request, appeal_id)


@router.post("/appeals/{appeal_id}/assign", response={200: staff.AppealBrief, **REFUSED}, operation_id="assign")
def assign(request: StaffRequest, appeal_id: UUID, asked: shapes.AssignTo) -> staff.AppealBrief:
    """The chief gives the appeal to an operator."""
    areas = areas_of(require(request, "assign", appeal_id))
    to = colleagues("take", areas).filter(pk=asked.staff).first()
    if to is None:
        raise NotAllowed("this colleague may not take it")
    by = request.auth.user
    seen_with, key = asked.seen_with, asked.client_key
    once(lambda: escalation.assign(appeal_id, to, by, now(), key, seen_with=seen_with), AppealAssigned, appeal_id)
    return showing.appeal(request, appeal_id)
