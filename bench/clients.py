"""Citizens who report one after another without a pause, each on a connection of his own."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import uvloop

from bench.connection import Connection
from bench.reports import Reports

CREATED = 201


@dataclass(frozen=True, slots=True)
class Load:
    """What a crowd of clients has seen: how many registrations a second, and how long each took."""

    per_s: float
    seconds: Sequence[float]


def load(url: str, clients: int, seconds: float) -> Load:
    """Register as fast as the server answers."""
    return uvloop.run(crowd(url, clients, seconds))


async def crowd(url: str, clients: int, seconds: float) -> Load:
    parts = urlsplit(url)
    connections = [await Connection.open(parts.hostname or "", parts.port or 80) for _ in range(clients)]
    began = time.perf_counter()
    reports = Reports(url)
    taken = await asyncio.gather(*(report_until(one, reports, began + seconds) for one in connections))
    lasted = time.perf_counter() - began
    for one in connections:
        one.close()
    every = [one for client in taken for one in client]
    return Load(len(every) / lasted, every)


async def report_until(connection: Connection, reports: Reports, ends: float) -> list[float]:
    taken: list[float] = []
    while (began := time.perf_counter()) < ends:
        answer = await connection.ask(reports.one())
        assert answer.status == CREATED, (answer.status, answer.body[:300])
        taken.append(time.perf_counter() - began)
    return taken


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` of all do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]
