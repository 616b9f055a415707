from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.dispatch import rules
from korgan.dispatch.entries import UnitReported, UnitSent
from korgan.dispatch.models import Assignment, Concern, Incident, Unit, UnitState
from korgan.handling.changing import changed
from korgan.handling.complaints import require_not_complained_of
from korgan.handling.rules import require_holder, require_move
from korgan.intake.actions import locked
from korgan.intake.models import Appeal, State
from korgan.journal.actions import require_new
from korgan.people.actions import name_of
from korgan.people.models import User


@transaction.atomic
def send(appeal_id: UUID, unit_id: int, by: User, now: datetime, client_key: UUID | None = None) -> Assignment:
    """Send a unit to the appeal's incident, opening one if there is none; the unit must be free."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    require_holder(appeal, by)
    if appeal.state != State.SENT:
        require_move(appeal, State.SENT)
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    require_free(unit)
    require_not_complained_of(appeal, unit.desk.area_id)
    assignment = Assignment(incident=incident_of(appeal, by), unit=unit, sent_by=by, sent_at=now)
    fact = UnitSent(appeal.id, assignment.incident_id, unit.id, assignment.id)
    appeal.state = State.SENT
    changed(appeal, fact, name_of(by), client_key, ["state"], [topic_of(unit)])
    save(assignment, unit, UnitState.SENT, appeal.version)
    return assignment


@transaction.atomic
def report(assignment_id: UUID, state: str, by: User, now: datetime, client_key: UUID | None = None) -> Assignment:
    """Write down what the crew reports by radio; done frees the unit and, with the last one, finishes the job."""
    appeal = locked(Concern.objects.get(incident__assignments=assignment_id).appeal_id)
    require_new(name_of(by), client_key)
    require_holder(appeal, by)
    unit = Unit.objects.select_for_update().get(assignments=assignment_id)
    assignment = Assignment.objects.select_for_update().get(pk=assignment_id)
    rules.require_later(assignment, state)
    setattr(assignment, f"{state}_at", now)
    if state == UnitState.DONE and not others_at_work(assignment):
        appeal.state = State.DONE
    fact = UnitReported(appeal.id, assignment.incident_id, unit.id, assignment.id, state)
    changed(appeal, fact, name_of(by), client_key, ["state"], [topic_of(unit)])
    save(assignment, unit, state, appeal.version)
    return assignment


def topic_of(unit: Unit) -> str:
    """A unit's own people hear what it does, also on an appeal that they may not see."""
    return f"area:{unit.desk.area_id}"


def require_free(unit: Unit) -> None:
    busy = Assignment.objects.filter(unit=unit, done_at__isnull=True).first()
    if busy is not None:
        raise rules.UnitBusy(
            unit.callsign, Concern.objects.select_related("appeal").filter(incident=busy.incident_id)[0].appeal.number
        )


def incident_of(appeal: Appeal, by: User) -> Incident:
    concern = Concern.objects.select_related("incident").filter(appeal=appeal).first()
    if concern is not None:
        return concern.incident
    incident = Incident.objects.create(opened_by=by)
    Concern.objects.create(incident=incident, appeal=appeal)
    return incident


def others_at_work(assignment: Assignment) -> bool:
    at_work = Assignment.objects.filter(incident=assignment.incident_id, done_at__isnull=True)
    return at_work.exclude(pk=assignment.pk).exists()


def save(assignment: Assignment, unit: Unit, state: str, version: int) -> None:
    assignment.state, assignment.version = state, version
    assignment.save()
    unit.state = UnitState.FREE if state == UnitState.DONE else state
    unit.version = version
    unit.save(update_fields=["state", "version"])
