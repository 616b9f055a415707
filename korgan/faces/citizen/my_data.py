"""What is kept of me: to see, to give, to take back, to have erased."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from korgan.briefs import mine
from korgan.faces.citizen import identity_shapes as shapes
from korgan.faces.citizen.key import contact_of, contacts_of, give, new_key
from korgan.faces.citizen.signing_in import ANSWERS as REFUSED
from korgan.faces.citizen.signing_in import shown
from korgan.journal.clock import now
from korgan.keeping.actions import erase_citizen
from korgan.keeping.queries import Kept, sorted_out
from korgan.people import consents, forgetting, identities
from korgan.people.iin import iin_of, is_doubtful
from korgan.people.models import Contact
from korgan.words import in_all

router = Router()


def own(request: HttpRequest) -> UUID:
    found = contact_of(request)
    if found is None:
        raise Contact.DoesNotExist
    return found


@router.get("/my-data", response=mine.MyData, operation_id="my_data")
def my_data(request: HttpRequest) -> mine.MyData:
    """All that is kept of me; with the files as a zip: GET /download/citizen/my-data.zip."""
    return mine.everything(contacts_of(request), contact_of(request))


@router.put("/name", response={200: shapes.WhoIAm, **REFUSED}, operation_id="give_name")
def give_name(request: HttpRequest, asked: shapes.NameGiven) -> dict[str, Any]:
    """How the police shall call me; empty takes it back."""
    identities.name_himself(contacts_of(request), own(request), asked.name)
    return shown(request)


@router.put("/iin", response={200: shapes.IinKept, **REFUSED}, operation_id="give_iin")
def give_iin(request: HttpRequest, asked: shapes.IinGiven) -> dict[str, Any]:
    """My IIN, if I want to give it. A wrong check digit is told and changes nothing."""
    iin = iin_of(asked.iin)
    identities.give_iin(contacts_of(request), own(request), iin, now())
    return {"iin": iin, "is_doubtful": is_doubtful(iin)}


@router.delete("/iin", response={204: None, **REFUSED}, operation_id="remove_iin")
def remove_iin(request: HttpRequest) -> Status[None]:
    identities.remove_iin(contacts_of(request), f"citizen:{own(request)}")
    return Status(204, None)


@router.put("/consents/{purpose}", response={200: shapes.WhoIAm, **REFUSED}, operation_id="give_consent")
def give_consent(request: HttpRequest, purpose: shapes.Purpose, asked: shapes.ConsentGiven) -> dict[str, Any]:
    """I agree to the text of this version."""
    consents.give(own(request), purpose, asked.version, asked.language, now())
    return shown(request)


@router.delete("/consents/{purpose}", response={200: shapes.WhoIAm, **REFUSED}, operation_id="withdraw_consent")
def withdraw_consent(request: HttpRequest, purpose: shapes.Purpose) -> dict[str, Any]:
    """I take it back, and what rested on it goes."""
    forgetting.withdraw(contacts_of(request), own(request), purpose, now())
    return shown(request)


@router.get("/erasure", response=shapes.Erasure, operation_id="what_erasure_leaves")
def what_erasure_leaves(request: HttpRequest) -> dict[str, Any]:
    """What would go if I wished it, and what the law keeps, why and until when. Changes nothing."""
    going, kept = sorted_out(contacts_of(request), now())
    return told(len(going), kept)


@router.post("/erasure", response={200: shapes.Erasure, **REFUSED}, operation_id="erase_me")
def erase_me(request: HttpRequest, response: HttpResponse, asked: shapes.ErasureWanted) -> dict[str, Any]:
    """Forget me. What the law keeps goes by itself as soon as it may; there is no way back."""
    contact = own(request)
    erased, kept = erase_citizen(contacts_of(request), contact, now())
    if contact_of(request) is None:
        give(response, new_key())
    return told(erased, kept)


def told(erased: int, kept: list[Kept]) -> dict[str, Any]:
    return {
        "erased": erased,
        "kept": [
            {"number": one.number, "why": one.why, "words": in_all(f"kept.{one.why}"), "until": one.until}
            for one in kept
        ],
    }
