from procrastinate.contrib.django import app

from korgan.journal.clock import now
from korgan.journal.work import job
from korgan.keeping import retention


@app.periodic(cron="40 21 * * *")
@job("keeping.retention", queueing_lock="keeping.retention")
def run_retention(timestamp: int) -> None:
    """At night in Kazakhstan, in the morning's small hours."""
    retention.run(now())
