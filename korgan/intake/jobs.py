from typing import Any

from procrastinate.contrib.django import app

from korgan.intake.fetching import fetch, give_up, waiting_parts
from korgan.intake.previewing import make
from korgan.intake.unnamed import remove_unnamed
from korgan.intake.uploading import finish_whole, miss_never_sent
from korgan.journal.clock import now
from korgan.journal.work import job

Facts = dict[str, Any]


@job("intake.fetch_files")
def fetch_files(seq: int, facts: Facts) -> None:
    """Files of a message that an outside system keeps for us: each is fetched by a job of its own."""
    for part in waiting_parts(facts["message"]):
        fetch_file.configure(queueing_lock=f"fetch:{part}").defer(part=str(part))


@job("intake.fetch_file")
def fetch_file(part: str) -> None:
    fetch(part)


@job("intake.make_preview")
def make_preview(seq: int, facts: Facts) -> None:
    """The small copy of what has come, made apart from whoever sent it and waits for his answer."""
    make(facts["part"])


@app.periodic(cron="*/10 * * * *")
@job("intake.give_up", queueing_lock="intake.give_up")
def give_up_fetching(timestamp: int) -> None:
    """An operator must not wait for a file that nobody fetches or sends any more."""
    finish_whole()
    give_up(now())
    miss_never_sent(now())


@app.periodic(cron="50 21 * * *")
@job("intake.remove_unnamed", queueing_lock="intake.remove_unnamed")
def remove_what_no_part_names(timestamp: int) -> None:
    """At night in Kazakhstan."""
    remove_unnamed(now())
