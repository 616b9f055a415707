"""A citizen's own data with his files as one zip, made while it is sent: a slow line holds no thread and no memory."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from korgan.briefs import mine
from korgan.evidence.actions import lacks, open_original
from korgan.evidence.models import Evidence
from korgan.evidence.rules import Lost, Removed
from korgan.intake.losing import lose
from korgan.journal.actions import write
from korgan.journal.connections import close_dead_connections
from korgan.keeping.entries import MineExported
from korgan.people.queries import contact_of_key, contacts_of_key
from korgan.words import in_all

COOKIE = "korgan_key"
CHUNK = 256 * 1024
HEADERS = {"Content-Disposition": 'attachment; filename="my-data.zip"', "Cache-Control": "no-store"}


class Passing:
    """What a zip is written to: kept until it is taken away, and never rewound."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def write(self, given: bytes) -> int:
        self.kept.append(bytes(given))
        return len(given)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def taken(self) -> bytes:
        taken, self.kept = b"".join(self.kept), []
        return taken


async def get_my_data(request: Request) -> Response:
    """GET all that is kept of me: my-data.json and my files as I sent them; where one is not, a sign that says so."""
    prepared = await run_in_threadpool(prepare, request.cookies.get(COOKIE))
    if prepared is None:
        return JSONResponse({"error": "not_found", "message": in_all("error.not_found")}, status_code=404)
    body = iterate_in_threadpool(archive(*prepared))
    return StreamingResponse(body, media_type="application/zip", headers=HEADERS)


def prepare(key: str | None) -> tuple[bytes, list[mine.Kept]] | None:
    close_dead_connections()
    contacts, own = contacts_of_key(key), contact_of_key(key)
    if own is None:
        return None
    found = mine.everything(contacts, own)
    note(own)
    files = list(mine.files_of([one.appeal.id for one in found.appeals]))
    for one in files:
        if lacks(one.evidence) == "lost":
            lose(one.part, f"citizen:{own}")
    return json.dumps(mine.as_json(found), ensure_ascii=False, indent=1).encode(), files


@transaction.atomic
def note(own: UUID) -> None:
    write(MineExported(own), by=f"citizen:{own}", topics=[f"contact:{own}"])


def archive(told: bytes, files: list[mine.Kept]) -> Iterator[bytes]:
    passing: Any = Passing()
    with zipfile.ZipFile(passing, "w", zipfile.ZIP_STORED) as made:
        made.writestr(member("my-data.json"), told)
        yield passing.taken()
        for one in files:
            name = mine.name_in_archive(one)
            try:
                original = open_original(one.evidence)
            except (Lost, Removed) as why:
                made.writestr(member(f"{name}.txt"), sign(why.code, one.evidence))
                continue
            with original, made.open(member(name), "w") as into:
                while chunk := original.read(CHUNK):
                    into.write(chunk)
                    yield passing.taken()
    yield passing.taken()


def sign(code: str, kept: Evidence) -> str:
    """What lies in the place of a file that is no more: a silent gap would look as if it had never come."""
    words = in_all(f"mine.{code}", at=kept.received_at.isoformat(timespec="seconds"), bytes=kept.bytes)
    return "\n".join([*words.values(), f"SHA-256 {kept.sha256}", ""])


def member(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])


routes = [Route("/download/citizen/my-data.zip", get_my_data)]
