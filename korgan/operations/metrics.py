"""What is measured, for Prometheus. What the database knows is asked when it is scraped, so it is the same whichever
process answers; what only a process knows is kept in files (PROMETHEUS_MULTIPROC_DIR) that all processes share. No
label holds an id or what somebody wrote."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from korgan.channels.queries import oldest_waiting
from korgan.journal import clock
from korgan.journal.models import Heartbeat
from korgan.journal.queries import lag, oldest_job

REGISTRATIONS = Counter("korgan_registrations", "What became of messages that came in", ["channel", "how"])
SIGNATURES = Counter("korgan_signatures", "What became of digital signatures of citizens", ["how"])
TO_STREAM = Histogram(
    "korgan_entry_to_stream_seconds", "From the entry of a registration to the streams",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip
STREAMS = Gauge("korgan_open_streams", "Open event streams", multiprocess_mode="livesum")
HTTP = Histogram(
    "korgan_http_seconds", "Answers by route template and status", ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)  # fmt: skip
HELD = Counter("korgan_held", "Requests that a limit held back", ["limit"])

OUTBOX = """
select state, count(*), extract(epoch from clock_timestamp() - min(changed_at)) from reply_delivery
where state in ('queued', 'claimed', 'retry')
   or (state in ('failed', 'unknown') and changed_at > now() - interval '1 day')
group by state
"""
CODES = """
select case when trouble <> '' then 'refused' when sent_at is null then 'not_sent' else 'sent' end, count(*)
from people_phonecode where asked_at > now() - interval '1 hour' group by 1
"""
JOBS = "select status::text, count(*) from procrastinate_jobs where status in ('todo', 'doing', 'failed') group by 1"
CONNECTIONS = """
select coalesce(state, 'none'), count(*) from pg_stat_activity where datname = current_database() group by 1
"""


class House(Collector):
    """What the database knows of the whole installation."""

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked when it is registered."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """While the database is away that is told, and what the processes know themselves."""
        try:
            found = list(self.asked())
        except (DatabaseError, InterfaceError):
            found = []
        yield single("korgan_database_up", "Whether the database answers", float(bool(found)))
        yield from found

    def asked(self) -> Iterator[Metric]:
        now = clock.now()
        beat = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
        inbound = oldest_waiting()
        yield single("korgan_journal_lag_seconds", "Age of the oldest entry not followed", lag())
        yield single("korgan_oldest_job_seconds", "Since the next job has been due and not begun", oldest_job())
        yield single("korgan_oldest_inbound_seconds", "Age of the oldest unregistered update",
                     (now - inbound).total_seconds() if inbound else 0)  # fmt: skip
        if beat is not None:
            yield single("korgan_worker_silent_seconds", "Since the worker's heartbeat", (now - beat).total_seconds())
        outbox = asked(OUTBOX)
        yield family("korgan_outbox", "Outgoing parts", "state", [(state, count) for state, count, _ in outbox])
        yield family("korgan_outbox_oldest_seconds", "Age of the oldest", "state", [(s, age) for s, _, age in outbox])
        yield family("korgan_phone_codes", "Codes by SMS asked for within an hour", "how", asked(CODES))
        yield family("korgan_jobs", "Jobs", "status", asked(JOBS))
        yield family("korgan_database_connections", "Connections to the database", "state", asked(CONNECTIONS))


def asked(question: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def single(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=max(0.0, value))


def family(name: str, help_text: str, label: str, rows: list[tuple[object, ...]]) -> Metric:
    found = GaugeMetricFamily(name, help_text, labels=[label])
    for what, value in rows:
        found.add_metric([str(what)], float(str(value)))
    return found


def forget_the_dead(folder: Path) -> None:
    """A process that was killed took its open streams along; what it has counted stays counted."""
    for file in folder.glob("gauge_live*.db"):
        pid = file.stem.rpartition("_")[2]
        if not Path(f"/proc/{pid}").exists():
            file.unlink(missing_ok=True)


def told() -> bytes:
    """Everything measured, in Prometheus' text form."""
    registry = CollectorRegistry()
    registry.register(House())
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        forget_the_dead(Path(folder))
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)
