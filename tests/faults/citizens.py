"""Citizens who report without a pause and, like the app, repeat a report under its key until it is acknowledged."""

import http.client
import json
import secrets
import threading
import time
from uuid import uuid4

PAUSE = 0.05  # seconds before a repeat; the app waits longer
GIVEN_UP_AFTER = 300.0  # seconds


class Citizens:
    def __init__(self, port: int, count: int) -> None:
        self.port = port
        self.numbers: dict[str, str] = {}  # client key -> number, of every acknowledged report
        self.began: set[str] = set()
        self.repeats = 0
        self.faults: list[str] = []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.report_on_and_on) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def report_on_and_on(self) -> None:
        while not self.stopping.is_set():
            key = str(uuid4())
            self.began.add(key)
            self.report(key, secrets.token_urlsafe(32))

    def report(self, key: str, phone: str) -> None:
        """Again and again until there is a number."""
        deadline = time.monotonic() + GIVEN_UP_AFTER
        while time.monotonic() < deadline:
            if number := self.ask(key, phone):
                self.numbers[key] = number
                return
            self.repeats += 1
            self.stopping.wait(PAUSE)
        self.faults.append(f"{key} was never acknowledged")

    def ask(self, key: str, phone: str) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", "/api/citizen/appeals", json.dumps(body(key)), self.headers(phone))
            answer = connection.getresponse()
            said = json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
        return self.number_in(answer.status, said)

    def number_in(self, status: int, said: dict[str, str]) -> str | None:
        if status in {200, 201}:
            return said["number"]
        if status not in {502, 503, 504}:
            self.faults.append(f"{status}: {said}")
        return None

    def headers(self, phone: str) -> dict[str, str]:
        home = f"http://127.0.0.1:{self.port}"
        return {"Content-Type": "application/json", "Origin": home, "Cookie": f"korgan_key={phone}"}

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def body(key: str) -> dict[str, object]:
    return {
        "client_key": key,
        "text": "На Крепостной авария, есть пострадавшие",
        "language": "ru",
        "place": None,
        "place_given": False,
        "photos": [],
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
