"""Giving an appeal to whom it belongs. The number stays; the former desk sees it leave, the new one sees it come."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.handling import rules
from korgan.handling.changing import changed
from korgan.handling.complaints import require_judge
from korgan.handling.entries import AppealTransferred
from korgan.handling.joining import together
from korgan.handling.models import Transfer, TransferReason
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, State
from korgan.intake.parameters import storable
from korgan.intake.topics import topics
from korgan.journal.actions import require_new
from korgan.journal.ids import new_id
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.territory.clocks import Clock
from korgan.territory.models import AreaKind, Desk
from korgan.territory.queries import ancestors, tree
from korgan.territory.rules import Reason
from korgan.territory.timetable import due

MOVED = ["state", "taken_by", "taken_at", "area", "desk", "routing_reason", "readdress_by"]


class TransferRefused(Exception):
    """The appeal cannot go to this desk: it is there, or left meanwhile, or a unit is at work on it, or
    it is closed."""


@transaction.atomic
def transfer(
    appeal_id: UUID,
    desk_id: int,
    reason: str,
    words: str,
    by: User,
    now: datetime,
    client_key: UUID | None = None,
    *,
    commands: bool = False,
    seen_at: int | None = None,
) -> Transfer:
    """Give the appeal to another desk with the reason; the law's clock runs until it is taken there. A chief
    commands it, whoever has it. `seen_at` is the desk at which the asker saw it and where he may give it away."""
    why, said = TransferReason(reason), storable(words).strip()
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    desk = Desk.objects.get(pk=desk_id, is_open=True)
    if not commands:
        rules.require_free(appeal, by)
    require_transfer(appeal, desk, seen_at)
    before, from_area, from_desk = topics(appeal), appeal.area_id, appeal.desk
    law = due(Clock.READDRESS, appeal.registered_at, from_desk.area_id)
    leaves = department_of(from_desk.area_id) != department_of(desk.area_id)
    move(appeal, desk, law if leaves else appeal.readdress_by)
    done = Transfer(
        id=new_id(), appeal=appeal, from_desk=from_desk, to_desk=desk, reason=why, words=said, by=by, at=now
    )
    done.is_late = leaves and now > law
    fact = AppealTransferred(
        appeal.id, done.id, why.value, desk.area_id, desk.pk, from_area, from_desk.pk, done.is_late
    )
    changed(appeal, fact, name_of(by), client_key, MOVED, before)
    done.version = appeal.version
    done.save(force_insert=True)
    return done


def move(appeal: Appeal, desk: Desk, readdress_by: datetime | None) -> None:
    appeal.area_id, appeal.desk, appeal.routing_reason = desk.area_id, desk, Reason.TRANSFERRED
    if appeal.state == State.TAKEN:
        appeal.state = State.REGISTERED
    appeal.taken_by, appeal.taken_at, appeal.readdress_by = None, None, readdress_by


def require_transfer(appeal: Appeal, desk: Desk, seen_at: int | None) -> None:
    is_gone = seen_at is not None and appeal.desk_id != seen_at
    if is_gone or appeal.state in (State.SENT, State.CLOSED) or appeal.desk_id == desk.pk:
        raise TransferRefused(appeal.number)
    # Whoever has the main one answers those joined with it too.
    for one in Appeal.objects.filter(pk__in=together(appeal.pk)):
        require_judge(one, desk.area_id)


def was_sent_on(appeal: Appeal) -> bool:
    """Whether it went to another department; from desk to desk within one it was not sent on in the law's sense."""
    moves = Transfer.objects.filter(appeal=appeal).values_list("from_desk__area", "to_desk__area")
    return any(department_of(here) != department_of(there) for here, there in moves)


def department_of(area: int) -> int | None:
    here = tree()
    return next((one for one in ancestors(area) if here.areas[one].kind == AreaKind.DEPARTMENT), None)
