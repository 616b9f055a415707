"""The host's clock is set right while the worker runs, as after a start by a battery's clock in local time: what is
done every few seconds goes on being done, once each time, and what is tried again waits no longer than it should."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from asgiref.sync import sync_to_async
from procrastinate import App
from procrastinate.contrib.django import app as jobs
from procrastinate.periodic import PeriodicDeferrer

from korgan import worker
from korgan.journal.steady import SteadyManager, SteadyWorker
from korgan.journal.work import RETRY

OFTEN = {"reply.sweep", "handling.escalate"}
TICK = timedelta(seconds=5)
JUMPS = {"back": timedelta(hours=-5), "forward": timedelta(days=1)}
TAKEN = "delete from procrastinate_jobs returning task_name"
WAITS_S = "select extract(epoch from scheduled_at - clock_timestamp())::float as s from procrastinate_jobs"


class Over(Exception):
    """What had to be seen was seen."""


@pytest.mark.parametrize("jump", JUMPS)
async def test_every_few_seconds_goes_on_and_no_tick_is_made_up_for(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, jump: str
) -> None:
    seen: list[Counter[str]] = []
    shifts = [TICK, JUMPS[jump], TICK, TICK]
    async with working() as connected:
        with time_machine.travel("2026-03-02T10:00:01Z", tick=False) as host:

            async def wait(self: PeriodicDeferrer, next_tick: float) -> None:
                seen.append(
                    Counter([row["task_name"] for row in await connected.connector.execute_query_all_async(TAKEN)])
                )
                if not shifts:
                    raise Over
                host.shift(shifts.pop(0))

            monkeypatch.setattr(PeriodicDeferrer, "wait", wait)
            await SteadyWorker(connected, queues=["nobody's"], listen_notify=False, install_signal_handlers=False).run()
    assert len(seen) == 5
    for deferred in seen:
        assert deferred.keys() >= OFTEN
        assert set(deferred.values()) == {1}


@pytest.mark.parametrize("ahead", [timedelta(hours=5), timedelta(hours=-5)])
async def test_what_is_tried_again_waits_as_long_as_it_should(fresh_database: str, ahead: timedelta) -> None:
    async with working() as connected:
        manager = connected.job_manager
        await connected.configure_task("korgan.test").defer_async()
        me = await manager.register_worker()
        job = await manager.fetch_job(queues=None, worker_id=me)
        assert job is not None
        with time_machine.travel(datetime.now(UTC) + ahead):
            decided = RETRY.get_retry_decision(exception=ValueError(), job=job)
            assert decided is not None
            await manager.retry_job(job, decided.retry_at)
        waits = await connected.connector.execute_query_one_async(WAITS_S)
        assert 0 < waits["s"] <= 2
        await connected.connector.execute_query_async("update procrastinate_jobs set status = 'doing'")
        with time_machine.travel(datetime.now(UTC) + ahead):
            await worker.take_back(connected, job)
        assert await manager.fetch_job(queues=None, worker_id=me) is not None


@asynccontextmanager
async def working() -> AsyncIterator[App]:
    await sync_to_async(worker.forget_connection)()
    app: App = jobs.with_connector(jobs.connector.get_worker_connector())  # type: ignore[attr-defined]
    app.job_manager = SteadyManager(app.connector)
    async with app.open_async():
        yield app
    await sync_to_async(worker.forget_connection)()
