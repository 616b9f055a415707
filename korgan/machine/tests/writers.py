"""Clients that write without a pause and remember what the database acknowledged."""

import contextlib
import threading
from uuid import UUID, uuid4

import psycopg

from korgan.machine.tests.waiting import until


class Writers:
    def __init__(self, url: str, count: int) -> None:
        self.url = url
        self.acknowledged: set[UUID] = set()
        with psycopg.connect(url) as connection:
            connection.execute("create table written (id uuid primary key)")
        self.threads = [threading.Thread(target=self.write) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def write(self) -> None:
        """Until the server goes away."""
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url, autocommit=True) as connection:
            while True:
                one = uuid4()
                connection.execute("insert into written values (%s)", [one])
                self.acknowledged.add(one)

    def wait_for(self, count: int) -> None:
        until(lambda: len(self.acknowledged) >= count)

    def join(self) -> None:
        for thread in self.threads:
            thread.join(30)

    def found(self, url: str) -> set[UUID]:
        with psycopg.connect(url) as connection:
            return {row[0] for row in connection.execute("select id from written")}
