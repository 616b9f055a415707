"""Streams and uploads within the bounds that hold for Django too."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from korgan.bounds import out_of_bounds
from korgan.words import in_all


class WithinBounds:
    def __init__(self, application: ASGIApp) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.refused(scope) or self.application)(scope, receive, send)

    def refused(self, scope: Scope) -> ASGIApp | None:
        if scope["type"] != "http":
            return None
        headers = [(len(name), len(value)) for name, value in scope["headers"]]
        fault = out_of_bounds(len(scope["raw_path"]) + len(scope["query_string"]), headers)
        if fault is None:
            return None
        status, code = fault
        return JSONResponse({"error": code, "message": in_all(f"error.{code}")}, status_code=status)
