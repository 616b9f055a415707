"""One web process: streams and uploads by Starlette, everything else by Django, always synchronous, behind it.

`live` alone is the process of streams and uploads where Django has one of its own, korgan.wsgi (see ops/)."""

from korgan.wsgi import application as django  # first: it makes Django ready for what follows  # isort: skip

from typing import Any, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send

from korgan.headers import WithHeaders
from korgan.live.behind import Behind
from korgan.live.bounded import WithinBounds
from korgan.live.limited import WithinLimits
from korgan.live.my_data import routes as downloads
from korgan.live.originals import routes as originals
from korgan.live.packages import routes as packages
from korgan.live.refusing import handlers
from korgan.live.room import room_for
from korgan.live.routes import hub, lifespan, routes
from korgan.live.uploads import routes as uploads

# Threads that answer ordinary requests; each holds one connection to the database.
THREADS = 10

streamed = [*routes, *uploads, *originals, *downloads, *packages]
# The first words of their addresses; nginx tells by the same ones.
STREAMED = tuple(sorted({f"/{route.path.split('/')[1]}/" for route in streamed}))

live = Starlette(
    routes=streamed,
    middleware=[Middleware(WithHeaders), Middleware(WithinBounds), Middleware(WithinLimits)],
    lifespan=lifespan,
    exception_handlers=cast(Any, handlers),
)
behind = Behind(cast(Any, django), threads=THREADS, room=room_for)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    is_ordinary = scope["type"] == "http" and not scope["path"].startswith(STREAMED)
    await (behind if is_ordinary else live)(scope, receive, send)
    if scope.get("method") == "POST":
        hub.hurry()
