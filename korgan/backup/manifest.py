"""What a backup says of itself. `manifest.json` is written last; `files.jsonl` names each file with its SHA-256, a line
a file, so that an archive of millions needs no memory."""

import dataclasses
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

FORMAT = 1
MANIFEST, FILES, DATABASE, KEY, EVIDENCE = "manifest.json", "files.jsonl", "database.dump", "secret-key", "evidence"
CHUNK = 1024 * 1024


class NotABackup(Exception):
    """The folder holds no backup of ours, or half of one."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the backup; `path` is relative to its folder, `sha256` in hexadecimal."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`postgres`: the major version that dumped; `migrations`: the shape of the tables; `key`: proof of the secret key
    by which secrets in the database are encrypted; `files` is the SHA-256 of `files.jsonl`."""

    format: int
    made_at: str
    korgan: str
    postgres: int
    epoch: int
    seq: int
    migrations: list[str]
    key: str
    files: str
    count: int
    bytes: int
    # Originals that were gone or changed already when the backup was made; the rest of it is good.
    damaged: list[str]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """On disk when it returns; with it the backup is whole."""
    path = folder / MANIFEST
    path.write_text(json.dumps(dataclasses.asdict(manifest), indent=1, ensure_ascii=False) + "\n")
    sync(path)
    sync(folder)


def read_manifest(folder: Path) -> Manifest:
    """Raise NotABackup when it is none, or of a form that this version does not know."""
    try:
        said = json.loads((folder / MANIFEST).read_text())
        if said["format"] != FORMAT:
            raise NotABackup(f"{folder} is a backup in form {said['format']}; this Korgan reads form {FORMAT}")
        return Manifest(**said)
    except (OSError, ValueError, KeyError, TypeError):
        raise NotABackup(f"{folder} holds no whole backup: its {MANIFEST} is missing or cannot be read") from None


def write_files(folder: Path, files: Iterable[File]) -> tuple[str, int, int]:
    """The list's own SHA-256, how many files there are, and how many bytes."""
    count = total = 0
    with (folder / FILES).open("w") as listing:
        for file in files:
            listing.write(json.dumps(dataclasses.asdict(file), ensure_ascii=False) + "\n")
            count, total = count + 1, total + file.bytes
    sync(folder / FILES)
    return hashed(folder / FILES)[0], count, total


def read_files(folder: Path) -> Iterator[File]:
    with (folder / FILES).open() as listing:
        for line in listing:
            yield File(**json.loads(line))


def hashed(path: Path) -> tuple[str, int]:
    """SHA-256 and size in bytes."""
    with path.open("rb") as file:
        return copied(file, None)


def copied(source: BinaryIO, target: BinaryIO | None) -> tuple[str, int]:
    """Copy and hash in one reading."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return digest.hexdigest(), size


def proof_of_key(key: str) -> str:
    """Tells whether two keys are the same, and nothing of either."""
    return hashlib.sha256(b"korgan backup\0" + key.encode()).hexdigest()[:16]


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
