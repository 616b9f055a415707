"""The worker process: it follows the journal, runs the jobs and works off what the channels brought."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from threading import Event

from asgiref.sync import sync_to_async
from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

from korgan import path
from korgan.channels.work import listen
from korgan.journal.cursor import Read
from korgan.journal.follower import follow
from korgan.journal.steady import SteadyManager, SteadyWorker
from korgan.journal.work import TRIES

logger = logging.getLogger(__name__)

CONCURRENCY = 8
STALLED_AFTER_S = 30


def defer_steps(entries: Sequence[Read]) -> None:
    """The jobs that follow from these entries, deferred in the follower's transaction."""
    for job, facts in path.jobs_after(entries):
        job.batch_defer(*facts)


async def run() -> None:
    """Run until SIGTERM or SIGINT; jobs under way are given a moment to end."""
    stop, stopping = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    following = asyncio.create_task(asyncio.to_thread(follow, "path", defer_steps, stopping))
    working = [asyncio.create_task(keep(run_jobs)), asyncio.create_task(keep(lambda: listen(path.register)))]
    await stop.wait()
    stopping.set()
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    await following


async def run_jobs() -> None:
    """Procrastinate's worker on a connection of its own; first what a killed worker has left behind."""
    await sync_to_async(forget_connection)()
    worker = jobs.with_connector(jobs.connector.get_worker_connector())  # type: ignore[attr-defined]
    worker.job_manager = SteadyManager(worker.connector)
    worker.perform_import_paths()  # type: ignore[no-untyped-call]
    async with worker.open_async(), asyncio.TaskGroup() as group:
        retrying = group.create_task(retry_stalled(worker))
        steady = SteadyWorker(
            worker,
            concurrency=CONCURRENCY,
            # What was deferred to a time is looked for so often.
            fetch_job_polling_interval=1,
            install_signal_handlers=False,
            delete_jobs="successful",
        )
        await steady.run()  # type: ignore[no-untyped-call]
        # It ends in peace when something beside the jobs broke, such as the deferring of periodic ones.
        retrying.cancel()


def forget_connection() -> None:
    """Periodic jobs are deferred on a thread whose connection would stay broken after the database fell."""
    connection.close()


async def retry_stalled(worker: App) -> None:
    """Jobs of a killed worker stay `doing` until somebody takes them up again."""
    while True:
        for stalled in await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
            await take_back(worker, stalled)
        await asyncio.sleep(STALLED_AFTER_S / 3)


async def take_back(worker: App, stalled: Job) -> None:
    """A job that keeps killing its worker is parked; those that only stood beside it are done at a next try."""
    if stalled.attempts + 1 < TRIES:
        try:
            await worker.job_manager.retry_job(stalled)
        except UniqueViolation:
            # Another waits that does the same.
            await worker.job_manager.finish_job(stalled, status=Status.FAILED, delete_job=True)
        return
    logger.error("job %s %s ended with its worker at its last try, parked", stalled.id, stalled.task_name)
    await worker.job_manager.finish_job(stalled, status=Status.FAILED, delete_job=False)


async def keep(work: Callable[[], Awaitable[None]]) -> None:
    """Begin again when the database or a neighbour went away."""
    while True:
        try:
            await work()
        except Exception:
            logger.exception("interrupted, beginning again")
        await asyncio.sleep(1)
