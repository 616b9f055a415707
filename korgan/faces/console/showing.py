"""Rows as the one who asks may read them: every answer of the console that tells of an appeal is made here."""

from collections.abc import Collection
from functools import cache
from uuid import UUID

from korgan.briefs import rows, staff
from korgan.briefs.fields import hide
from korgan.briefs.page import AppealPage, page
from korgan.dispatch.models import Concern
from korgan.faces.console.who import StaffRequest, desks_of, visible
from korgan.intake.models import Appeal
from korgan.intake.topics import areas_of
from korgan.people.queries import Staff


def appeals(asker: Staff, found: Collection[Appeal]) -> list[staff.AppealBrief]:
    fields = cache(asker.fields)
    briefs = staff.appeals(found)
    return [hide(brief, fields(areas_of(row))) for row, brief in zip(found, briefs, strict=True)]


def appeal(request: StaffRequest, appeal_id: UUID) -> staff.AppealBrief:
    return appeals(request.auth, rows.appeals([appeal_id]))[0]


def whole(request: StaffRequest, cursor: str, appeal: Appeal) -> AppealPage:
    return hide(page(cursor, appeal.pk, desks_of(request.auth), visible(request.auth)), fields_of(request, appeal))


def message(request: StaffRequest, appeal: Appeal, message_id: UUID) -> staff.MessageBrief:
    return hide(staff.message(rows.messages().get(pk=message_id)), fields_of(request, appeal))


def assignment(request: StaffRequest, assignment_id: UUID) -> staff.AssignmentBrief:
    sent = rows.assignments().get(pk=assignment_id)
    concern = Concern.objects.select_related("appeal__desk").get(incident=sent.incident_id)
    return hide(staff.assignment(sent), fields_of(request, concern.appeal))


def fields_of(request: StaffRequest, appeal: Appeal) -> frozenset[str]:
    return request.auth.fields(areas_of(appeal))
