"""Where one is signed in oneself: the list, and ending one or all others."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from ninja import Router

from korgan.briefs.schema import Schema
from korgan.faces.console import shapes
from korgan.faces.console.who import StaffRequest
from korgan.people.actions import name_of
from korgan.people.queries import areas_of_user
from korgan.people.sign_ins import end_others, end_sign_in, sign_ins_of

router = Router()
REFUSED = {401: shapes.Refusal, 403: shapes.Refusal, 404: shapes.Refusal, 422: shapes.Refusal}


class SignIn(Schema):
    id: int
    at: datetime
    seen_at: datetime
    browser: str
    address: str
    is_this: bool


def shape(one: UserSession, session_key: str | None) -> SignIn:
    return SignIn(
        id=one.pk,
        at=one.created_at,
        seen_at=one.last_seen_at,
        browser=one.user_agent,
        address=str(one.ip),
        is_this=one.session_key == session_key,
    )


@router.get(
    "/sign-ins", response={200: list[SignIn], 401: shapes.Refusal, 403: shapes.Refusal}, operation_id="sign_ins"
)
def mine(request: StaffRequest) -> list[SignIn]:
    """One's own sign-ins that still count, newest first."""
    return [shape(one, request.session.session_key) for one in sign_ins_of(request.auth.user)]


@router.post("/sign-ins/{sign_in_id}/end", response={200: list[SignIn], **REFUSED}, operation_id="end_sign_in")
def end(request: StaffRequest, sign_in_id: int, asked: shapes.Asked) -> list[SignIn]:
    """End one of one's own, or of whom one answers for; its browser is back at the sign-in within seconds."""
    found = UserSession.objects.get(pk=sign_in_id)
    if found.user_id != request.auth.id and not request.auth.may("end_sign_in", areas_of_user(found.user_id)):
        raise UserSession.DoesNotExist
    end_sign_in(sign_in_id, name_of(request.auth.user))
    return mine(request)


@router.post("/sign-ins/end-others", response={200: list[SignIn], **REFUSED}, operation_id="end_other_sign_ins")
def end_all_others(request: StaffRequest, asked: shapes.Asked) -> list[SignIn]:
    """End all of one's own but this one."""
    end_others(request.auth.user, str(request.session.session_key), name_of(request.auth.user))
    return mine(request)
