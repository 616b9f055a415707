"""The worker process for a test: its follower and its jobs, as they are, until nothing is left to do."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from korgan.journal import clock
from korgan.journal.follower import step
from korgan.worker import defer_steps, forget_connection

ROUNDS = 20


def stalled(seconds: float) -> None:
    """A job has been due for so long, and nobody begins it."""
    jobs.configure_task("korgan.test", schedule_at=clock.now() - timedelta(seconds=seconds)).defer()


def work_off() -> None:
    for _ in range(ROUNDS):
        has_read = step("path", defer_steps)
        if not has_read and not ProcrastinateJob.objects.filter(status="todo", scheduled_at=None).exists():
            return
        asyncio.run(run_jobs())
    raise AssertionError("the jobs do not come to an end")


async def run_jobs() -> None:
    """On threads whose connections are closed at the end: the test's database goes away."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    await sync_to_async(forget_connection)()
    worker = jobs.with_connector(jobs.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker.open_async():
        await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)
    await loop.run_in_executor(None, forget_connection)
    await sync_to_async(forget_connection)()
