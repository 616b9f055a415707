"""A browser at the sign-in that obeys every check, and an authenticator that computes its codes itself (RFC 6238)."""

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from korgan.people.models import User
from tests.cast import OWN_ORIGIN, PASSWORD, City, city

AUTH = "/_allauth/browser/v1/auth"
ACCOUNT = "/_allauth/browser/v1/account"
JSON = "application/json"


def quick_city(settings: Any) -> City:
    """The cast, with passwords that are not slow to check."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = city()
    User.objects.update(password=make_password(PASSWORD))
    return made


def code_of(secret: str, steps: int = 0) -> str:
    """What the authenticator shows now, or some half minutes before or after."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    made = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = made[-1] & 0x0F
    return f"{(struct.unpack('>I', made[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


class Door:
    def __init__(self, address: str = "10.1.0.1") -> None:
        self.browser = Client(enforce_csrf_checks=True, headers={"Origin": OWN_ORIGIN}, REMOTE_ADDR=address)
        self.browser.get("/console/")

    def ask(self, method: str, path: str, **body: Any) -> Any:
        headers = {"X-CSRFToken": self.browser.cookies["csrftoken"].value}
        return getattr(self.browser, method)(path, body, content_type=JSON, headers=headers)

    def password(self, username: str = "omarov", password: str = PASSWORD) -> Any:
        return self.ask("post", f"{AUTH}/login", username=username, password=password)

    def code(self, code: str) -> Any:
        return self.ask("post", f"{AUTH}/2fa/authenticate", code=code)

    def proves_himself(self, password: str = PASSWORD) -> Any:
        return self.ask("post", f"{AUTH}/reauthenticate", password=password)

    def is_in(self) -> bool:
        return bool(self.browser.get("/api/console/me").status_code == 200)

    def sets_up_totp(self) -> str:
        """The new authenticator's secret; its code of the half minute before confirmed it."""
        assert self.proves_himself().status_code == 200
        offered = self.browser.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]
        secret = str(offered["secret"])
        assert "<svg" in offered["totp_svg"]
        answer = self.ask("post", f"{ACCOUNT}/authenticators/totp", code=code_of(secret))
        assert answer.status_code == 200, answer.content
        return secret

    def recovery_codes(self) -> list[str]:
        """Made new; the old ones count no more."""
        self.proves_himself()
        codes: list[str] = self.ask("post", f"{ACCOUNT}/authenticators/recovery-codes").json()["data"]["unused_codes"]
        return codes
