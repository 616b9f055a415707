"""A number outside the registering statement: for an appeal that is split from another, drawn in its transaction."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

DRAW = """
insert into intake_counter (department_id, year, last) values (%s, %s, 1)
on conflict (department_id, year) do update set last = intake_counter.last + 1
returning last
"""


class Drawn(NamedTuple):
    number: str
    year: int
    serial: int


def draw(department: int, code: str, timezone: str, now: datetime) -> Drawn:
    """The next number of the department's year; the same form as register.sql gives, 102-SKO-26-000614."""
    year = now.astimezone(ZoneInfo(timezone)).year
    with connection.cursor() as cursor:
        cursor.execute(DRAW, [department, year])
        serial = cursor.fetchone()[0]
    return Drawn(f"102-{code}-{year % 100:02}-{serial:06}", year, serial)
