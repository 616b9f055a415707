"""A file whose preview kills the process, a step that never works: such a job is parked after its tries, counted where
people look, and the others are done meanwhile."""

from asgiref.sync import sync_to_async
from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app as jobs
from procrastinate.jobs import Job, Status

from korgan import worker
from korgan.faces.health import parked
from korgan.journal import parking
from korgan.journal.work import TRIES

DEADLY, HARMLESS = "korgan.test.deadly", "korgan.test.harmless"


async def test_a_job_that_kills_every_worker_is_parked_and_the_others_are_done(fresh_database: str) -> None:
    app = await jobs_here()
    done: list[str] = []
    async with app.open_async():
        deadly = await app.configure_task(DEADLY).defer_async()
        for _ in range(3):
            await app.configure_task(HARMLESS).defer_async()
        lives = 0
        while await a_worker_lives(app, done):
            lives += 1
        assert (lives, done) == (TRIES, [HARMLESS] * 3)
        assert [found.id for found in await sync_to_async(parking.jobs)()] == [str(deadly)]
        assert (await sync_to_async(parked)())["jobs"] == 1
        assert await sync_to_async(parking.job_again)(deadly, "system:test")
        assert await sync_to_async(parking.jobs)() == []
        assert await a_worker_lives(app, done)


async def test_a_parked_job_that_another_waits_to_do_is_let_go(fresh_database: str) -> None:
    app = await jobs_here()
    async with app.open_async():
        periodic = app.configure_task(HARMLESS, queueing_lock=HARMLESS)
        parked_one = await periodic.defer_async()
        job = await app.job_manager.fetch_job(queues=None, worker_id=await app.job_manager.register_worker())
        assert job is not None
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        await periodic.defer_async()
        assert await sync_to_async(parking.job_again)(parked_one, "system:test")
        assert await sync_to_async(parked)() == {"inbound": 0, "entries": 0, "jobs": 0}
        assert not await sync_to_async(parking.job_again)(parked_one, "system:test")


async def jobs_here() -> App:
    """The thread in which Django is asked may hold a connection to the database of a test before."""
    await sync_to_async(lambda: connection.close())()
    return jobs.with_connector(jobs.connector.get_worker_connector())  # type: ignore[attr-defined]


async def a_worker_lives(app: App, done: list[str]) -> bool:
    """Takes jobs until one kills it; what it held is taken back as by its successor. False when nothing kills it."""
    me = await app.job_manager.register_worker()
    while job := await app.job_manager.fetch_job(queues=None, worker_id=me):
        if job.task_name == DEADLY:
            await taken_back(app, job)
            return True
        done.append(job.task_name)
        await app.job_manager.finish_job(job, status=Status.SUCCEEDED, delete_job=True)
    return False


async def taken_back(app: App, job: Job) -> None:
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=-1):
        await worker.take_back(app, stalled)
