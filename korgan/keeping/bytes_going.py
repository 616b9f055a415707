"""The second half of erasing evidence: what was decided and committed is removed from the store."""

from datetime import datetime

from korgan.evidence import erasing
from korgan.keeping.models import Removal


def remove_waiting(now: datetime) -> int:
    """Remove the bytes of all that was erased; twice is as once."""
    waiting = list(Removal.objects.select_related("evidence").filter(done_at=None))
    for removal in waiting:
        erasing.remove(removal.evidence)
        Removal.objects.filter(pk=removal.pk).update(done_at=now)
    return len(waiting)
