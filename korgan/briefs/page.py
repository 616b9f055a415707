"""One appeal with everything said and done: what the console shows of it when it is opened."""

from uuid import UUID

from korgan.briefs import rows, staff
from korgan.briefs.schema import Schema
from korgan.briefs.staff import AppealBrief, AssignmentBrief, LogLine, MessageBrief, UnitBrief
from korgan.dispatch import queries as dispatch
from korgan.dispatch import rules as dispatch_rules
from korgan.dispatch.models import Unit
from korgan.intake.models import Appeal
from korgan.people.models import Contact


class Citizen(Schema):
    name: str | None
    address: str
    channel: str


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


def page(cursor: str, appeal_id: UUID, desks: frozenset[int]) -> AppealPage:
    """The page as it stands after the cursor; units of these desks are recommended."""
    row = rows.appeals([appeal_id])[0]
    return AppealPage(
        cursor=cursor,
        appeal=staff.appeals([row])[0],
        citizen=citizen(row.contact, row.account.kind),
        messages=[staff.message(one) for one in rows.messages().filter(appeal=appeal_id)],
        assignments=[staff.assignment(one) for one in dispatch.assignments_of([appeal_id])[appeal_id]],
        log=staff.log(rows.log_of(appeal_id)),
        recommended=[suggestion(row, unit) for unit in dispatch.recommended(row, desks)],
    )


def citizen(contact: Contact, channel: str) -> Citizen:
    """A contact's address is shown masked: enough to tell two apart."""
    return Citizen(name=contact.name or None, address=f"••• {contact.address[-4:]}", channel=channel)


def suggestion(row: Appeal, unit: Unit) -> Recommended:
    distance = dispatch_rules.nearness(unit, row.lon, row.lat)
    is_known = distance != float("inf")
    return Recommended(
        unit=staff.unit(unit, None),
        metres=round(distance) if is_known else None,
        minutes=dispatch_rules.minutes(distance) if is_known else None,
    )
