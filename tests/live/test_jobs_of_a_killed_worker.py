"""A killed worker leaves its job `doing` for ever; the next worker takes it up again."""

import asyncio

import pytest
from procrastinate import App
from procrastinate.contrib.django import app as jobs
from procrastinate.periodic import PeriodicDeferrer

from korgan import worker
from korgan.backup.restoring import TAKEN_BACK

LEFT = "select id, status from procrastinate_jobs order by id"
STATUS = "select status, attempts from procrastinate_jobs where id = %(id)s"


async def test_a_job_of_a_killed_worker_is_taken_up_again(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STALLED_AFTER_S", 0.3)
    app = jobs.with_connector(jobs.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with app.open_async():
        job = await app.configure_task("korgan.test").defer_async()
        killed = await app.job_manager.register_worker()
        taken = await app.job_manager.fetch_job(queues=None, worker_id=killed)
        assert taken is not None
        assert taken.id == job
        assert (await app.connector.execute_query_one_async(STATUS, id=job))["status"] == "doing"
        retrying = asyncio.create_task(worker.retry_stalled(app))
        async with asyncio.timeout(30):
            while (await app.connector.execute_query_one_async(STATUS, id=job))["status"] != "todo":
                await asyncio.sleep(0.02)
        retrying.cancel()
        await asyncio.wait([retrying])
        again = await app.job_manager.fetch_job(queues=None, worker_id=await app.job_manager.register_worker())
        assert again is not None
        assert again.id == job


async def test_what_another_waits_to_do_is_not_taken_up_twice(fresh_database: str) -> None:
    """A periodic job was at work and the next of it waited already, when the worker was killed."""
    app = jobs.with_connector(jobs.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with app.open_async():
        waiting = await killed_while_the_next_waited(app)
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=-1):
            await worker.take_back(app, stalled)
        assert await app.connector.execute_query_all_async(LEFT) == [{"id": waiting, "status": "todo"}]


async def test_a_backup_of_such_a_moment_can_be_restored(fresh_database: str) -> None:
    app = jobs.with_connector(jobs.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with app.open_async():
        waiting = await killed_while_the_next_waited(app)
        for statement in TAKEN_BACK:
            await app.connector.execute_query_async(statement)
        assert await app.connector.execute_query_all_async(LEFT) == [{"id": waiting, "status": "todo"}]


async def test_jobs_end_to_begin_again_when_something_beside_them_broke(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: PeriodicDeferrer) -> None:
        raise ValueError

    monkeypatch.setattr(PeriodicDeferrer, "worker", broken)
    async with asyncio.timeout(30):
        await worker.run_jobs()


async def killed_while_the_next_waited(app: App) -> int:
    """Two were at work, as when a worker had hung before, and a third waits; its id."""
    for _ in range(2):
        await app.configure_task("korgan.test", queueing_lock="korgan.test").defer_async()
        await app.job_manager.fetch_job(queues=None, worker_id=await app.job_manager.register_worker())
    return await app.configure_task("korgan.test", queueing_lock="korgan.test").defer_async()
