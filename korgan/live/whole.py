"""A request is read whole before it takes one of Django's threads: ten stalled phones would hold all ten, and a2wsgi
would pass a request that was cut short on as a whole one."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Cut(Exception):
    """The sender went away before the whole request was here."""


class Whole:
    """In front of an ASGI application; of a body longer than `longest` bytes it is given only the beginning, for it
    refuses such a one by the length that is announced."""

    def __init__(self, application: ASGIApp, longest: int) -> None:
        self.application, self.longest = application, longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        try:
            arrived = [{"type": "http.request", "body": await whole(receive, self.longest), "more_body": False}]
        except Cut:
            return None

        async def again() -> Message:
            return arrived.pop() if arrived else await receive()

        return await self.application(scope, again, send)


async def whole(receive: Receive, longest: int) -> bytes:
    body, is_more = b"", True
    while is_more and len(body) <= longest:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Cut
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
    return body
