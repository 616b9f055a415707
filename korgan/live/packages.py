"""A package of an appeal, made while it is sent: a slow line holds no thread and no memory. Each time one is fetched it
is exported anew, with its own entries."""

from collections.abc import AsyncIterator, Iterator

from django.conf import settings
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from korgan.intake.models import Appeal
from korgan.live.asking import ask
from korgan.live.ticketed import CLOSED, asked, may, refused
from korgan.packaging.writing import Export, export, package
from korgan.people.actions import name_of


async def appeal_package(request: Request) -> Response:
    session = request.cookies.get(settings.SESSION_COOKIE_NAME)
    begun = await ask(begin, request.path_params["ticket"], session)
    if begun is None:
        return refused(404, "not_found")
    number, made = begun
    named = {"Content-Disposition": f'attachment; filename="{number}.zip"'}
    return StreamingResponse(pieces(package(made)), media_type="application/zip", headers={**CLOSED, **named})


def begin(ticket: str, session: str | None) -> tuple[str, Export] | None:
    found = asked("export", ticket, session)
    appeal = Appeal.objects.select_related("desk").filter(pk=found.thing).first() if found else None
    if found is None or appeal is None or not may(found.staff, "export", appeal):
        return None
    reads_notes = may(found.staff, "notes", appeal)
    return appeal.number, export(appeal.pk, name_of(found.staff.user), reads_notes=reads_notes)


async def pieces(made: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await ask(next, made, None)) is not None:
        yield piece


routes = [Route("/download/appeal/{ticket:str}", appeal_package)]
