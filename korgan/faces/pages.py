"""The pages that carry the apps: static HTML made by the build."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from korgan.faces.citizen.key import give, key_of, new_key

BUILT = Path(settings.BASE_DIR) / "static" / "app"
NOT_BUILT = "The web apps are not built yet: run `make setup`."


@cache
def built(name: str) -> bytes | None:
    file = BUILT / name
    return file.read_bytes() if file.is_file() else None


def page(name: str, content_type: str = "text/html; charset=utf-8") -> HttpResponse:
    body = built(name)
    if body is None:
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(body, content_type=content_type)
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def citizen_app(request: HttpRequest, **_: Any) -> HttpResponse:
    answer = page("citizen/index.html")
    if key_of(request) is None:
        give(answer, new_key())
    return answer


@require_safe
@ensure_csrf_cookie
def console_app(request: HttpRequest, **_: Any) -> HttpResponse:
    return page("console/index.html")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    return page("sw.js", "text/javascript; charset=utf-8")


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    return page("manifest.webmanifest", "application/manifest+json")
