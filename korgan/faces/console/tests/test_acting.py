"""What the console is answered when an operator acts, acts twice, or acts too late."""

from typing import Any

import pytest
from django.test import Client

from korgan.dispatch import actions as dispatch
from korgan.faces.console.tests.scene import JSON
from korgan.handling import actions as handling
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.reply.models import Delivery
from korgan.words import LANGUAGES
from tests.cast import NIGHT, at_console, city, key, registered, taken, unit

pytestmark = pytest.mark.django_db


def act(browser: Client, url: str, **asked: Any) -> tuple[int, dict[str, Any]]:
    answer = browser.post(f"/api/console{url}", {"client_key": str(key()), **asked}, content_type=JSON)
    return answer.status_code, answer.json()


def test_the_second_of_two_is_told_who_has_the_appeal() -> None:
    korgan = city()
    appeal = taken(korgan, by=korgan.bekova)
    status, told = act(at_console(korgan.omarov), f"/appeals/{appeal.pk}/take")
    assert (status, told["error"], told["by"]) == (409, "already_taken", {"name": "Bekova", "number": "015"})
    assert set(told["message"]) == set(LANGUAGES)


def test_a_busy_unit_is_told_with_its_appeal() -> None:
    korgan = city()
    first, second = taken(korgan), taken(korgan)
    dispatch.send(first.pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    status, told = act(at_console(korgan.omarov), f"/appeals/{second.pk}/send", unit=korgan.patrol.pk)
    assert (status, told["error"], told["unit"], told["on"]) == (409, "unit_busy", "П-14", first.number)


def test_a_move_that_is_not_allowed_is_told_with_both_states() -> None:
    korgan = city()
    appeal = handling.close(taken(korgan).pk, "helped", korgan.omarov, NIGHT)
    status, told = act(at_console(korgan.omarov), f"/appeals/{appeal.pk}/release")
    assert (status, told["error"], told["state"], told["wanted"]) == (409, "move_refused", "closed", "registered")


def test_a_repeat_on_a_weak_line_is_answered_with_the_first_result() -> None:
    korgan, keys = city(), {name: str(key()) for name in ("take", "send", "reply")}
    browser, url = at_console(korgan.omarov), f"/appeals/{registered(korgan).pk}"
    for _ in range(2):
        assert act(browser, f"{url}/take", client_key=keys["take"])[0] == 200
    sent = [act(browser, f"{url}/send", unit=korgan.patrol.pk, client_key=keys["send"]) for _ in range(2)]
    said = [act(browser, f"{url}/replies", text="В пути", client_key=keys["reply"]) for _ in range(2)]
    assert sent[0] == sent[1]
    assert said[0][1]["id"] == said[1][1]["id"]
    kinds = Entry.objects.filter(by=f"staff:{korgan.omarov.pk}").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["AppealTaken", "UnitSent", "ReplyWritten"]


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("/release", {}),
        ("/close", {"outcome": "helped"}),
        ("/agree", {}),
        ("/correct", {"urgency": "later", "off_topic": True}),
        ("/send", {"unit": 0}),
        ("/replies", {"text": "В пути"}),
    ],
)
def test_a_key_that_did_something_else_is_refused_and_not_believed(url: str, asked: dict[str, Any]) -> None:
    korgan, used = city(), str(key())
    browser, appeal = at_console(korgan.omarov), f"/appeals/{registered(korgan).pk}"
    act(browser, f"{appeal}/take", client_key=used)
    if "unit" in asked:
        asked = {"unit": korgan.patrol.pk}
    status, told = act(browser, f"{appeal}{url}", client_key=used, **asked)
    assert (status, told["error"]) == (409, "already_done")
    another = f"/appeals/{registered(korgan).pk}/take"
    assert act(browser, another, client_key=used)[0] == 409, "the same act on another appeal is another act"


def test_a_unit_of_another_desk_is_not_sent_and_not_seen() -> None:
    korgan = city()
    foreign = unit(korgan, "С-1", desk=korgan.steppe_desk)
    browser = at_console(korgan.stranger)
    assert [one["callsign"] for one in browser.get("/api/console/me").json()["units"]] == ["С-1"]
    his = registered(korgan, place=(69.75, 54.75))
    assert act(browser, f"/appeals/{his.pk}/take")[0] == 200
    assert act(browser, f"/appeals/{his.pk}/send", unit=korgan.patrol.pk)[0] == 404
    assert act(browser, f"/appeals/{his.pk}/send", unit=foreign.pk)[0] == 200


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("/take", {"client_key": None}),
        ("/take", {"client_key": "1"}),
        ("/take", {"by": "bekova"}),
        ("/close", {}),
        ("/close", {"outcome": "won"}),
        ("/correct", {"urgency": "now"}),
        ("/correct", {"urgency": "never", "off_topic": False}),
        ("/correct", {"urgency": "now", "off_topic": "perhaps"}),
        ("/send", {}),
        ("/send", {"unit": "П-14"}),
        ("/send", {"unit": [1]}),
        ("/replies", {}),
        ("/replies", {"text": None}),
        ("/replies", {"text": "а" * 20_001}),
    ],
)
def test_wrong_fields_are_told_and_change_nothing(url: str, asked: dict[str, Any]) -> None:
    korgan = city()
    appeal = taken(korgan)
    status, told = act(at_console(korgan.omarov), f"/appeals/{appeal.pk}{url}", **asked)
    assert (status, told["error"]) == (422, "bad_fields")
    assert set(told["message"]) == set(LANGUAGES)
    assert Appeal.objects.get().version == appeal.version


@pytest.mark.parametrize("number", [0, -1, 10**18, 10**30])
def test_a_unit_that_does_not_exist_is_not_found(number: int) -> None:
    korgan = city()
    status, _ = act(at_console(korgan.omarov), f"/appeals/{taken(korgan).pk}/send", unit=number)
    assert status == 404


@pytest.mark.parametrize(
    ("text", "status", "error"),
    [("", 422, "nothing_to_say"), (" \n", 422, "nothing_to_say"), ("а" * 4001, 422, "too_long")],
)
def test_an_answer_without_words_or_with_too_many_is_told(text: str, status: int, error: str) -> None:
    korgan = city()
    told = act(at_console(korgan.omarov), f"/appeals/{taken(korgan).pk}/replies", text=text)
    assert (told[0], told[1]["error"]) == (status, error)


@pytest.mark.parametrize("text", ["В пути\u0000", "В пути \ud83d"])
def test_no_letter_costs_an_answer(text: str) -> None:
    korgan = city()
    status, told = act(at_console(korgan.omarov), f"/appeals/{taken(korgan).pk}/replies", text=text)
    assert status == 200
    assert told["parts"][0]["text"].startswith("В пути")


def test_what_is_not_known_to_have_arrived_is_sent_again_only_by_somebody_sure() -> None:
    korgan = city()
    browser = at_console(korgan.omarov)
    _, said = act(browser, f"/appeals/{taken(korgan).pk}/replies", text="В пути")
    Delivery.objects.update(state="unknown", trouble="claim_expired")
    again = f"/parts/{said['parts'][0]['id']}/retry"
    status, told = act(browser, again)
    assert (status, told["error"]) == (409, "delivery_refused")
    status, told = act(browser, again, sure=True)
    assert (status, told["parts"][0]["delivery"]["state"]) == (200, "queued")


@pytest.mark.parametrize("sent", ["", "{", "[]", '{"client_key": 1', '{"client_key": "x", "client_key": "y"}', "NaN"])
def test_a_body_that_cannot_be_read_is_told(sent: str) -> None:
    korgan = city()
    url = f"/api/console/appeals/{taken(korgan).pk}/release"
    answer = at_console(korgan.omarov).generic("POST", url, sent, content_type=JSON)
    assert answer.status_code in (400, 422)
    assert set(answer.json()["message"]) == set(LANGUAGES)


def test_from_another_site_nothing_is_done_though_the_cookie_comes_along() -> None:
    korgan = city()
    appeal = registered(korgan)
    browser = at_console(korgan.omarov)
    url = f"/api/console/appeals/{appeal.pk}/take"
    for origin in ("https://evil.example", "null", ""):
        answer = browser.post(url, {"client_key": str(key())}, content_type=JSON, headers={"Origin": origin})
        assert (answer.status_code, answer.json()["error"]) == (403, "foreign_origin")
    assert Appeal.objects.get().state == "registered"
