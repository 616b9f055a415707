"""A restore loads, then settles what hung in the air. One that was broken off between would send again what has long
gone out, so a mark stands from the one to the other, and nothing starts on a database that has it."""

from django.db import connection

MARK = "create table if not exists public.journal_half_restored ();"
UNMARK = "drop table if exists public.journal_half_restored"
MARKED = "select to_regclass('public.journal_half_restored') is not null"


class HalfRestored(Exception):
    """The message says what to do."""

    def __init__(self) -> None:
        super().__init__("a restore into this database was broken off; empty it and restore again")


def is_half_restored() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MARKED)
        return bool(cursor.fetchone()[0])
