"""Jobs as Korgan runs them: retried when the database or a neighbour was away, on a connection that lives."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from procrastinate import RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.tasks import Task

from korgan.journal.away import is_away, is_full
from korgan.journal.connections import close_dead_connections
from korgan.tracing import spans
from korgan.tracing.spans import Doing

P = ParamSpec("P")
R = TypeVar("R")

# Longer than eight large videos need; then the jobs stand still, whatever the worker's heartbeat says.
STAND_STILL_S = 30.0
# About a quarter of an hour in all: 1, 2, 4 … seconds. After the last try the job is parked.
TRIES = 10
LONGEST_WAIT_S = 60


class Patience(RetryStrategy):
    """What passes by itself is waited for, however long: no job is parked because the disk was full for an hour."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if is_away(exception) or is_full(exception):
            return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 6), LONGEST_WAIT_S)})
        return super().get_retry_decision(exception=exception, job=job)


RETRY = Patience(max_attempts=TRIES, exponential_wait=2)


def tell(doing: Doing, given: Mapping[str, Any]) -> None:
    """Which entry a step follows from, and of which appeal."""
    facts = given.get("facts")
    if isinstance(facts, dict):
        doing.note(entry=int(given.get("seq", 0)))
        if appeal := facts.get("appeal"):
            doing.about(UUID(appeal))


def job(name: str, *, queueing_lock: str | None = None) -> Callable[[Callable[P, R]], Task[P, R, P]]:
    """A procrastinate task with our retries; a broken connection is closed before and after, never reused."""

    def decorate(act: Callable[P, R]) -> Task[P, R, P]:
        @wraps(act)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            close_dead_connections()
            try:
                with spans.span(f"job {name}") as doing:
                    tell(doing, kwargs)
                    return act(*args, **kwargs)
            finally:
                close_dead_connections()

        return app.task(name=name, retry=RETRY, queueing_lock=queueing_lock)(run)

    return decorate
