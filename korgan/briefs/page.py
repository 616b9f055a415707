"""One appeal with everything said and done: what the console shows of it when it is opened."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from korgan.briefs import handling, rows, staff
from korgan.briefs.handling import ExternalBrief, FollowUpBrief, LinkBrief, NoteBrief, TransferBrief
from korgan.briefs.schema import Schema
from korgan.briefs.staff import AppealBrief, AssignmentBrief, LogLine, MessageBrief, UnitBrief
from korgan.dispatch import queries as dispatch
from korgan.dispatch import rules as dispatch_rules
from korgan.dispatch.models import Unit
from korgan.handling.duplicates import Alike, suggested
from korgan.intake.models import Appeal, Outcome
from korgan.people.models import Contact
from korgan.triage.standing import category_names
from korgan.words import Names


class Citizen(Schema):
    """`false_calls`: how often an appeal of this contact ended as one."""

    name: str | None
    address: str
    channel: str
    false_calls: int


class Duplicate(Schema):
    """An appeal that may be about the same thing, and why."""

    appeal: UUID
    number: str
    subject: str
    state: str
    registered_at: datetime
    metres: int
    minutes: int
    category: str
    category_names: Names | None


class Recommended(Schema):
    unit: UnitBrief
    metres: int | None
    minutes: int | None


class AppealPage(Schema):
    cursor: str
    appeal: AppealBrief
    citizen: Citizen | None
    messages: list[MessageBrief]
    assignments: list[AssignmentBrief] | None
    log: list[LogLine] | None
    recommended: list[Recommended] | None
    notes: list[NoteBrief] | None
    transfers: list[TransferBrief] | None
    links: list[LinkBrief]
    follow_ups: list[FollowUpBrief] | None
    numbers: list[ExternalBrief] | None
    duplicates: list[Duplicate] | None


def page(cursor: str, appeal_id: UUID, desks: frozenset[int], among: QuerySet[Appeal]) -> AppealPage:
    """The page as it stands after the cursor; units of these desks are recommended, doubles sought among these."""
    row = rows.appeals([appeal_id])[0]
    return AppealPage(
        cursor=cursor,
        appeal=staff.appeals([row])[0],
        citizen=citizen(row.contact, row.account.kind),
        messages=[staff.message(one) for one in rows.messages().filter(appeal=appeal_id)],
        assignments=[staff.assignment(one) for one in dispatch.assignments_of([appeal_id])[appeal_id]],
        log=staff.log(rows.log_of(appeal_id)),
        recommended=[suggestion(row, unit) for unit in dispatch.recommended(row, desks)],
        **handling.of_page(appeal_id),
        duplicates=[duplicate(other, why) for other, why in suggested(row, among)],
    )


def citizen(contact: Contact, channel: str) -> Citizen:
    """A contact's address is shown masked: enough to tell two apart."""
    false_calls = contact.appeals.filter(outcome=Outcome.FALSE_CALL).count()
    address = f"••• {contact.address[-4:]}"
    return Citizen(name=contact.name or None, address=address, channel=channel, false_calls=false_calls)


def duplicate(other: Appeal, why: Alike) -> Duplicate:
    return Duplicate(
        appeal=other.pk,
        number=other.number,
        subject=other.subject,
        state=other.state,
        registered_at=other.registered_at,
        metres=why.metres,
        minutes=why.minutes,
        category=why.category,
        category_names=category_names(why.category) if why.category else None,
    )


def suggestion(row: Appeal, unit: Unit) -> Recommended:
    distance = dispatch_rules.nearness(unit, row.lon, row.lat)
    is_known = distance != float("inf")
    return Recommended(
        unit=staff.unit(unit, None),
        metres=round(distance) if is_known else None,
        minutes=dispatch_rules.minutes(distance) if is_known else None,
    )
