"""Every process of the product is killed under a load of reports: what became of them, and of their repeats."""

import asyncio
import os
import secrets
import signal
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import uvloop

from bench.connection import Answer, Connection
from bench.figures import Figure
from bench.house import ask, has_caught_up, pid_of
from bench.reports import Reports, body
from tests.e2e.stack import Stack, until

# Web last: then no connection of it is older than the last start of Postgres.
VICTIMS = ("worker", "postgres", "web")
CITIZENS, BEFORE, AFTER = 4, 30, 60
COMES_BACK_IN_S = 240.0  # on a busy machine; seconds on an idle one
REPEATS_AFTER_S, ANSWERS_IN_S = 0.05, 10.0
RECEIVED = (200, 201)


class Citizens:
    """They report without a pause and, like the app, repeat a report under its key until it is acknowledged."""

    def __init__(self, url: str) -> None:
        self.url, self.reports = url, Reports(url)
        self.requests: dict[str, bytes] = {}  # by the citizen's key, his one report
        self.numbers: dict[str, str] = {}  # by the citizen's key, the number he was given
        self.is_over = False

    async def report_on_and_on(self) -> None:
        while not self.is_over:
            key = secrets.token_urlsafe(32)
            self.requests[key] = self.reports.posted(body(), key)
            self.numbers[key] = await self.number_of(key)

    async def number_of(self, key: str) -> str:
        """Again and again until there is a number."""
        while (answer := await self.asked(self.requests[key])) is None or answer.status not in RECEIVED:
            await asyncio.sleep(REPEATS_AFTER_S)
        return str(answer.told["number"])

    async def asked(self, request: bytes) -> Answer | None:
        """None when the line broke, whatever became of the report."""
        parts = urlsplit(self.url)
        try:
            connection = await Connection.open(parts.hostname or "", parts.port or 80)
            try:
                return await asyncio.wait_for(connection.ask(request), ANSWERS_IN_S)
            finally:
                connection.close()
        except (OSError, TimeoutError):
            return None

    async def through_kills(self, stack: Stack, victims: Sequence[str]) -> None:
        loads = [asyncio.create_task(self.report_on_and_on()) for _ in range(CITIZENS)]
        for victim in victims:
            await self.served(BEFORE)
            os.kill(pid_of(stack, victim), signal.SIGKILL)
            await self.served(AFTER)
        self.is_over = True
        await asyncio.gather(*loads)

    async def served(self, more: int) -> None:
        wanted, ends = len(self.numbers) + more, time.monotonic() + COMES_BACK_IN_S
        while len(self.numbers) < wanted:
            if time.monotonic() > ends:
                raise TimeoutError("registrations did not come back after a kill")
            await asyncio.sleep(0.02)

    async def once_more(self) -> dict[str, str]:
        """Everything delivered again."""
        return {key: await self.number_of(key) for key in self.requests}


def figures(stack: Stack, victims: Sequence[str] = VICTIMS) -> Iterator[Figure]:
    citizens = Citizens(stack.url)
    uvloop.run(citizens.through_kills(stack, victims))
    until(lambda: has_caught_up(stack), COMES_BACK_IN_S, "the path did not come back whole")
    note = f"{len(citizens.numbers)} acknowledged by {CITIZENS} citizens while {', '.join(victims)} were killed in turn"
    kept = numbers_kept(stack)
    yield Figure("lost_after_kill", len(set(citizens.numbers.values()) - set(kept)), "reports", note)
    again = uvloop.run(citizens.once_more())
    changed = sum(again[key] != number for key, number in citizens.numbers.items())
    doubled = len(numbers_kept(stack)) - len(citizens.requests)
    yield Figure("doubled_after_redelivery", doubled + changed, "reports", f"{note}; then each was sent once more")


def numbers_kept(stack: Stack) -> list[str]:
    """The numbers of all appeals there are; nobody else has reported yet."""
    return [row["number"] for row in ask(stack, "select number from intake_appeal")]
