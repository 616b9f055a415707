"""Originals to be played in place: streamed, from wherever the player asks (Range). Whoever comes has a ticket, which
was given to his sign-in together with the entry in the journal."""

from django.conf import settings
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from korgan.evidence.actions import open_original, store
from korgan.evidence.models import Evidence
from korgan.evidence.rules import Lost, Refusal, Removed
from korgan.evidence.spans import BadRange, NoSuchRange, asked_for, read
from korgan.intake.losing import lose
from korgan.intake.models import Part
from korgan.live.asking import ask
from korgan.live.ticketed import CLOSED, asked, may, refused
from korgan.people.actions import name_of


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
        return from_afar(kept, request)


def from_afar(kept: Evidence, request: Request) -> Response:
    """Of a store that is no folder only what is asked for is fetched."""
    try:
        span = asked_for(request.headers.get("range"), kept.bytes)
    except BadRange:
        return Response(status_code=400, headers=CLOSED)
    except NoSuchRange:
        return Response(status_code=416, headers={**CLOSED, "Content-Range": f"bytes */{kept.bytes}"})
    headers = {**CLOSED, "Accept-Ranges": "bytes"}
    if span is not None:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{kept.bytes}"
    whole = range(kept.bytes)
    headers["Content-Length"] = str(len(span or whole))
    body = read(kept, span or whole) if request.method == "GET" else ()
    return StreamingResponse(body, 206 if span else 200, headers=headers, media_type=kept.type)


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


routes = [Route("/original/{ticket:str}", original)]
