"""Runs `decoding.py` apart: in a process with limits of memory and time, without our secrets, killed when late."""

import json
import logging
import subprocess
import sys
import tempfile
from io import UnsupportedOperation
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

from korgan.evidence.rules import REFUSALS, TYPES, WITHOUT_PICTURE, Unreadable

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("decoding.py")
EXAMINED_IN_S, PREVIEWED_IN_S = 30, 90
BARE = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}


class Failed(Exception):
    """The program ended badly or not in time; nothing it said counts."""


def examine(path: Path, kind: str) -> tuple[str, dict[str, Any]]:
    """The type after a look inside, and what the file says of itself: lon, lat, at, seconds. Raises a Refusal."""
    reader = TYPES[kind].reader
    if not reader:
        return kind, {}
    with path.open("rb") as file:
        said = told(file, reader)
    if said.get("refused"):
        raise REFUSALS[said["refused"]](f"nothing of {kind} can be read of the bytes")
    return (kind if said.pop("has_picture", True) else WITHOUT_PICTURE.get(kind, kind)), said


def told(file: BinaryIO, reader: str) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(run("examine", file, reader, EXAMINED_IN_S))
    except (Failed, ValueError) as error:
        raise Unreadable(str(error)) from None
    return said


def preview(original: BinaryIO, kind: str) -> bytes | None:
    """A small copy, or None when the original cannot or should not be decoded."""
    reader = TYPES[kind].reader if kind in TYPES else ""
    if not reader:
        return None
    try:
        return run("preview", original, reader, PREVIEWED_IN_S) or None
    except Failed as error:
        logger.warning("no preview of a %s: %s", kind, error)
        return None


def run(verb: str, file: BinaryIO, reader: str, within_s: float) -> bytes:
    with on_disk(file) as seekable:
        command = [sys.executable, "-I", str(PROGRAM), verb, reader]
        try:
            ended = subprocess.run(
                command, stdin=seekable, capture_output=True, timeout=within_s, env=BARE, cwd="/", check=False
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"not done in {within_s} s") from None
    if ended.returncode:
        # The last line of a traceback: it names the error, and may quote a file's bytes only after it.
        said = ended.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Failed(f"ended with {ended.returncode} {''.join(said)[:100]!r}")
    return ended.stdout


def on_disk(file: BinaryIO) -> BinaryIO:
    """The file itself, or a copy of what the store keeps elsewhere: a process is given a file, not an object."""
    try:
        file.fileno()
        return file
    except (AttributeError, UnsupportedOperation, OSError):
        copy = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
        copyfileobj(file, copy)
        copy.seek(0)
        return copy
