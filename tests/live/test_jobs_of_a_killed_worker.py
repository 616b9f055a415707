"""A killed worker leaves its job `doing` for ever; the next worker takes it up again."""

import asyncio

import pytest
from procrastinate.contrib.django import app as jobs

from korgan import worker

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
