"""What could not be done after all its tries is parked: counted, shown, and let go on when somebody says so. Here the
entries from which nothing could follow, and the jobs that failed for good."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db import connection, transaction

from korgan.journal.actions import write
from korgan.journal.cursor import BEFORE_ALL, Cursor, Read
from korgan.journal.entries import TriedAgain
from korgan.journal.models import Entry, Parked

JOBS = "select id::text, task_name || ' ' || args::text from procrastinate_jobs where status = 'failed' order by id"
COUNT_JOBS = "select count(*) from procrastinate_jobs where status = 'failed'"
JOB_AGAIN = """
update procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null, worker_id = null
where id = %s and status = 'failed' and not exists (
    select from procrastinate_jobs other
    where other.queueing_lock = procrastinate_jobs.queueing_lock and other.status = 'todo')
"""
JOB_GOES = "delete from procrastinate_jobs where id = %s and status = 'failed'"


class Found(NamedTuple):
    """A parked thing and why, in codes and ids."""

    id: str
    why: str


def park(follower: str, why: str, entries: Sequence[Read]) -> None:
    rows = [Parked(entry=entry.seq, follower=follower, why=why) for entry in entries]
    Parked.objects.bulk_create(rows, ignore_conflicts=True)


def entries() -> list[Found]:
    kinds = dict(Entry.objects.filter(seq__in=Parked.objects.values("entry")).values_list("seq", "kind"))
    return [Found(str(one.entry), f"{kinds[one.entry]} {one.why}") for one in Parked.objects.order_by("entry")]


def jobs() -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        return [Found(*row) for row in cursor.fetchall()]


def counted() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_JOBS)
        return {"entries": Parked.objects.count(), "jobs": int(cursor.fetchone()[0])}


@transaction.atomic
def entry_again(seq: int, follow: Callable[[Sequence[Read]], None], by: str) -> bool:
    """Follow a parked entry now; whatever it raised before it may raise again, and stays parked then."""
    parked = Parked.objects.select_for_update().filter(entry=seq).first()
    if parked is None:
        return False
    entry = Entry.objects.get(pk=seq)
    nowhere = Cursor(entry.epoch, BEFORE_ALL)
    follow([Read(entry.seq, entry.at, entry.kind, entry.by, entry.topics, entry.facts, nowhere)])
    parked.delete()
    write(TriedAgain("entry", str(seq)), by=by, topics=[])
    return True


@transaction.atomic
def job_again(job: int, by: str) -> bool:
    """A failed job gets all its tries anew; where another waits that does the same, that one is its next try."""
    with connection.cursor() as cursor:
        cursor.execute(JOB_AGAIN, [job])
        if not cursor.rowcount:
            cursor.execute(JOB_GOES, [job])
        if not cursor.rowcount:
            return False
    write(TriedAgain("job", str(job)), by=by, topics=[])
    return True
