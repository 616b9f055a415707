"""Jobs as Korgan runs them: retried when the database or a neighbour was away, on a connection that lives."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

P = ParamSpec("P")
R = TypeVar("R")

# About a quarter of an hour in all: 1, 2, 4 … seconds. After the last try the job is parked.
TRIES = 10
RETRY = RetryStrategy(max_attempts=TRIES, exponential_wait=2)


def job(name: str, *, queueing_lock: str | None = None) -> Callable[[Callable[P, R]], Task[P, R, P]]:
    """A procrastinate task with our retries; a broken connection is closed before and after, never reused."""

    def decorate(act: Callable[P, R]) -> Task[P, R, P]:
        @wraps(act)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            close_old_connections()
            try:
                return act(*args, **kwargs)
            finally:
                close_old_connections()

        return app.task(name=name, retry=RETRY, queueing_lock=queueing_lock)(run)

    return decorate
