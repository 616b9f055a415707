from django.db import connection

INSERT = "insert into journal_step (entry, name, done_at) values (%s, %s, now()) on conflict do nothing returning 1"
UNDONE = """
select from journal_entry e where e.kind = %s and e.topics @> array[%s]
and not exists (select from journal_step s where s.entry = e.seq and s.name = %s) limit 1
"""


def once(entry: int, step: str) -> bool:
    """True the first time; committed together with the step's writes, so running it twice changes nothing."""
    if not connection.in_atomic_block:
        raise RuntimeError("a step is marked in the transaction that does it")
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [entry, step])
        return cursor.fetchone() is not None


def is_due(step: str, kind: str, topic: str) -> bool:
    """Whether the step has not yet followed from some entry of this kind that was told by this topic."""
    with connection.cursor() as cursor:
        cursor.execute(UNDONE, [kind, topic, step])
        return cursor.fetchone() is not None
