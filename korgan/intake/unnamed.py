"""Originals that no part names: a process was killed between keeping one and attaching it, or the part had been given
up meanwhile. Nobody is shown them and an appeal's erasure does not find them, so they go as everything goes."""

from datetime import datetime, timedelta

from korgan.evidence.models import Evidence, Upload
from korgan.evidence.removing import remove_bytes

SYSTEM = "system:intake"
# What is kept is attached within the same second; an upload that waits for its part names its own.
UNNAMED_AFTER = timedelta(days=1)


def remove_unnamed(now: datetime) -> int:
    """How many it was."""
    waiting = Upload.objects.filter(evidence__isnull=False).values("evidence")
    old = Evidence.objects.filter(removed_at=None, received_at__lt=now - UNNAMED_AFTER)
    unnamed = list(old.filter(parts__isnull=True).exclude(pk__in=waiting))
    for one in unnamed:
        remove_bytes(one, "unnamed", SYSTEM)
    return len(unnamed)
