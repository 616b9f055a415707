"""Originals to be played in place: streamed, from wherever the player asks (Range). Whoever comes has a ticket, which
was given to his sign-in together with the entry in the journal."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from korgan.evidence.actions import open_original, store
from korgan.evidence.models import Evidence
from korgan.evidence.rules import Removed
from korgan.evidence.tickets import BadTicket, opened
from korgan.live.asking import ask
from korgan.people.queries import staff_of_session
from korgan.words import in_all

CHUNK = 256 * 1024
CLOSED = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


async def original(request: Request) -> Response:
    session = request.cookies.get(settings.SESSION_COOKIE_NAME)
    kept = await ask(allowed, request.path_params["ticket"], session)
    if kept is None:
        return JSONResponse({"error": "not_found", "message": in_all("error.not_found")}, status_code=404)
    try:
        return FileResponse(store().path(kept.original), media_type=kept.type, headers=CLOSED)
    except NotImplementedError:
        length = {"Content-Length": str(kept.bytes)}
        return StreamingResponse(chunks(kept), media_type=kept.type, headers={**CLOSED, **length})


def allowed(ticket: str, session: str | None) -> Evidence | None:
    try:
        evidence, user = opened(ticket)
    except BadTicket:
        return None
    staff = staff_of_session(session)
    if staff is None or staff.id != user:
        return None
    return Evidence.objects.filter(pk=evidence, removed_at__isnull=True).first()


def chunks(kept: Evidence) -> Iterator[bytes]:
    try:
        file: Any = open_original(kept)
    except Removed:
        return
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


routes = [Route("/original/{ticket:str}", original)]
