"""The citizen's key: a random secret in an HttpOnly cookie that holds his appeals together, without an account."""

import re
import secrets
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from korgan.people.queries import contact_of_key

COOKIE = "korgan_key"
YEAR_S = 365 * 24 * 3600
# 32 random bytes in URL-safe base64; what is none of ours is replaced.
KEY = re.compile(r"[\w-]{43}", re.ASCII)


def key_of(request: HttpRequest) -> str | None:
    key = request.COOKIES.get(COOKIE, "")
    return key if KEY.fullmatch(key) else None


def contact_of(request: HttpRequest) -> UUID | None:
    return contact_of_key(key_of(request))


def new_key() -> str:
    return secrets.token_urlsafe(32)


def give(response: HttpResponse, key: str) -> None:
    response.set_cookie(
        COOKIE, key, max_age=YEAR_S, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
