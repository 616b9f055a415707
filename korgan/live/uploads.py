"""Uploads stream through here to the evidence store, hashed as they come; ten stalled phones hold no thread."""

from uuid import UUID

from django.conf import settings
from django.db import close_old_connections
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from korgan.evidence.actions import Arrival, Received, keep, preview
from korgan.evidence.rules import NotAPhoto, ShortBody, TooLarge
from korgan.intake.actions import attach, miss
from korgan.intake.models import Part, PartState
from korgan.people.queries import contacts_of_key, name_of_part
from korgan.words import in_all

LIMIT = 30 * 1024 * 1024
COOKIE = "korgan_key"


def refusal(status: int, code: str) -> JSONResponse:
    return JSONResponse({"error": code, "message": in_all(f"error.{code}")}, status_code=status)


async def put_photo(request: Request) -> Response:
    """PUT a photo of a report: raw body with Content-Length. 201, or 200 when we had it; 400 when cut short."""
    if not is_own_origin(request):
        return refusal(403, "foreign_origin")
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return refusal(411, "length_needed")
    appeal, key = request.path_params["appeal"], request.path_params["key"]
    part = await run_in_threadpool(expected, request.cookies.get(COOKIE), appeal, key)
    if part is None:
        return refusal(404, "not_found")
    if part.state == PartState.MISSING:
        return refusal(415, "not_a_photo")
    if part.state == PartState.HERE:
        return JSONResponse(shape(part))
    if int(length) > LIMIT:
        return await refuse(part, 413, "too_large")
    return await take_in(request, part, int(length))


async def take_in(request: Request, part: Part, length: int) -> Response:
    arrival = Arrival(announced_bytes=length, limit=LIMIT)
    try:
        async for chunk in request.stream():
            arrival.feed(chunk)
        received = await run_in_threadpool(arrival.finish)
    except (ShortBody, ClientDisconnect):
        arrival.abort()
        return refusal(400, "short_body")
    except TooLarge:
        arrival.abort()
        return await refuse(part, 413, "too_large")
    except NotAPhoto:
        arrival.abort()
        return await refuse(part, 415, "not_a_photo")
    except BaseException:
        arrival.abort()
        raise
    return JSONResponse(shape(await run_in_threadpool(put, part, received)), status_code=201)


async def refuse(part: Part, status: int, code: str) -> Response:
    """These bytes will never be taken: the operator is shown that they are missing."""
    await run_in_threadpool(miss, part.pk, f"citizen:{part.message.appeal.contact_id}")
    return refusal(status, code)


def expected(key: str | None, appeal: UUID, photo: UUID) -> Part | None:
    """The part that was announced with the report, if the report is his."""
    close_old_connections()
    contacts = contacts_of_key(key)
    if key is None or not contacts:
        return None
    found = Part.objects.select_related("evidence", "message__appeal").filter(
        message__appeal=appeal,
        message__appeal__contact__in=contacts,
        external_id=name_of_part(key, photo),
        kind="photo",
    )
    return found.first()


def put(part: Part, received: Received) -> Part:
    close_old_connections()
    evidence = keep(received)
    preview(evidence)
    attach(part.pk, evidence.pk, f"citizen:{part.message.appeal.contact_id}")
    return Part.objects.select_related("evidence").get(pk=part.pk)


def shape(part: Part) -> dict[str, object]:
    kept = part.evidence
    return {"part": str(part.pk), "sha256": kept.sha256 if kept else None, "bytes": kept.bytes if kept else 0}


def is_own_origin(request: Request) -> bool:
    origin = request.headers.get("origin", "")
    return origin.partition("://")[2] == request.headers.get("host") or (bool(origin) and origin == settings.PUBLIC_URL)


routes = [Route("/upload/citizen/{appeal:uuid}/{key:uuid}", put_photo, methods=["PUT"])]
