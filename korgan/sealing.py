"""What only this installation can read or recognise: keys derived from its own, one for each purpose."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@cache
def derived(secret_key: str, purpose: str) -> bytes:
    """32 bytes in base64, of letters, digits, - and _."""
    made = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret_key.encode())
    return base64.urlsafe_b64encode(made)


def seal(purpose: str, text: str) -> str:
    """Encrypted at rest."""
    return Fernet(derived(settings.SECRET_KEY, purpose)).encrypt(text.encode()).decode()


def unseal(purpose: str, kept: str) -> str:
    """Raise cryptography's InvalidToken when the installation's key is another one."""
    return Fernet(derived(settings.SECRET_KEY, purpose)).decrypt(kept.encode()).decode()


def mark(purpose: str, text: str) -> bytes:
    """The same for the same text, and nothing to whoever has not the installation's key."""
    return hmac.digest(derived(settings.SECRET_KEY, purpose), text.encode(), hashlib.sha256)
