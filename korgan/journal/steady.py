"""Procrastinate reckons ticks and retries by the host's clock, which may be hours wrong and be set right at any moment.
Here it does so steadily: a jump stops nothing, floods nothing and lets nothing wait."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.periodic import PeriodicDeferrer, PeriodicTask
from procrastinate.worker import Worker

NOW = "select clock_timestamp() as now"


class SteadyDeferrer(PeriodicDeferrer):
    """The newest tick alone, whenever it is another than the last: a clock set back does not silence it until the old
    time comes again, one set forward does not make it defer every tick that was leapt over."""

    def get_timestamps(
        self, periodic_task: PeriodicTask[Any, Any, Any], since: int | None, until: float
    ) -> Iterable[int]:
        return [tick for tick in super().get_timestamps(periodic_task, None, until) if tick != since]


class SteadyWorker(Worker):
    async def _periodic_deferrer(self) -> None:
        await SteadyDeferrer(self.app.periodic_registry, **self.app.periodic_defaults).worker()


class SteadyManager(JobManager):
    """What is tried again waits by the database's clock, which alone says what is due."""

    async def retry_job(self, job: Job, retry_at: datetime | None = None, *given: Any, **more: Any) -> None:
        due = await self.connector.execute_query_one_async(NOW)
        if retry_at:
            due["now"] += retry_at - datetime.now(UTC)
        await super().retry_job(job, due["now"], *given, **more)
