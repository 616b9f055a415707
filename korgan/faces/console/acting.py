"""What staff do. Each operation: who, may he, act, shape."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Model
from ninja import Router

from korgan.briefs import staff
from korgan.dispatch import actions as dispatch
from korgan.dispatch.entries import UnitReported, UnitSent
from korgan.faces.console import shapes, showing
from korgan.faces.console.who import StaffRequest, require, require_assignment, require_part, require_unit
from korgan.handling import actions as handling
from korgan.handling.entries import AppealClosed, AppealReleased, AppealTaken
from korgan.intake.models import Part, Urgency
from korgan.journal.actions import AlreadyDone
from korgan.journal.clock import nearly as now
from korgan.people.actions import name_of
from korgan.people.rules import READ
from korgan.reply import actions as reply
from korgan.reply import outbox
from korgan.reply.entries import DeliveryRequeued, LanguageCorrected, ReplyWritten
from korgan.routing import actions as routing
from korgan.routing.entries import AppealReclassified
from korgan.triage import actions as triage
from korgan.triage.entries import AssessmentAgreed, AssessmentCorrected

router = Router()
REFUSED = {401: shapes.Refusal, 403: shapes.Refusal, 404: shapes.Refusal, 409: shapes.Refusal, 422: shapes.Refusal}


def once(act: Callable[[], object], fact: type, appeal_id: UUID) -> None:
    """A repeat of the client's key has nothing left to do: the answer is the row as it stands."""
    try:
        act()
    except AlreadyDone as done:
        earlier(done, fact, appeal_id)


def made_once(act: Callable[[], Model], fact: type, name: str, appeal_id: UUID) -> UUID:
    """The id of what the act makes, or of what the client's key made the first time, under its name in the fact."""
    try:
        made: UUID = act().pk
    except AlreadyDone as done:
        made = UUID(str(earlier(done, fact, appeal_id)[name]))
    return made


def earlier(done: AlreadyDone, fact: type, appeal_id: UUID) -> dict[str, object]:
    """What the key wrote the first time; a key that did something else then does not do this now."""
    if (done.kind, done.facts.get("appeal")) != (fact.__name__, str(appeal_id)):
        raise done
    return done.facts


@router.post("/appeals/{appeal_id}/take", response={200: staff.AppealBrief, **REFUSED}, operation_id="take")
def take(request: StaffRequest, appeal_id: UUID, asked: shapes.Asked) -> staff.AppealBrief:
    """Make the appeal mine; 409 says who has it."""
    require(request, "take", appeal_id)
    once(lambda: handling.take(appeal_id, request.auth.user, now(), asked.client_key), AppealTaken, appeal_id)
    return showing.appeal(request, appeal_id)


@router.post("/appeals/{appeal_id}/release", response={200: staff.AppealBrief, **REFUSED}, operation_id="release")
def release(request: StaffRequest, appeal_id: UUID, asked: shapes.Asked) -> staff.AppealBrief:
    """Give the appeal back to its queue."""
    require(request, "release", appeal_id)
    once(lambda: handling.release(appeal_id, request.auth.user, asked.client_key), AppealReleased, appeal_id)
    return showing.appeal(request, appeal_id)


@router.post("/appeals/{appeal_id}/close", response={200: staff.AppealBrief, **REFUSED}, operation_id="close")
def close(request: StaffRequest, appeal_id: UUID, asked: shapes.Close) -> staff.AppealBrief:
    """End the work with an outcome; a duplicate says of what, unless it is joined already."""
    require(request, "close", appeal_id)
    by = request.auth.user
    if asked.duplicate_of is not None:
        require(request, "join", asked.duplicate_of)
    once(
        lambda: handling.close(appeal_id, asked.outcome, by, now(), asked.client_key, asked.duplicate_of),
        AppealClosed,
        appeal_id,
    )
    return showing.appeal(request, appeal_id)


@router.post("/appeals/{appeal_id}/agree", response={200: staff.AppealBrief, **REFUSED}, operation_id="agree")
def agree(request: StaffRequest, appeal_id: UUID, asked: shapes.Asked) -> staff.AppealBrief:
    """The machine's assessment is right."""
    require(request, "assess", appeal_id)
    once(lambda: triage.agree(appeal_id, request.auth.user, asked.client_key), AssessmentAgreed, appeal_id)
    return showing.appeal(request, appeal_id)


@router.post("/appeals/{appeal_id}/correct", response={200: staff.AppealBrief, **REFUSED}, operation_id="correct")
def correct(request: StaffRequest, appeal_id: UUID, asked: shapes.Correct) -> staff.AppealBrief:
    """The machine's assessment is wrong: this is the urgency."""
    require(request, "assess", appeal_id)
    urgency, by = Urgency(asked.urgency), request.auth.user
    once(
        lambda: triage.correct(appeal_id, urgency, asked.off_topic, by, asked.client_key),
        AssessmentCorrected,
        appeal_id,
    )
    return showing.appeal(request, appeal_id)


@router.post("/appeals/{appeal_id}/kind", response={200: shapes.Reclassified, **REFUSED}, operation_id="reclassify")
def reclassify(request: StaffRequest, appeal_id: UUID, asked: shapes.Reclassify) -> dict[str, UUID]:
    """It is of another kind; a complaint about the police is from then on seen by the level above only."""
    require(request, "assess", appeal_id)
    by = name_of(request.auth.user)
    once(lambda: routing.reclassify(appeal_id, asked.kind, by, asked.client_key), AppealReclassified, appeal_id)
    return {"appeal": appeal_id}


@router.post("/appeals/{appeal_id}/seen", response={200: staff.AppealBrief, **REFUSED}, operation_id="seen")
def seen(request: StaffRequest, appeal_id: UUID, asked: shapes.Seen) -> staff.AppealBrief:
    """I have read the citizen's messages."""
    require(request, READ, appeal_id)
    handling.see(appeal_id, request.auth.user)
    return showing.appeal(request, appeal_id)


@router.post("/appeals/{appeal_id}/send", response={200: staff.AssignmentBrief, **REFUSED}, operation_id="send_unit")
def send(request: StaffRequest, appeal_id: UUID, asked: shapes.Send) -> staff.AssignmentBrief:
    """Send a unit; 409 says where it is busy."""
    require(request, "send", appeal_id)
    require_unit(request, asked.unit)
    sent = made_once(
        lambda: dispatch.send(appeal_id, asked.unit, request.auth.user, now(), asked.client_key),
        UnitSent,
        "assignment",
        appeal_id,
    )
    return showing.assignment(request, sent)


@router.post(
    "/assignments/{assignment_id}/report", response={200: staff.AssignmentBrief, **REFUSED}, operation_id="report_unit"
)
def report(request: StaffRequest, assignment_id: UUID, asked: shapes.CrewReport) -> staff.AssignmentBrief:
    """Write down what the crew reports by radio."""
    appeal, by = require_assignment(request, "send", assignment_id), request.auth.user
    once(lambda: dispatch.report(assignment_id, asked.state, by, now(), asked.client_key), UnitReported, appeal.pk)
    return showing.assignment(request, assignment_id)


@router.post("/appeals/{appeal_id}/replies", response={200: staff.MessageBrief, **REFUSED}, operation_id="write_reply")
def write_reply(request: StaffRequest, appeal_id: UUID, asked: shapes.ReplyText) -> staff.MessageBrief:
    """Answer the citizen where he asked."""
    appeal = require(request, "reply", appeal_id)
    written = made_once(
        lambda: reply.reply(appeal_id, asked.text, request.auth.user, now(), asked.client_key),
        ReplyWritten,
        "message",
        appeal_id,
    )
    return showing.message(request, appeal, written)


@router.post("/appeals/{appeal_id}/language", response={200: staff.AppealBrief, **REFUSED}, operation_id="speak")
def speak(request: StaffRequest, appeal_id: UUID, asked: shapes.Speak) -> staff.AppealBrief:
    """Say which language the citizen is spoken to in; remembered for his next appeals too."""
    require(request, "reply", appeal_id)
    by = request.auth.user
    once(lambda: reply.correct_language(appeal_id, asked.language, by, asked.client_key), LanguageCorrected, appeal_id)
    return showing.appeal(request, appeal_id)


@router.post("/parts/{part_id}/retry", response={200: staff.MessageBrief, **REFUSED}, operation_id="send_again")
def send_again(request: StaffRequest, part_id: UUID, asked: shapes.SendAgain) -> staff.MessageBrief:
    """Send a failed part again; an unknown one only when sure."""
    appeal, by = require_part(request, "reply", part_id), request.auth.user
    once(lambda: outbox.send_again(part_id, asked.sure, by, now(), asked.client_key), DeliveryRequeued, appeal.pk)
    return showing.message(request, appeal, Part.objects.values_list("message", flat=True).get(pk=part_id))
