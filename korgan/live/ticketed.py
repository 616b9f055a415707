"""Who comes with a ticket for bytes: still the one it was given to, and still allowed."""

from typing import NamedTuple
from uuid import UUID

from starlette.responses import JSONResponse, Response

from korgan.evidence.tickets import BadTicket, Use, opened
from korgan.intake.models import Appeal
from korgan.intake.topics import areas_of
from korgan.people.factors import SecondFactorNeeded, require_second_factor
from korgan.people.queries import Staff, staff_of_session
from korgan.words import in_all

# Bytes of strangers: nothing in them runs, nobody on the way keeps them.
CLOSED = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class Asked(NamedTuple):
    thing: UUID
    staff: Staff


def asked(use: Use, ticket: str, session: str | None) -> Asked | None:
    """What he asks for; None when the ticket is not his or he may not be here."""
    try:
        thing, user = opened(use, ticket)
        staff = staff_of_session(session)
        if staff is None or staff.id != user:
            return None
        require_second_factor(staff.user)
    except (BadTicket, SecondFactorNeeded):
        return None
    return Asked(thing, staff)


def may(staff: Staff, action: str, appeal: Appeal) -> bool:
    """Asked anew: a role may have ended since the ticket was given, or the appeal have gone elsewhere."""
    return staff.may(action, areas_of(appeal))


def refused(status: int, code: str) -> Response:
    return JSONResponse({"error": code, "message": in_all(f"error.{code}")}, status_code=status)
