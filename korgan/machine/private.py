"""Small secrets in the data folder, readable by their owner only."""

import os
import secrets
from pathlib import Path

from korgan.environment import kept_secret


def keep(path: Path, words: int = 24) -> str:
    """The secret kept there; made at the first call."""
    if kept := kept_secret(path):
        return kept
    write(path, secrets.token_urlsafe(words))
    return kept_secret(path)


def write(path: Path, text: str) -> None:
    """On disk when it returns, never half written, never readable by others even for a moment."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
