from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from korgan import path
from korgan.channels.base import InboundPart
from korgan.faces.console.tests.scene import Scene, scene
from korgan.handling import actions as handling
from korgan.intake.models import Appeal
from tests.cast import NIGHT, STEPPE, City, at_console, city, message, registered

pytestmark = pytest.mark.django_db

# Session, user, roles; cursor; rows, assignments, photos; counts.
QUERIES_OF_A_QUEUE = 7
QUERIES_OF_A_PAGE = 25


@pytest.fixture
def nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process looks once a second whether the map or the rules have changed and once a minute notes that a sign-in is
    used: these questions are not counted."""
    for seconds in (
        "territory.queries.CHECKED_EVERY_S",
        "triage.standing.LOOKED_EVERY_S",
        "people.sign_ins.SEEN_EVERY_S",
    ):
        monkeypatch.setattr(f"korgan.{seconds}", 3600.0)


def queue(browser: Client, **asked: Any) -> dict[str, Any]:
    answer = browser.get("/api/console/queue", asked)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def numbers(found: dict[str, Any]) -> list[str]:
    return [appeal["number"][-3:] for appeal in found["appeals"]]


def put(appeal: Appeal, **fields: Any) -> None:
    Appeal.objects.filter(pk=appeal.pk).update(**fields)


def test_the_queue_is_by_urgency_then_deadline_and_off_topic_last() -> None:
    korgan = city()
    for urgency, minutes, off_topic in [
        ("later", 1, False), ("today", 9, False), ("now", 7, False), ("today", 2, False), ("now", 3, False),
        ("now", 1, True),
    ]:  # fmt: skip
        deadline = NIGHT + timedelta(minutes=minutes)
        put(registered(korgan), urgency=urgency, reply_by=deadline, off_topic=off_topic)
    found = queue(at_console(korgan.omarov))
    assert numbers(found) == ["005", "003", "004", "002", "001", "006"]
    assert found["counts"] == {"all": 6, "now": 2, "today": 2, "later": 1, "off": 1, "mine": 0}


def test_open_mine_and_closed_are_three_queues() -> None:
    korgan = city()
    _, mine, others, done = (registered(korgan) for _ in range(4))
    handling.take(mine.pk, korgan.omarov, NIGHT)
    handling.take(others.pk, korgan.bekova, NIGHT)
    handling.close(done.pk, "helped", korgan.omarov, NIGHT)
    browser = at_console(korgan.omarov)
    assert sorted(numbers(queue(browser))) == ["001", "002", "003"]
    assert numbers(queue(browser, filter="mine")) == ["002"]
    assert numbers(queue(browser, filter="closed")) == ["004"]
    assert queue(browser)["counts"]["mine"] == 1


def test_an_operator_sees_the_appeals_of_his_area_only() -> None:
    korgan = city()
    registered(korgan)
    registered(korgan, place=STEPPE)
    assert numbers(queue(at_console(korgan.stranger))) == ["002"]
    assert queue(at_console(korgan.stranger))["counts"]["all"] == 1
    assert len(queue(at_console(korgan.akhmetov))["appeals"]) == 2


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": -1}, {"limit": 10**30}, {"limit": "x"}, {"filter": "all"}])
def test_a_queue_that_does_not_exist_is_refused(asked: dict[str, Any]) -> None:
    answer = at_console(city().omarov).get("/api/console/queue", asked)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_fields")


def test_the_cost_of_a_queue_does_not_grow_with_its_rows(
    nothing_is_due: None,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    korgan = city()
    browser = at_console(korgan.omarov)
    queue(browser)  # the first of a while also notes that the sign-in is alive
    for rows in (1, 199):
        fill(korgan, rows)
        with django_assert_num_queries(QUERIES_OF_A_QUEUE):
            found = queue(browser)
    assert len(found["appeals"]) == 200
    assert {appeal["photos"] for appeal in found["appeals"]} == {1}


def fill(korgan: City, count: int) -> None:
    before = Appeal.objects.count()
    for turn in range(before, before + count):
        said = message(f"На Крепостной авария {turn}")
        photo = InboundPart(external_id=f"photo {turn}", kind="photo")
        path.register(korgan.app, replace(said, parts=(*said.parts, photo)))


def test_the_cost_of_an_appeals_page_is_known(
    nothing_is_due: None, evidence_root: object, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    evening = scene()
    browser = at_console(evening.korgan.omarov)
    page(browser, evening)
    with django_assert_num_queries(QUERIES_OF_A_PAGE):
        short = page(browser, evening)
    from_the_same = [message(f"Ещё {turn}", thread=thread_of(evening), place=None) for turn in range(50)]
    for said in from_the_same:
        path.register(evening.korgan.app, said)
    with django_assert_num_queries(QUERIES_OF_A_PAGE):
        long = page(browser, evening)
    assert len(long["messages"]) == len(short["messages"]) + 50


def page(browser: Client, evening: Scene) -> dict[str, Any]:
    found: dict[str, Any] = browser.get(f"/api/console/appeals/{evening.appeal.pk}").json()
    return found


def thread_of(evening: Scene) -> str:
    return str(evening.appeal.conversations.get().thread)


def test_a_page_tells_the_whole_story_of_an_appeal(evidence_root: object) -> None:
    evening = scene()
    told = page(at_console(evening.korgan.akhmetov), evening)
    assert told["appeal"]["number"] == evening.appeal.number
    assert told["appeal"]["taken_by"]["number"] == "014"
    assert told["appeal"]["unit"] == {"callsign": "П-2", "state": "sent"}
    assert [said["direction"] for said in told["messages"]] == ["in", "out"]
    text, place, photo = told["messages"][0]["parts"]
    assert text["text"] == "На Крепостной авария, есть пострадавшие"
    assert (place["place"]["lon"], place["place"]["accuracy_m"]) == (69.15, 12.0)
    assert (photo["evidence"]["type"], photo["state"]) == ("image/jpeg", "here")
    assert told["messages"][1]["parts"][0]["delivery"]["state"] == "failed"
    assert [sent["callsign"] for sent in told["assignments"]] == ["П-2"]
    kinds = [line["kind"] for line in told["log"]]
    assert kinds == ["AppealRegistered", "AppealTaken", "PartArrived", "UnitSent", "ReplyWritten"]
    assert told["recommended"][0]["unit"]["callsign"] == "П-14"
    assert told["recommended"][0]["metres"] == pytest.approx(640, abs=10)
    assert "aigerim" not in str(told["citizen"]), "a contact's address is masked"
