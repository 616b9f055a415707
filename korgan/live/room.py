"""How much of a request's body is held in memory until Django gets it: of a stranger little, whatever he asks for."""

from contextlib import suppress

from django.conf import settings
from django.db import InterfaceError, OperationalError
from starlette.requests import HTTPConnection
from starlette.types import Scope

from korgan.bounds import AREAS_IMPORT, LARGEST_AREAS
from korgan.live.asking import ask
from korgan.live.behind import Room
from korgan.people.administering import administers

# A telephone on a bad line brings it in a few seconds.
ORDINARY = Room(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, seconds=60.0)
BORDERS = Room(LARGEST_AREAS, seconds=300.0)


async def room_for(scope: Scope) -> Room:
    if scope["method"] == "POST" and scope["path"] == AREAS_IMPORT:
        with suppress(OperationalError, InterfaceError):
            if await ask(administers, HTTPConnection(scope).cookies.get(settings.SESSION_COOKIE_NAME)):
                return BORDERS
    return ORDINARY
