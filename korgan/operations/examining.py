"""What `korgan doctor` looks at. Each look says what it found, in codes and figures; the words stand in locale/.
A look that breaks is itself a finding: the doctor always ends with an answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import Error, connection

from korgan.operations import house, installation
from korgan.operations.finding import BAD, Finding

Look = Callable[[], list[Finding]]


@dataclass(frozen=True, slots=True)
class Ward:
    """Looks that belong together; those that ask the database wait for it to answer."""

    looks: tuple[Look, ...]
    asks_database: bool = field(default=True)


WARDS = (
    Ward((installation.traces_arrive,), False),
    Ward((installation.settings_are_safe, installation.disk_has_space, installation.evidence_is_written), False),
    Ward((house.restore_is_whole, house.migrations_are_applied, house.clocks_agree)),
    Ward((house.worker_lives, house.follower_keeps_up, house.jobs_are_begun)),
    Ward((house.inbound_is_registered, house.outbox_moves, house.channels_are_well, house.backup_is_fresh)),
    Ward((house.calendars_are_known, house.demo_is_not_in_production, house.originals_are_there, house.codes_are_sent)),
)


def examine() -> Iterator[Finding]:
    """Every finding, the database first."""
    reached = database_answers()
    yield reached
    for ward in WARDS:
        if ward.asks_database and reached.level == BAD:
            continue
        for look in ward.looks:
            yield from looked(look)


def looked(look: Look) -> list[Finding]:
    try:
        return look()
    except Exception as broken:
        return [Finding("look_broke", BAD, {"look": look.__name__, "why": type(broken).__name__})]


OLDEST = 150000


def database_answers() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('server_version_num')::int, current_setting('server_version')")
            number, version = cursor.fetchone()
    except Error as away:
        return Finding("database_away", BAD, {"why": type(away).__name__})
    if number < OLDEST:
        return Finding("database_old", BAD, {"version": version})
    return Finding("database", values={"version": version})
