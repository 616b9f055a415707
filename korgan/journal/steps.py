from django.db import connection

INSERT = "insert into journal_step (entry, name, done_at) values (%s, %s, now()) on conflict do nothing returning 1"


def once(entry: int, step: str) -> bool:
    """True the first time; committed together with the step's writes, so running it twice changes nothing."""
    if not connection.in_atomic_block:
        raise RuntimeError("a step is marked in the transaction that does it")
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [entry, step])
        return cursor.fetchone() is not None
