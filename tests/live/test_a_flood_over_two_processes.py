"""Two web processes, one database, one address: a script floods by one key and by ever new ones, and Aigerim behind
the same address reports meanwhile. What was answered "received" is there (promise 1), and no more than the limits."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db.models import F

from korgan import path
from korgan.environment import LIMITS
from korgan.faces.citizen.key import new_key
from korgan.faces.citizen.shapes import Report
from korgan.faces.citizen.writing import report
from korgan.intake.models import Appeal
from korgan.people.models import Contact
from tests.cast import NIGHT, City, city, key, until
from tests.live.web import Web, serving

PROCESSES = 2
FEW = {**dict.fromkeys(LIMITS, 0), "reports": 3, "newcomers": 4}
EACH = 60
# As docs/decisions.md has it: n processes give at most 1 + n/4 times an allowance, and it fills while the test runs.
MOST_OF_ONE = FEW["reports"] * 2 * (1 + PROCESSES / 4) + 3 * FEW["reports"]
MOST_NEW = FEW["newcomers"] * 5 * (1 + PROCESSES / 4) + 3 * FEW["newcomers"]


@pytest.fixture
def house(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[Web], City]]:
    monkeypatch.setenv("KORGAN_LIMITS", json.dumps(FEW))
    with ExitStack() as running:
        yield [running.enter_context(serving(fresh_database)) for _ in range(PROCESSES)], city()


def known(korgan: City) -> str:
    """The key of a phone that reported yesterday."""
    secret = new_key()
    asked = Report(client_key=key(), text="Вчера", language="ru", at=NIGHT)
    path.register(korgan.app, report(asked, secret, NIGHT))
    Contact.objects.update(created_at=F("created_at") - timedelta(days=1))
    return secret


def posted(web: Web, secret: str) -> tuple[int, str]:
    told = {"client_key": str(key()), "text": "Драка", "language": "ru", "at": NIGHT.isoformat()}
    origin = f"http://127.0.0.1:{web.port}"
    headers = {"Content-Type": "application/json", "Origin": origin, "Cookie": f"korgan_key={secret}"}
    line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
    line.request("POST", "/api/citizen/appeals", json.dumps(told), headers)
    answer = line.getresponse()
    read = json.loads(answer.read())
    line.close()
    return answer.status, str(read.get("id", ""))


def test_a_flood_is_held_over_all_processes_and_the_honest_one_is_heard_meanwhile(
    house: tuple[list[Web], City],
) -> None:
    webs, korgan = house
    aigerim, flooding = known(korgan), known(korgan)
    by_one: list[tuple[int, str]] = []
    by_new: list[tuple[int, str]] = []
    honest: list[tuple[int, str]] = []

    def flood(web: Web) -> None:
        for _ in range(EACH):
            by_one.append(posted(web, flooding))
            by_new.append(posted(web, new_key()))

    threads = [threading.Thread(target=flood, args=(web,)) for web in webs]
    for one in threads:
        one.start()
    until(lambda: len(by_new) >= EACH, 60)
    honest += [posted(web, aigerim) for web in webs]
    for one in threads:
        one.join()
    assert [status for status, _ in honest] == [201] * PROCESSES
    assert {status for status, _ in by_one + by_new} == {201, 429}
    assert sum(status == 201 for status, _ in by_one) <= MOST_OF_ONE
    assert sum(status == 201 for status, _ in by_new) <= MOST_NEW
    received = {appeal for status, appeal in by_one + by_new + honest if status == 201}
    assert Appeal.objects.filter(pk__in=received).count() == len(received)
