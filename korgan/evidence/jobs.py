from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from korgan.evidence.actions import sweep_incoming, sweep_removed
from korgan.evidence.rules import EXPIRES_AFTER
from korgan.evidence.uploading import expire
from korgan.journal.work import job

# No file of another system comes for so long; a slow one is written to all the time and so stays young.
ABANDONED = timedelta(hours=6)


@app.periodic(cron="17 * * * *")
@job("evidence.sweep", queueing_lock="evidence.sweep")
def sweep(timestamp: int) -> None:
    """What a killed process left half-way is thrown away, and uploads that nobody goes on with."""
    now = datetime.now(UTC)
    sweep_incoming(ABANDONED, now)
    expire(now)
    sweep_incoming(2 * EXPIRES_AFTER, now, "*.upload")
    sweep_removed()
