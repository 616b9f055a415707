from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from korgan.journal.clock import now
from korgan.journal.work import job
from korgan.people import holding, limits, lockout, sending, signing

Facts = dict[str, Any]


@job("people.send_code")
def send_code(seq: int, facts: Facts) -> None:
    sending.send_code(UUID(facts["code"]), now())


@app.periodic(cron="23 * * * *")
@job("people.forget_codes", queueing_lock="people.forget_codes")
def forget_codes(timestamp: int) -> None:
    sending.forget_codes(now())
    signing.forget_unused(now())


@app.periodic(cron="53 * * * *")
@job("people.forget_allowances", queueing_lock="people.forget_allowances")
def forget_allowances(timestamp: int) -> None:
    limits.forget()


@app.periodic(cron="37 * * * *")
@job("people.forget_guesses", queueing_lock="people.forget_guesses")
def forget_guesses(timestamp: int) -> None:
    lockout.forget_old(now())
    holding.forget_old(now())
