"""Secrets of channels, encrypted at rest by a key derived from the installation's own."""

import base64
import json
from functools import cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@cache
def lock_of(secret_key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"korgan channels").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def closed(secrets: dict[str, str]) -> str:
    return lock_of(settings.SECRET_KEY).encrypt(json.dumps(secrets).encode()).decode()


def opened(kept: str) -> dict[str, str]:
    """Raise cryptography's InvalidToken when the installation's key is another one."""
    if not kept:
        return {}
    found: dict[str, str] = json.loads(lock_of(settings.SECRET_KEY).decrypt(kept.encode()))
    return found
