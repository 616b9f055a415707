from datetime import datetime
from uuid import UUID

from django.db import transaction

from korgan.intake.actions import locked
from korgan.intake.models import Appeal, State, Urgency
from korgan.intake.topics import topics
from korgan.journal.actions import Fact, require_new, write
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.territory.desks import area_of_desk
from korgan.triage.entries import AssessmentAgreed, AssessmentCorrected
from korgan.triage.rules import Assessment
from korgan.triage.terms import reply_by, set_anew

SUGGESTED, AGREED, CORRECTED = "suggested", "agreed", "corrected"
ASSESSED = ["assessment", "urgency", "off_topic", "hand_to", "reasons", "reply_by", "register_by", "answer_by",
            "readdress_by", "rules"]  # fmt: skip


class AssessmentStands(Exception):
    """A closed appeal's assessment stands."""


def require_open(appeal: Appeal) -> None:
    if appeal.state == State.CLOSED:
        raise AssessmentStands(appeal.number)


@transaction.atomic
def agree(appeal_id: UUID, by: User, client_key: UUID | None = None) -> Appeal:
    """A human says that the machine's assessment is right; saying it again changes nothing."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    require_open(appeal)
    if appeal.assessment == AGREED:
        return appeal
    appeal.assessment = AGREED
    return changed(appeal, AssessmentAgreed(appeal.id), name_of(by), client_key)


@transaction.atomic
def correct(appeal_id: UUID, urgency: Urgency, off_topic: bool, by: User, client_key: UUID | None = None) -> Appeal:
    """A human decides otherwise than the machine; the deadline counts anew from the registration."""
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    require_open(appeal)
    if (appeal.assessment, appeal.urgency, appeal.off_topic) == (CORRECTED, urgency, off_topic):
        return appeal
    if appeal.off_topic != off_topic:
        turn(appeal, off_topic)
    appeal.assessment = CORRECTED
    set_urgency(appeal, urgency, appeal.registered_at)
    return changed(appeal, AssessmentCorrected(appeal.id, urgency, off_topic), name_of(by), client_key)


def turn(appeal: Appeal, off_topic: bool) -> None:
    """Police work or not: the clock of the book changes with it, and what is the police's need not be sent on."""
    appeal.off_topic = off_topic
    if not off_topic:
        appeal.hand_to, appeal.readdress_by = "", None
    set_anew(appeal)


def raise_urgency(appeal: Appeal, urgency: Urgency, said: Assessment, by: str, now: datetime) -> None:
    """A later message made it worse; the machine may raise what no human has decided, and never lower it."""
    appeal.reasons = [*appeal.reasons, *({"code": reason.code, "quote": reason.quote} for reason in said.reasons)]
    appeal.rules = said.rules
    if appeal.off_topic:
        turn(appeal, False)
    set_urgency(appeal, urgency, now)
    changed(appeal, AssessmentCorrected(appeal.id, urgency, False, said.rules), by, None)


def set_urgency(appeal: Appeal, urgency: Urgency, since: datetime) -> None:
    if urgency != appeal.urgency:
        appeal.urgency = urgency
        appeal.reply_by = reply_by(urgency, appeal.account.kind, since, area_of_desk(appeal.desk_id))


def changed(appeal: Appeal, fact: Fact, by: str, client_key: UUID | None) -> Appeal:
    appeal.version = write(fact, by=by, topics=topics(appeal), client_key=client_key).seq
    appeal.save(update_fields=[*ASSESSED, "version"])
    return appeal
