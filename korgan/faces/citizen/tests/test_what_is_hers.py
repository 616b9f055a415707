"""No account: the key in Aigerim's cookie tells what is hers. Timur, elsewhere, sees nothing of it."""

import logging
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from korgan.faces.citizen.key import COOKIE, KEY
from korgan.faces.citizen.tests.scene import URL, body, post, report, told
from korgan.handling import actions as handling
from korgan.intake.models import Appeal, Part
from korgan.journal.clock import now
from korgan.reply.actions import reply
from korgan.reply.models import Delivery
from korgan.reply.tests.scenes import send_message
from tests.cast import NIGHT, City, city, key, phone

pytestmark = pytest.mark.django_db


def answered(korgan: City, appeal: str) -> str:
    """Omarov takes it and answers, and the outbox does its work."""
    row = Appeal.objects.get(pk=appeal)
    handling.take(row.pk, korgan.omarov, NIGHT)
    message = reply(row.pk, "Наряд в пути", korgan.omarov, NIGHT)
    send_message(message.pk, now)
    return str(message.pk)


def test_she_sees_number_state_and_answer_of_her_own() -> None:
    korgan, aigerim = city(), phone()
    receipt = report(aigerim)
    answered(korgan, receipt["id"])
    (mine,) = aigerim.get("/api/citizen/me").json()["appeals"]
    assert (mine["number"], mine["state"], mine["unread"]) == (receipt["number"], "taken", 1)
    assert [step["code"] for step in mine["steps"]] == ["received", "answered"]
    shown = aigerim.get(f"{URL}/{receipt['id']}").json()
    assert [said["direction"] for said in shown["messages"]] == ["in", "out"]
    assert shown["messages"][1]["parts"][0]["text"] == "Наряд в пути"
    assert shown["messages"][1]["author"] == "014", "a citizen sees the number, not the name"


def test_what_she_is_shown_was_delivered_and_what_she_has_seen_was_read() -> None:
    korgan, aigerim = city(), phone()
    appeal = report(aigerim)["id"]
    message = answered(korgan, appeal)
    assert Delivery.objects.get().state == "accepted"
    aigerim.get(f"{URL}/{appeal}")
    assert Delivery.objects.get().state == "delivered"
    seen = post(aigerim, f"{URL}/{appeal}/seen", {"up_to": message})
    assert (seen.status_code, told(seen)["unread"]) == (200, 0)
    assert Delivery.objects.get().state == "read"


def test_nothing_that_is_the_polices_own_is_shown_to_her() -> None:
    korgan, aigerim = city(), phone()
    appeal = report(aigerim)["id"]
    answered(korgan, appeal)
    shown = aigerim.get(f"{URL}/{appeal}").content.decode() + aigerim.get("/api/citizen/me").content.decode()
    for hidden in ("Omarov", "urgency", "reasons", "routing", "off_topic", "taken_by", "sha256"):
        assert hidden not in shown


@pytest.mark.parametrize("with_own_key", [True, False])
def test_timur_sees_nothing_of_hers(with_own_key: bool) -> None:
    korgan, aigerim, timur = city(), phone(), phone()
    if with_own_key:
        report(timur)
    receipt = report(aigerim, photos=[str(key())])
    message, url = answered(korgan, receipt["id"]), f"{URL}/{receipt['id']}"
    photo = Part.objects.get(kind="photo")
    for answer in (
        timur.get(url),
        post(timur, f"{url}/messages", {"client_key": str(key()), "text": "Я здесь"}),
        post(timur, f"{url}/seen", {"up_to": message}),
        timur.get(f"/api/citizen/photos/{photo.pk}"),
    ):
        assert (answer.status_code, told(answer)["error"]) == (404, "not_found")
    assert receipt["number"] not in timur.get("/api/citizen/me").content.decode()
    assert Delivery.objects.get().state == "accepted"


def test_a_key_that_timurs_phone_happens_to_choose_too_is_his_own() -> None:
    """Phones choose their keys themselves: the same one twice must lose nothing and show nothing."""
    city()
    aigerim, timur, photo = phone(), phone(), str(key())
    for one in (aigerim, timur):
        one.get("/api/citizen/me")  # the app has its key before anything is written
    asked = body(photos=[photo])
    hers = told(post(aigerim, URL, asked))
    answer = post(timur, URL, {**asked, "text": "Стучат в дверь"})
    assert (answer.status_code, told(answer)["repeated"]) == (201, False)
    assert told(answer)["number"] != hers["number"]
    assert Part.objects.filter(kind="photo").count() == 2
    shown = timur.get(f"{URL}/{told(answer)['id']}").json()
    assert [part["text"] for said in shown["messages"] for part in said["parts"]] == ["Стучат в дверь", None, None]


def test_a_message_joins_her_conversation_and_a_repeat_is_answered_with_the_first() -> None:
    city()
    aigerim = phone()
    url, asked = f"{URL}/{report(aigerim)['id']}/messages", {"client_key": str(key()), "text": "Он в сознании"}
    first, again = post(aigerim, url, asked), post(aigerim, url, asked)
    assert (first.status_code, again.status_code) == (201, 200)
    assert told(first)["id"] == told(again)["id"]
    assert Appeal.objects.get().unread == 2


@pytest.mark.parametrize("said", [{"text": ""}, {"text": " \n"}, {}])
def test_a_message_needs_something_to_say(said: dict[str, object]) -> None:
    city()
    aigerim = phone()
    answer = post(aigerim, f"{URL}/{report(aigerim)['id']}/messages", {"client_key": str(key()), **said})
    assert (answer.status_code, told(answer)["error"]) == (422, "nothing_to_say")


def test_a_place_alone_is_a_message() -> None:
    city()
    aigerim = phone()
    said = {"client_key": str(key()), "place": {"lon": 69.15, "lat": 54.87}}
    assert post(aigerim, f"{URL}/{report(aigerim)['id']}/messages", said).status_code == 201


def test_after_closing_a_message_opens_a_new_appeal() -> None:
    korgan, aigerim = city(), phone()
    appeal = report(aigerim)["id"]
    handling.close(Appeal.objects.get().pk, "helped", korgan.omarov, datetime.now(UTC))
    said = told(post(aigerim, f"{URL}/{appeal}/messages", {"client_key": str(key()), "text": "Снова стучат"}))
    assert said["appeal"] != appeal
    assert {one["id"] for one in aigerim.get("/api/citizen/me").json()["appeals"]} == {appeal, said["appeal"]}


def test_the_key_stands_nowhere_in_clear(caplog: pytest.LogCaptureFixture) -> None:
    korgan, aigerim = city(), phone()
    with caplog.at_level(logging.DEBUG):
        answered(korgan, report(aigerim)["id"])
        aigerim.get("/api/citizen/me")
    secret = aigerim.cookies[COOKIE].value
    assert secret not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.tables where table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" t where t::text like %s', [f"%{secret}%"])
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("given", ["", "short", "é" * 43, "a" * 44, "a" * 4000])
def test_a_key_that_is_none_is_replaced(given: str) -> None:
    city()
    someone = Client(headers={"Origin": "http://testserver", "Cookie": f"{COOKIE}={given}"})
    answer = someone.get("/api/citizen/me")
    assert answer.json()["appeals"] == []
    assert KEY.fullmatch(answer.cookies[COOKIE].value)


def test_a_new_phone_is_given_a_key_and_the_number_to_call() -> None:
    city()
    told_first = phone().get("/api/citizen/me").json()
    assert (told_first["appeals"], told_first["emergency"]) == ([], "102")
    assert told_first["languages"] == ["kk", "ru", "uk", "en"]
