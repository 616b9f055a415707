"""The form of a package, for who writes it and who checks it; knows no database and no Django.

A zip without compression, or a folder: `appeal.json`, `journal.jsonl` (an entry a line), `originals/<evidence>.…`,
`manifest.json` (every other file with its bytes and SHA-256) and `seal.json`: the manifest signed with Ed25519 by the
installation that made it, with the key to check it by."""

import hashlib
import json
from base64 import b64decode, b64encode
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORM = "korgan package 1"
APPEAL, JOURNAL, MANIFEST, SEAL, ORIGINALS = "appeal.json", "journal.jsonl", "manifest.json", "seal.json", "originals/"
# Of every file in every package: when it was made stands in the manifest.
DATED = (1980, 1, 1, 0, 0, 0)


def written(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode() + b"\n"


def seal(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    public = key.public_key().public_bytes_raw()
    return written({"key": b64encode(public).decode(), "signature": b64encode(key.sign(manifest)).decode()})


def sealed_by(manifest: bytes, said: Any) -> str | None:
    """The fingerprint of the key that sealed the manifest; None when the seal is not of it."""
    try:
        key = b64decode(said["key"], validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(b64decode(said["signature"], validate=True), manifest)
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return None
    return fingerprint(key)


def fingerprint(key: bytes) -> str:
    """Short enough to be read out on the telephone."""
    return hashlib.sha256(key).hexdigest()[:32]
