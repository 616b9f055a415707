"""The citizen's key: a random secret in an HttpOnly cookie that holds his appeals together, without an account."""

import re
import secrets
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from korgan.people.queries import contact_of_key, contacts_of_key

COOKIE = "korgan_key"
YEAR_S = 365 * 24 * 3600
# 32 random bytes in URL-safe base64; what is none of ours is replaced.
KEY = re.compile(r"[\w-]{43}", re.ASCII)


def key_of(request: HttpRequest) -> str | None:
    key = request.COOKIES.get(COOKIE, "")
    return key if KEY.fullmatch(key) else None


def contact_of(request: HttpRequest) -> UUID | None:
    return contact_of_key(key_of(request))


def contacts_of(request: HttpRequest) -> frozenset[UUID]:
    """His own contact and all that are the same person."""
    return contacts_of_key(key_of(request))


def new_key() -> str:
    return secrets.token_urlsafe(32)


def first_key(client_key: UUID) -> str:
    """The key of a phone that has none yet, made of its report's own: a repeat of it, after the first answer was lost
    together with its cookie, finds its number and its appeal again. Only the phone knows the report's key."""
    made = salted_hmac("korgan.citizen.first_key", str(client_key), algorithm="sha256").digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def give(response: HttpResponse, key: str) -> None:
    response.set_cookie(
        COOKIE, key, max_age=YEAR_S, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
