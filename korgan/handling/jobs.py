from procrastinate.contrib.django import app

from korgan.handling.escalation import escalate_all
from korgan.journal import clock
from korgan.journal.work import job


@app.periodic(cron="* * * * * */5")
@job("handling.escalate", queueing_lock="handling.escalate")
def escalate(timestamp: int) -> None:
    """Clocks that ran out are told to the shift's chief."""
    escalate_all(clock.now())
