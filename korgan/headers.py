"""What every answer tells the browser: load nothing from outside, run nothing inline, let nobody frame us.

Django's answers get it by a middleware, those of streams and uploads by a wrapper; what an answer says itself stays."""

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Callable[[], Awaitable[Message]], Send], Awaitable[None]]

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# `blob:` for MapLibre's worker and for photos that were not sent yet, `data:` for its images.
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NCALAYER = "wss://127.0.0.1:13579"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()",
}
HALF_A_YEAR_S = 15_552_000
# A script may be a service worker, which asks the net by the policy of its own answer.
ACTING = ("text/html", "text/javascript")


def page_policy() -> str:
    """Where citizens sign with ЭЦП, their pages may ask the program on their own computer that holds the key."""
    if settings.SIGNATURES.provider in ("none", "trial"):
        return PAGE
    return PAGE.replace("connect-src 'self'", f"connect-src 'self' {NCALAYER}")


def headers_for(content_type: str) -> Iterator[tuple[str, str]]:
    """The headers of an answer of this type, e.g. `text/html; charset=utf-8`."""
    yield from ALWAYS.items()
    yield "Content-Security-Policy", page_policy() if content_type.startswith(ACTING) else CLOSED
    if settings.SESSION_COOKIE_SECURE:
        yield "Strict-Transport-Security", f"max-age={HALF_A_YEAR_S}"


def with_headers(ask: Answer) -> Answer:
    """Django's middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        answered = ask(request)
        for name, value in headers_for(answered.headers.get("Content-Type", "")):
            answered.headers.setdefault(name, value)
        return answered

    return answer


class WithHeaders:
    """The ASGI wrapper."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = completed(list(message.get("headers", ())))
            await send(message)

        await self.application(scope, receive, tell)


def completed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    told = {name.lower(): value for name, value in headers}
    wanted = headers_for(told.get(b"content-type", b"").decode("latin-1"))
    more = [(name.lower().encode(), value.encode()) for name, value in wanted]
    return headers + [(name, value) for name, value in more if name not in told]
