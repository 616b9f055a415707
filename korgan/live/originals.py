"""Originals to be played in place: streamed, from wherever the player asks (Range). Whoever comes has a ticket, which
was given to his sign-in together with the entry in the journal."""

from collections.abc import Iterator

from django.conf import settings
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from korgan.evidence.actions import open_original, store
from korgan.evidence.models import Evidence
from korgan.evidence.rules import Lost, Refusal, Removed
from korgan.intake.losing import lose
from korgan.intake.models import Part
from korgan.live.asking import ask
from korgan.live.ticketed import CLOSED, asked, may, refused
from korgan.people.actions import name_of

CHUNK = 256 * 1024


async def original(request: Request) -> Response:
    session = request.cookies.get(settings.SESSION_COOKIE_NAME)
    try:
        kept = await ask(allowed, request.path_params["ticket"], session)
    except Refusal as told:
        return refused(410 if isinstance(told, Removed) else 404, told.code)
    if kept is None:
        return refused(404, "not_found")
    try:
        return FileResponse(store().path(kept.original), media_type=kept.type, headers=CLOSED)
    except NotImplementedError:
        length = {"Content-Length": str(kept.bytes)}
        return StreamingResponse(chunks(kept), media_type=kept.type, headers={**CLOSED, **length})


def allowed(ticket: str, session: str | None) -> Evidence | None:
    """What may be played; None when there is nothing for him. Raises Removed and Lost."""
    found = asked("play", ticket, session)
    part = (
        Part.objects.select_related("evidence", "message__appeal__desk").filter(pk=found.thing).first()
        if found
        else None
    )
    if found is None or part is None or part.evidence is None or not may(found.staff, "look", part.message.appeal):
        return None
    try:
        open_original(part.evidence).close()
    except Lost:
        lose(part, name_of(found.staff.user))
        raise
    return part.evidence


def chunks(kept: Evidence) -> Iterator[bytes]:
    with open_original(kept) as file:
        while chunk := file.read(CHUNK):
            yield chunk


routes = [Route("/original/{ticket:str}", original)]
