from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from korgan.evidence.actions import sweep_incoming
from korgan.journal.work import job

# No upload lasts so long; a slow one is written to all the time and so stays young.
ABANDONED = timedelta(hours=6)


@app.periodic(cron="17 * * * *")
@job("evidence.sweep", queueing_lock="evidence.sweep")
def sweep(timestamp: int) -> None:
    """What a killed process left half-way is thrown away."""
    sweep_incoming(ABANDONED, datetime.now(UTC))
