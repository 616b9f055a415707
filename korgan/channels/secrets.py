"""Secrets of channels, encrypted at rest by a key derived from the installation's own."""

import json

from cryptography.fernet import Fernet
from django.conf import settings

from korgan.sealing import derived


def lock_of(secret_key: str) -> Fernet:
    return Fernet(derived(secret_key, "korgan channels"))


def proof(purpose: str) -> str:
    """A secret nobody has to keep or type: the same for the same purpose, of letters, digits, - and _."""
    return derived(settings.SECRET_KEY, f"korgan proof {purpose}").decode().rstrip("=")


def closed(secrets: dict[str, str]) -> str:
    return lock_of(settings.SECRET_KEY).encrypt(json.dumps(secrets).encode()).decode()


def opened(kept: str) -> dict[str, str]:
    """Raise cryptography's InvalidToken when the installation's key is another one."""
    if not kept:
        return {}
    found: dict[str, str] = json.loads(lock_of(settings.SECRET_KEY).decrypt(kept.encode()))
    return found
