"""/metrics, for our own Prometheus only; each request gets an id and is measured by its route's template."""

import hmac
import ipaddress
import time
from collections.abc import Callable
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from korgan.logs import GIVEN, request_id
from korgan.operations.metrics import HTTP, told
from korgan.tracing import spans
from korgan.tracing.spans import Doing

Answer = Callable[[HttpRequest], HttpResponse]


def measured(ask: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id.set(given if GIVEN.fullmatch(given) else uuid4().hex)
        began = time.perf_counter()
        with spans.span("web") as doing:
            answered = ask(request)
            tell(doing, request, answered)
        route = request.resolver_match.route if request.resolver_match else "none"
        HTTP.labels(request.method or "", route, str(answered.status_code)).observe(time.perf_counter() - began)
        answered["X-Request-ID"] = request_id.get()
        request_id.set("")
        return answered

    return answer


def tell(doing: Doing, request: HttpRequest, answered: HttpResponse) -> None:
    """The route's template tells which operation it was, and no query what was looked for."""
    found = request.resolver_match
    doing.note(route=found.route if found else "none", method=request.method or "", status=answered.status_code,
               request=request_id.get())  # fmt: skip
    if found and isinstance(appeal := found.kwargs.get("appeal_id"), UUID):
        doing.about(appeal)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_measure(request):
        return HttpResponse(status=404)
    return HttpResponse(told(), content_type=CONTENT_TYPE_LATEST)


def may_measure(request: HttpRequest) -> bool:
    """With the token; without one from this machine alone, and not by way of a proxy, which is on it too."""
    token = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
