from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate.contrib.django import app

from korgan.evidence.actions import sweep_incoming
from korgan.evidence.removing import erase_waiting
from korgan.evidence.rules import EXPIRES_AFTER
from korgan.evidence.uploading import expire
from korgan.journal.clock import now
from korgan.journal.work import job

# No file of another system comes for so long; a slow one is written to all the time and so stays young.
ABANDONED = timedelta(hours=6)


@app.periodic(cron="17 * * * *")
@job("evidence.sweep", queueing_lock="evidence.sweep")
def sweep(timestamp: int) -> None:
    """What a killed process left half-way is thrown away, and uploads that nobody goes on with."""
    # Files are dated by the host that wrote them: one is old when both clocks say so.
    by_both = min(now(), datetime.now(UTC))
    sweep_incoming(ABANDONED, by_both)
    expire(now())
    sweep_incoming(2 * EXPIRES_AFTER, by_both, "*.upload")
    erase_waiting(now())


@job("evidence.erase_bytes")
def erase_bytes(seq: int, facts: dict[str, Any]) -> None:
    """Bytes that were removed go, and whatever else of them waits: twice is as once."""
    erase_waiting(now())
