"""How this process is, for whoever watches it where it stands alone: it answers, and it reads the journal."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from korgan.live.hub import Hub


async def healthz(request: Request) -> Response:
    return JSONResponse({"ok": True})


def readyz_of(hub: Hub) -> Callable[[Request], Awaitable[Response]]:
    """200 while screens hear everything; 503 when the journal cannot be read."""

    async def readyz(request: Request) -> Response:
        wrong = [] if hub.delivered else ["journal"]
        return JSONResponse({"ok": not wrong, "wrong": wrong}, status_code=503 if wrong else 200)

    return readyz
