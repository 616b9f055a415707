"""A citizen signs in by a code sent to his phone, if he wants to; nothing here is needed to report."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from korgan.address import address_of, counted_address
from korgan.faces.citizen import identity_shapes as shapes
from korgan.faces.citizen.api import REFUSED
from korgan.faces.citizen.key import contact_of, contacts_of, give, key_of, new_key
from korgan.faces.citizen.shapes import Refusal
from korgan.intake.models import Appeal
from korgan.journal.clock import nearly as now
from korgan.people import citizens, codes, holding, signatures
from korgan.people.identities import identity_of
from korgan.people.models import Contact
from korgan.people.phones import masked, phone_of
from korgan.people.queries import contacts_of_phone
from korgan.people.sms import require_open

router = Router()
ANSWERS = {**REFUSED, 409: Refusal, 410: Refusal, 429: Refusal}


@router.post("/code", response={200: shapes.CodeOnItsWay, **ANSWERS}, operation_id="ask_code")
def ask_code(request: HttpRequest, response: HttpResponse, asked: shapes.CodeWanted) -> dict[str, Any]:
    """Send a code to my phone; an earlier one is void."""
    require_open()
    phone, key = phone_of(asked.phone, settings.SMS.regions), key_of(request) or new_key()
    code = citizens.ask_code(
        phone,
        key,
        counted_address(address_of(request.META)),
        asked.language,
        asked.consent,
        now(),
        all_hourly=settings.SMS.per_hour,
    )
    give(response, key)
    again_at = code.asked_at + codes.ASK_AGAIN_AFTER
    return {"phone": masked(phone), "expires_at": code.expires_at, "again_at": again_at}


@router.get("/code", response={204: None, **ANSWERS}, operation_id="code_on_its_way")
def code_on_its_way(request: HttpRequest) -> Status[None]:
    """Whether I may go on waiting for the SMS: refused when no provider has taken it."""
    if contact := contact_of(request):
        citizens.require_sent(contact)
    return Status(204, None)


@router.post("/code/confirm", response={200: shapes.WhoIAm, **ANSWERS}, operation_id="confirm_code")
def confirm_code(request: HttpRequest, response: HttpResponse, asked: shapes.CodeGiven) -> dict[str, Any]:
    """The code is right: this phone sees my appeals from now on."""
    key = key_of(request)
    if key is None:
        raise codes.CodeGone
    phone = phone_of(asked.phone, settings.SMS.regions)
    answer = holding.Answer(knows(phone, asked.appeal_number.strip()), asked.is_new)
    citizens.prove(phone, asked.code, key, now(), answer)
    give(response, key)
    return shown(request)


def knows(phone: str, number: str) -> bool | None:
    """Whether this is a number of an appeal of the phone's holder; None when none is given."""
    if not number:
        return None
    return Appeal.objects.filter(number__iexact=number, contact__in=contacts_of_phone(phone)).exists()


@router.get("/who", response=shapes.WhoIAm, operation_id="citizen_who")
def who(request: HttpRequest) -> dict[str, Any]:
    """Who I am here, if I ever signed in."""
    return shown(request)


@router.post("/sign-out", response={204: None, **ANSWERS}, operation_id="citizen_sign_out")
def sign_out(request: HttpRequest, response: HttpResponse) -> Status[None]:
    """This phone shows my appeals no more; they stay mine."""
    if contact := contact_of(request):
        citizens.end_key(contact, contact)
    give(response, new_key())
    return Status(204, None)


@router.delete("/devices/{contact_id}", response={204: None, **ANSWERS}, operation_id="end_device")
def end_device(request: HttpRequest, contact_id: UUID) -> Status[None]:
    """A lost phone of mine shows my appeals no more."""
    mine = contacts_of(request)
    own = contact_of(request)
    if own is None or contact_id not in mine:
        raise Contact.DoesNotExist
    citizens.end_key(contact_id, own)
    return Status(204, None)


def shown(request: HttpRequest) -> dict[str, Any]:
    return {**identity_of(contacts_of(request), contact_of(request)), "signing": signatures.offered()}
