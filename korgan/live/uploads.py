"""Uploads stream through here to the disk and go on where a broken line left them: tus 1.0 with creation and
expiration, https://tus.io/protocols/resumable-upload. A file is a part that its message has announced, so its address
is made of names the phone knows itself: one that lost everything else finds its upload by announcing it again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import UUID

import django.db
from django.conf import settings
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from korgan.evidence import uploading
from korgan.evidence.models import Upload
from korgan.evidence.rules import EXPIRES_AFTER, Refusal, TooLarge, TooMuch
from korgan.evidence.uploading import Busy, NoRoom, OffsetConflict, Piece
from korgan.intake import uploading as intake
from korgan.intake.models import FILES, Part, PartState
from korgan.journal.away import AGAIN_AFTER_S
from korgan.journal.clock import now
from korgan.journal.connections import close_dead_connections
from korgan.live.crowding import Crowded, crowded, places, taking
from korgan.people.queries import contacts_of_key, name_of_part
from korgan.words import in_all

COOKIE = "korgan_key"
VERSION = "1.0.0"
TUS = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
ABLE = {"Tus-Version": VERSION, "Tus-Extension": "creation,expiration"}
PIECES = "application/offset+octet-stream"
# A line that brings nothing for so long is dead, whatever TCP says of it.
STALLED_S = 30.0
# So much is gathered before it is written: writing may wait for the disk, and must not hold up the streams.
GATHERED = 512 * 1024
# What the protocol or the moment is to blame for may be tried again; the rest is final for these bytes.
PASSING: dict[type[Exception], tuple[int, str]] = {
    Busy: (423, "upload_busy"),
    NoRoom: (503, "not_received"),
    # Before the general one, of which it is a kind.
    TimeoutError: (408, "short_body"),
    OSError: (503, "not_received"),
    django.db.Error: (503, "not_received"),
    ClientDisconnect: (400, "short_body"),
}
FINAL: dict[type[Refusal], int] = {TooLarge: 413, TooMuch: 413}

# Who is writing an upload in this process: whoever comes anew takes over, for the older line is most often a dead one.
lines: dict[UUID, asyncio.Timeout] = {}


class Answered(Exception):
    """There is nothing more to do than to give this answer."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


def refusal(status: int, code: str, **headers: str) -> JSONResponse:
    said = {"error": code, "message": in_all(f"error.{code}")}
    return JSONResponse(said, status_code=status, headers={**TUS, **headers})


async def upload(request: Request) -> Response:
    """POST announces a file (Upload-Length), HEAD asks how far it has come, PATCH brings what follows there."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={**TUS, **ABLE, "Tus-Max-Size": str(settings.UPLOAD_LIMIT)})
    try:
        require_protocol(request)
        part = await part_of(request)
        with taking(places("uploads", request, COOKIE) if request.method == "PATCH" else []):
            return await DONE_BY[request.method](request, part)
    except Answered as already:
        return already.answer
    except Crowded:
        return crowded(**TUS)
    except tuple(PASSING) as trouble:
        status, code = next(PASSING[kind] for kind in PASSING if isinstance(trouble, kind))
        return refusal(status, code, **({"Retry-After": str(AGAIN_AFTER_S)} if status == 503 else {}))


def require_protocol(request: Request) -> None:
    if request.method != "HEAD" and not is_own_origin(request):
        raise Answered(refusal(403, "foreign_origin"))
    if request.headers.get("tus-resumable") != VERSION:
        raise Answered(refusal(412, "malformed", **ABLE))


async def part_of(request: Request) -> Part:
    """The part whose bytes these are; another's does not exist for him, and what was refused stays so."""
    appeal, key = request.path_params["appeal"], request.path_params["key"]
    part = await run_in_threadpool(expected, request.cookies.get(COOKIE), appeal, key)
    if part is None:
        raise Answered(refusal(404, "not_found"))
    if part.state == PartState.MISSING:
        raise Answered(refusal(415, "not_taken"))
    return part


async def announce(request: Request, part: Part) -> Response:
    length = number(request, "upload-length")
    if part.evidence is not None:
        return at(request, part.evidence.bytes, part.evidence.bytes, 200)
    try:
        found, offset = await run_in_threadpool(begun, part, length)
    except Refusal as refused:
        return await refuse(part, refused)
    return at(request, offset, found.bytes, 201)


async def tell(request: Request, part: Part) -> Response:
    if part.evidence is not None:
        return at(request, part.evidence.bytes, part.evidence.bytes, 200)
    found = await run_in_threadpool(known, part)
    if found is None:
        return refusal(404, "not_found")
    return at(request, await run_in_threadpool(uploading.offset_of, found), found.bytes, 200)


async def go_on(request: Request, part: Part) -> Response:
    offset, coming = number(request, "upload-offset"), number(request, "content-length", 411)
    if request.headers.get("content-type") != PIECES:
        return refusal(415, "malformed")
    if part.evidence is not None:
        return at(request, part.evidence.bytes, part.evidence.bytes, 204 if offset == part.evidence.bytes else 409)
    found = await run_in_threadpool(known, part)
    if found is None:
        return refusal(404, "not_found")
    try:
        await take_over(part.pk)
        async with holding(part.pk) as line:
            with uploading.writing(found) as piece:
                return await write(request, part, piece, line, offset, coming)
    except OffsetConflict as conflict:
        return at(request, conflict.offset, found.bytes, 409)
    except Refusal as refused:
        return await refuse(part, refused)


async def write(
    request: Request, part: Part, piece: Piece, line: asyncio.Timeout, offset: int, coming: int
) -> Response:
    size = piece.upload.bytes if piece.upload.evidence_id else piece.offset
    if offset != size:
        raise OffsetConflict(size)
    if offset + coming > piece.upload.bytes:
        raise TooLarge(f"more than the {piece.upload.bytes} bytes announced")
    if coming:
        await take_in(request, piece, line)
    if piece.is_whole or piece.upload.evidence_id:
        line.reschedule(None)
        await run_in_threadpool(finished, part, piece.upload)
        return at(request, piece.upload.bytes, piece.upload.bytes, 204)
    return at(request, piece.offset, piece.upload.bytes, 204)


async def take_in(request: Request, piece: Piece, line: asyncio.Timeout) -> None:
    """Write what comes; what has come when the line breaks is kept."""
    gathered = bytearray()
    try:
        async for chunk in request.stream():
            line.reschedule(asyncio.get_running_loop().time() + STALLED_S)
            gathered += chunk
            if len(gathered) >= GATHERED:
                whole, gathered = bytes(gathered), bytearray()
                await run_in_threadpool(piece.write, whole)
    finally:
        piece.write(bytes(gathered))
        await run_in_threadpool(touched, piece.upload)


@asynccontextmanager
async def holding(identity: UUID) -> AsyncIterator[asyncio.Timeout]:
    """The line that writes this upload, until it has let go of it."""
    try:
        async with asyncio.timeout(STALLED_S) as line:
            lines[identity] = line
            yield line
    finally:
        if lines.get(identity) is line:
            del lines[identity]


async def take_over(identity: UUID) -> None:
    """End the line that writes this upload now and give it a moment to let go."""
    older = lines.get(identity)
    if older is None:
        return
    older.reschedule(asyncio.get_running_loop().time())
    for _ in range(100):
        await asyncio.sleep(0.01)
        if lines.get(identity) is not older:
            return


async def refuse(part: Part, refused: Refusal) -> Response:
    """These bytes will never be taken."""
    await run_in_threadpool(refused_for_good, part)
    return refusal(FINAL.get(type(refused), 415), refused.code)


DONE_BY: dict[str, Callable[[Request, Part], Awaitable[Response]]] = {"POST": announce, "HEAD": tell, "PATCH": go_on}


def number(request: Request, header: str, otherwise: int = 400) -> int:
    told = request.headers.get(header, "")
    if not (told.isascii() and told.isdecimal() and len(told) < 16):
        raise Answered(refusal(otherwise, "length_needed" if header != "upload-offset" else "malformed"))
    return int(told)


def at(request: Request, offset: int, length: int, status: int) -> Response:
    """Where the file stands."""
    headers = {
        **TUS,
        "Upload-Offset": str(offset),
        "Upload-Length": str(length),
        "Upload-Expires": format_datetime(datetime.now(UTC) + EXPIRES_AFTER, usegmt=True),
        **({"Location": request.url.path} if request.method == "POST" else {}),
    }
    if status == 409:
        return refusal(409, "offset_conflict", **headers)
    if status == 204 or request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return JSONResponse({"offset": offset, "bytes": length}, status_code=status, headers=headers)


def expected(key: str | None, appeal: UUID, name: UUID) -> Part | None:
    """The part that was announced with the message, if the message is his."""
    close_dead_connections()
    contacts = contacts_of_key(key)
    if key is None or not contacts:
        return None
    found = Part.objects.select_related("evidence", "message__appeal").filter(
        message__appeal=appeal,
        message__appeal__contact__in=contacts,
        external_id=name_of_part(key, name),
        kind__in=FILES,
    )
    return found.first()


def begun(part: Part, length: int) -> tuple[Upload, int]:
    close_dead_connections()
    found = intake.begin(part, length, now())
    return found, uploading.offset_of(found)


def known(part: Part) -> Upload | None:
    close_dead_connections()
    return Upload.objects.select_related("evidence").filter(pk=part.pk).first()


def finished(part: Part, found: Upload) -> Part:
    close_dead_connections()
    return intake.finish(part, found)


def touched(found: Upload) -> None:
    close_dead_connections()
    uploading.touch(found, now())


def refused_for_good(part: Part) -> None:
    close_dead_connections()
    intake.refuse(part)


def is_own_origin(request: Request) -> bool:
    origin = request.headers.get("origin", "")
    return origin.partition("://")[2] == request.headers.get("host") or (bool(origin) and origin == settings.PUBLIC_URL)


routes = [Route("/upload/citizen/{appeal:uuid}/{key:uuid}", upload, methods=["OPTIONS", "POST", "HEAD", "PATCH"])]
