"""Operations of the citizen app. No account: the key in the cookie tells whose appeals these are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router, Status

from korgan import path
from korgan.briefs import citizen, rows
from korgan.channels.queries import open_account
from korgan.evidence.actions import open_preview
from korgan.evidence.rules import NoPreview
from korgan.faces.citizen import shapes, writing
from korgan.faces.citizen.key import contacts_of, first_key, give, key_of, new_key
from korgan.intake.actions import Registered
from korgan.intake.models import Appeal, Conversation, Direction, Message, Part
from korgan.journal.clock import nearly as now
from korgan.journal.queries import cursor_now
from korgan.people.queries import APP
from korgan.reply.models import DeliveryState
from korgan.reply.outbox import received
from korgan.reply.rules import NothingToSay
from korgan.territory import queries as territory
from korgan.triage.standing import service_names
from korgan.words import LANGUAGES

router = Router()
NEWEST = 50
EMERGENCY = "102"
REFUSED = {400: shapes.Refusal, 403: shapes.Refusal, 404: shapes.Refusal, 413: shapes.Refusal,
           422: shapes.Refusal, 503: shapes.Refusal}  # fmt: skip


@router.get("/me", response=shapes.Mine, operation_id="citizen_me")
def me(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """My appeals, newest first; gives the key cookie to whoever has none yet."""
    cursor = cursor_now()
    if key_of(request) is None:
        give(response, new_key())
    contacts = contacts_of(request)
    mine = Appeal.objects.filter(contact__in=contacts).order_by("-registered_at")[:NEWEST]
    found = citizen.appeals(list(mine.select_related("desk")))
    return {
        "appeals": found,
        "is_joined": len(contacts) > 1,
        "cursor": cursor,
        "languages": list(LANGUAGES),
        "emergency": EMERGENCY,
    }


@router.post("/appeals", response={200: shapes.Receipt, 201: shapes.Receipt, **REFUSED}, operation_id="report")
def report(request: HttpRequest, response: HttpResponse, asked: shapes.Report) -> Status[dict[str, Any]]:
    """Report to the police. 201 only after commit; a repeat of the client key answers the first result with 200."""
    key = key_of(request) or first_key(asked.client_key)
    registered = path.register(open_account(APP), writing.report(asked, key, now()))
    give(response, key)
    return Status(status_of(registered), receipt(registered))


def status_of(registered: Registered) -> int:
    return 200 if registered.how == "repeated" else 201


def receipt(registered: Registered) -> dict[str, Any]:
    """All of it is known from registering; asking the database once more would cost a third of the whole."""
    assert registered.desk is not None  # a report is a thread of its own, so it never joins another's appeal
    code = registered.hand_to
    return {
        "id": registered.appeal,
        "number": registered.number,
        "registered_at": registered.registered_at,
        "desk_name": territory.names_of_desk(registered.desk),
        "urgency": registered.urgency,
        "hand_to": {"code": code, "names": service_names(code)} if code else None,
        "repeated": registered.how == "repeated",
    }


@router.get("/appeals/{appeal_id}", response={200: shapes.Conversation, 404: shapes.Refusal}, operation_id="my_appeal")
def my_appeal(request: HttpRequest, appeal_id: UUID) -> dict[str, Any]:
    """One of my appeals with its conversation; what it shows me was thereby delivered."""
    cursor = cursor_now()
    row = own(request, appeal_id)
    delivered(row, DeliveryState.DELIVERED)
    found = [citizen.message(one) for one in rows.messages().filter(appeal=row)]
    return {"cursor": cursor, "appeal": citizen.appeals([row])[0], "messages": found}


@router.post(
    "/appeals/{appeal_id}/messages",
    response={200: citizen.CitizenMessage, 201: citizen.CitizenMessage, **REFUSED},
    operation_id="say",
)
def say(request: HttpRequest, appeal_id: UUID, asked: shapes.Said) -> Status[citizen.CitizenMessage]:
    """One more message; after the appeal was closed it opens a new one, told by the answer's `appeal`."""
    row, key = own(request, appeal_id), key_of(request)
    if not (asked.text.strip() or asked.place or asked.photos or asked.files) or key is None:
        raise NothingToSay
    thread = Conversation.objects.filter(appeal=row).values_list("thread", flat=True).latest("opened_at")
    registered = path.register(row.account, writing.said(asked, thread, key, now()))
    return Status(status_of(registered), citizen.message(rows.messages().get(pk=registered.message)))


@router.post("/appeals/{appeal_id}/seen", response={200: citizen.CitizenAppeal, **REFUSED}, operation_id="read_up_to")
def seen(request: HttpRequest, appeal_id: UUID, asked: shapes.SeenUpTo) -> citizen.CitizenAppeal:
    """I have read the answers up to this message."""
    row = own(request, appeal_id)
    last = Message.objects.get(pk=asked.up_to, appeal=row)
    delivered(row, DeliveryState.READ, last.at)
    return citizen.appeals([own(request, appeal_id)])[0]


@router.get("/photos/{part_id}", operation_id="my_photo")
def photo(request: HttpRequest, part_id: UUID) -> FileResponse:
    """The preview of a photo I sent."""
    part = Part.objects.select_related("evidence", "message").get(pk=part_id)
    own(request, part.message.appeal_id)
    if part.evidence is None:
        raise NoPreview(str(part_id))
    answer = FileResponse(open_preview(part.evidence), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@router.get("/backdrop", operation_id="citizen_backdrop")
def backdrop(request: HttpRequest) -> dict[str, Any]:
    """GeoJSON of streets, water and parks, so that no tile vendor learns where a citizen is."""
    return territory.backdrop(open_account(APP).department_id)


def own(request: HttpRequest, appeal_id: UUID) -> Appeal:
    """His own appeal; another's does not exist for him."""
    found = Appeal.objects.select_related("desk", "account__department")
    return found.get(pk=appeal_id, contact__in=contacts_of(request))


def delivered(row: Appeal, state: str, up_to: datetime | None = None) -> None:
    before = {DeliveryState.DELIVERED: [DeliveryState.ACCEPTED]}.get(
        DeliveryState(state), [DeliveryState.ACCEPTED, DeliveryState.DELIVERED]
    )
    parts = Part.objects.filter(message__appeal=row, message__direction=Direction.OUT, delivery__state__in=before)
    if up_to is not None:
        parts = parts.filter(message__at__lte=up_to)
    if waiting := list(parts.values_list("pk", flat=True)):
        received(waiting, state, f"citizen:{row.contact_id}", now())
