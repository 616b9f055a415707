"""Looks at the machine and its settings, which need no database. Production: citizens have an address of ours."""

import os
import shutil
import tempfile
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from korgan.operations.finding import BAD, DOUBTFUL, Finding
from korgan.tracing import receiver, spans
from korgan.tracing.spans import Off

GIGABYTE = 10**9
FEW_BYTES, TOO_FEW_BYTES = 5 * GIGABYTE, GIGABYTE // 2
ANSWER_S = 5
# A key somebody has typed has few different letters; one that was drawn has many.
LETTERS_OF_A_KEY = 16
TYPED = ("secret", "change", "example", "password", "korgan", "insecure")


def is_production() -> bool:
    return bool(settings.PUBLIC_URL) and urlsplit(settings.PUBLIC_URL).hostname not in ("localhost", "127.0.0.1")


def settings_are_safe() -> list[Finding]:
    if not is_production():
        return [Finding("only_for_trying", DOUBTFUL)]
    found = []
    if not settings.PUBLIC_URL.startswith("https://"):
        found.append(Finding("no_https", BAD))
    if is_weak(settings.SECRET_KEY):
        found.append(Finding("weak_key", BAD))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Finding("any_host", DOUBTFUL))
    return found or [Finding("settings")]


def is_weak(key: str) -> bool:
    return len(set(key)) < LETTERS_OF_A_KEY or any(word in key.lower() for word in TYPED)


def traces_arrive() -> list[Finding]:
    """An empty message is taken by any receiver of OpenTelemetry."""
    if not receiver():
        return []
    try:
        answered = httpx.post(receiver(), headers={"Content-Type": "application/x-protobuf"}, timeout=ANSWER_S)
        answered.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as lost:
        return [Finding("traces_lost", DOUBTFUL, {"why": type(lost).__name__})]
    return [Finding("traces") if not isinstance(spans, Off) else Finding("traces_not_installed", DOUBTFUL)]


def disk_has_space() -> list[Finding]:
    there = settings.EVIDENCE_ROOT
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    level = BAD if free < TOO_FEW_BYTES else DOUBTFUL
    told = {"gigabytes": f"{free / GIGABYTE:.1f}"}
    return [Finding("disk_full", level, told) if free < FEW_BYTES else Finding("disk", values=told)]


def evidence_is_written() -> list[Finding]:
    """A photo that cannot be kept is a photo lost, so it is tried, not asked."""
    try:
        os.makedirs(settings.EVIDENCE_ROOT, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=settings.EVIDENCE_ROOT, prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as refused:
        return [Finding("evidence_not_written", BAD, {"why": os.strerror(refused.errno or 0)})]
    return [Finding("evidence")]
