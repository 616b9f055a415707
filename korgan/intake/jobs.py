from typing import Any

from korgan.intake.fetching import fetch, waiting_parts
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
