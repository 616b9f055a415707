"""A flood is held and the honest citizen gets through, also behind the same address (promises 1 and 12 of the design:
what is answered "received" is kept, and what is not says so)."""

import json
import threading
from collections import OrderedDict
from contextlib import AbstractContextManager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings as django
from django.db.models import F
from django.test import Client
from prometheus_client.registry import REGISTRY
from pytest_django import Settings

from korgan.environment import LIMITS
from korgan.faces import limiting
from korgan.faces.citizen.key import new_key
from korgan.intake.models import Appeal
from korgan.people import limits
from korgan.people.limits import Limit, Memory, taken
from korgan.people.models import Allowance, Contact
from tests.cast import NIGHT, City, at_console, city, key, phone

ADDRESS, OTHER = "203.0.113.7", "198.51.100.9"
# A process's own quarter comes on top of what all share.
FEW = {**LIMITS, "reports": 4, "messages": 4, "newcomers": 4, "asks": 8, "address": 16}
MOST_OF_ONE = FEW["reports"] * 2 * 5 // 4
MOST_NEW = FEW["newcomers"] * 5 * 5 // 4


@pytest.fixture
def korgan(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> City:
    settings.LIMITS = FEW
    another_process(monkeypatch)
    return city()


def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """It remembers nothing of what this one did."""
    monkeypatch.setattr(limits, "memory", Memory())
    monkeypatch.setattr(limiting, "known", OrderedDict())


def report(browser: Client, address: str = ADDRESS, **more: object) -> tuple[int, dict[str, object], str]:
    told = {"client_key": str(key()), "text": "Драка", "language": "ru", "at": NIGHT.isoformat(), **more}
    answer = browser.post(
        "/api/citizen/appeals", json.dumps(told), content_type="application/json", REMOTE_ADDR=address
    )
    return answer.status_code, answer.json(), answer.headers.get("Retry-After", "")


def later(wait: int) -> AbstractContextManager[object]:
    now = limiting.seconds()
    return patch.object(limiting, "seconds", lambda: now + wait)


def known_phone() -> Client:
    """One that reported yesterday."""
    browser = phone()
    assert report(browser, OTHER)[0] == 201
    Contact.objects.update(created_at=F("created_at") - timedelta(days=1))
    return browser


def new_phones(count: int) -> list[int]:
    return [report(phone())[0] for _ in range(count)]


def held(by: str) -> float:
    return REGISTRY.get_sample_value("korgan_held_total", {"limit": by}) or 0.0


def test_a_flood_of_one_phone_is_held_counted_and_told_in_words(korgan: City) -> None:
    flooding, before = known_phone(), held("reports")
    answers = [report(flooding) for _ in range(MOST_OF_ONE + 5)]
    taken_in = [status for status, _, _ in answers if status == 201]
    assert len(taken_in) <= MOST_OF_ONE
    assert Appeal.objects.count() == len(taken_in) + 1
    status, told, retry_after = answers[-1]
    assert (status, told["error"]) == (429, "too_many")
    assert set(told["message"]) == {"kk", "ru", "uk", "en"}  # type: ignore[call-overload]
    assert 0 < int(retry_after) <= 60
    assert held("reports") - before == len(answers) - len(taken_in)


def test_the_honest_phone_behind_the_flooding_one_gets_through(korgan: City) -> None:
    honest, flooding = known_phone(), known_phone()
    for _ in range(MOST_OF_ONE + 5):
        report(flooding)
    assert report(flooding)[0] == 429
    assert report(honest)[0] == 201
    assert report(phone())[0] == 201


def test_a_flood_of_new_phones_is_held_and_a_known_one_at_their_address_passes(korgan: City) -> None:
    honest = known_phone()
    statuses = new_phones(MOST_NEW + 10)
    assert statuses.count(201) <= MOST_NEW
    assert statuses[-1] == 429
    assert report(honest)[0] == 201
    assert report(phone(), OTHER)[0] == 201


def test_a_new_phone_that_waited_its_turn_goes_before_those_that_just_came(
    korgan: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_phones(MOST_NEW + 10)
    waiting, same = phone(), key()
    status, _, wait = report(waiting, client_key=str(same))
    assert status == 429
    with later(int(wait) - 1):
        status, _, rest = report(waiting, client_key=str(same))
        assert (status, rest) == (429, "1"), "who comes too early keeps his turn"
    with later(int(wait)):
        assert report(phone())[0] == 429, "the flood goes on meanwhile"
        thief = phone()
        thief.cookies.load({limiting.TURN_COOKIE: waiting.cookies[limiting.TURN_COOKIE].value, "korgan_key": new_key()})
        assert report(thief)[0] == 429, "a turn is its own phone's"
        assert report(waiting, client_key=str(same))[0] == 201


def test_a_report_whose_answer_was_lost_is_found_again_also_when_its_address_is_crowded(korgan: City) -> None:
    """A phone without a cookie yet: the turn it is given must not make it another phone."""
    same = str(key())
    _, first, _ = report(phone(), client_key=same)
    Contact.objects.update(created_at=F("created_at"))
    new_phones(MOST_NEW + 10)
    again = phone()
    status, _, wait = report(again, client_key=same)
    assert status == 429
    with later(int(wait)):
        status, told, _ = report(again, client_key=same)
    assert (status, told["number"], told["repeated"]) == (200, first["number"], True)


def test_another_process_gives_its_quarter_and_no_more(korgan: City, monkeypatch: pytest.MonkeyPatch) -> None:
    flooding = known_phone()
    first = [report(flooding)[0] for _ in range(MOST_OF_ONE + 5)]
    another_process(monkeypatch)
    second = [report(flooding)[0] for _ in range(MOST_OF_ONE + 5)]
    assert first.count(201) <= MOST_OF_ONE
    assert second.count(201) <= FEW["reports"] * 2 // 4 + 1
    assert not Allowance.objects.filter(name__contains=flooding.cookies["korgan_key"].value).exists()


def test_a_stranger_who_forges_where_he_comes_from_gains_nothing(korgan: City) -> None:
    forged = [
        Client(headers={"Origin": "http://testserver", "X-Forwarded-For": f"198.51.100.{number}"})
        for number in range(MOST_NEW + 10)
    ]
    statuses = [report(one)[0] for one in forged]
    assert statuses.count(201) <= MOST_NEW
    by_proxy = [report(one, "127.0.0.1")[0] for one in forged[:3]]
    assert by_proxy == [201] * 3, "our own proxy is believed"


def test_what_a_citizen_says_in_his_appeal_is_held_by_his_key_alone(korgan: City) -> None:
    browser = known_phone()
    _, mine, _ = report(browser)
    told = {"text": "ещё", "language": "ru"}
    statuses = [
        browser.post(
            f"/api/citizen/appeals/{mine['id']}/messages", json.dumps({**told, "client_key": str(key())}),
            content_type="application/json", REMOTE_ADDR=ADDRESS,
        ).status_code
        for _ in range(9)
    ]  # fmt: skip
    assert statuses[:4] == [201] * 4
    assert statuses[-1] == 429


def test_a_sign_in_that_asks_without_end_is_held_and_its_neighbour_is_not(korgan: City) -> None:
    runaway, neighbour = at_console(korgan.omarov), at_console(korgan.bekova)
    asked = [runaway.get("/api/console/me", REMOTE_ADDR=ADDRESS).status_code for _ in range(15)]
    assert asked[:8] == [200] * 8
    assert asked[-1] == 429
    assert neighbour.get("/api/console/me", REMOTE_ADDR=ADDRESS).status_code == 200


def test_who_asks_without_a_key_is_held_by_his_address(korgan: City) -> None:
    asked = [Client().get("/api/citizen/me", REMOTE_ADDR=ADDRESS).status_code for _ in range(25)]
    assert asked[-1] == 429
    assert Client().get("/api/citizen/me", REMOTE_ADDR=OTHER).status_code == 200


def test_a_registration_within_its_limits_costs_no_statement(korgan: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ask_all", lambda *_: pytest.fail("it asked the database"))
    browser = phone()
    assert [report(browser)[0] for _ in range(2)] == [201, 201]


@pytest.fixture
def generous(settings: Settings) -> None:
    settings.LIMITS = dict.fromkeys(LIMITS, 0)


def test_zero_is_no_limit(db: None, generous: None) -> None:
    city()
    browser = phone()
    assert {report(browser)[0] for _ in range(30)} == {201}


def test_an_allowance_fills_again_by_itself() -> None:
    limit, full_at, waits = Limit(each=2.0, holds=6.0), 0.0, []
    for now in (0.0, 0.0, 0.0, 0.0, 2.0, 2.0):
        full_at, wait = taken(full_at, limit, now)
        waits.append(wait)
    assert waits == [0.0, 0.0, 0.0, 2.0, 0.0, 2.0]


def test_many_at_once_are_no_more_than_one_after_another() -> None:
    memory, given = Memory(), []
    acts = [threading.Thread(target=lambda: given.append(memory.give("x", Limit(60, 300), 0.0))) for _ in range(50)]
    for act in acts:
        act.start()
    for act in acts:
        act.join()
    assert given.count(True) == 5


def test_the_defaults_leave_room_for_people() -> None:
    assert django.LIMITS.keys() == LIMITS.keys()
    assert LIMITS["newcomers"] >= 60
    assert LIMITS["reports"] >= 6
