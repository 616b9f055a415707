"""The web process as it is, and beside it the count of open screens."""

from korgan.asgi import application, live  # first: it makes Django ready for what follows  # isort: skip

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from korgan.live.routes import hub

__all__ = ["application"]


async def subscribers(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(hub.everybody())))


live.router.routes.insert(0, Route("/live/subscribers", subscribers))
