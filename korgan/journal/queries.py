from django.db import connection

from korgan.journal.cursor import Cursor, page_parameters
from korgan.journal.reading import fetch, now

# What an ended epoch left unfollowed is older than all of the present one and found first.
LAG = """
select extract(epoch from clock_timestamp() - e.at)
from journal_follower f join journal_entry e on e.epoch = split_part(f.cursor, '.', 1)::int
where f.name = %s and e.xid >= pg_snapshot_xmin(split_part(split_part(f.cursor, '.', 2), '~', 1)::pg_snapshot)
  and not pg_visible_in_snapshot(e.xid, split_part(split_part(f.cursor, '.', 2), '~', 1)::pg_snapshot)
order by e.xid, e.seq limit 1
"""

# The one that is begun next: they are taken in this order. When it became due its row does not say, but its events do.
NEXT_JOB = """
select extract(epoch from clock_timestamp() - coalesce(scheduled_at, (
    select max(at) from procrastinate_events where job_id = job.id and type <> 'scheduled')))
from procrastinate_jobs job
where status = 'todo' and (scheduled_at is null or scheduled_at <= clock_timestamp())
order by priority desc, id limit 1
"""

# Stops counting one beyond the limit, however long the archive is.
UNDELIVERED = """
select count(*) from (
    select from journal_entry
    where epoch = %(epoch)s and xid >= pg_snapshot_xmin(%(since)s::pg_snapshot)
      and not pg_visible_in_snapshot(xid, %(since)s::pg_snapshot)
      and (seq > %(after)s or not pg_visible_in_snapshot(xid, %(until)s::pg_snapshot))
    limit %(limit)s
) undelivered
"""


def cursor_now() -> str:
    """The cursor before the rows: what happens after it comes by the stream."""
    return str(now())


def lag(follower: str = "path") -> float:
    """Age in seconds of the oldest entry the follower has not read; 0 when it has read all."""
    with connection.cursor() as cursor:
        cursor.execute(LAG, [follower])
        row = cursor.fetchone()
    return max(0.0, float(row[0])) if row else 0.0


def oldest_job() -> float:
    """Seconds since which the next job has been due and not begun; 0 when none is."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_JOB)
        row = cursor.fetchone()
    return max(0.0, float(row[0] or 0)) if row else 0.0


def is_further_than(cursor: Cursor, entries: int) -> bool:
    """Whether more than so many entries came after the cursor."""
    counted: int = fetch(UNDELIVERED, page_parameters(cursor, entries + 1))[0][0]
    return counted > entries
