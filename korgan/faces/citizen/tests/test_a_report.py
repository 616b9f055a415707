from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from korgan.faces.citizen.key import COOKIE, KEY
from korgan.faces.citizen.tests.scene import URL, body, post, report, told
from korgan.intake.models import Appeal, Message, Part
from tests.cast import city, key, phone

pytestmark = pytest.mark.django_db


def test_a_report_is_answered_with_number_time_and_desk() -> None:
    korgan, aigerim = city(), phone()
    receipt = report(aigerim)
    appeal = Appeal.objects.get()
    assert receipt == {
        "id": str(appeal.pk),
        "number": "102-SKO-26-000001",
        "registered_at": receipt["registered_at"],
        "desk_name": korgan.town_desk.names,
        "urgency": "now",
        "hand_to": None,
        "repeated": False,
    }
    apart = appeal.registered_at - datetime.fromisoformat(receipt["registered_at"])
    assert abs(apart) < timedelta(milliseconds=1)
    assert appeal.desk == korgan.town_desk


def test_the_first_report_gives_a_key_that_scripts_cannot_read() -> None:
    city()
    aigerim = phone()
    report(aigerim)
    cookie = aigerim.cookies[COOKIE]
    assert KEY.fullmatch(cookie.value)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    report(aigerim)
    assert aigerim.cookies[COOKIE].value == cookie.value


def test_a_repeat_on_a_weak_line_returns_the_first_receipt() -> None:
    city()
    aigerim, asked = phone(), body()
    first, again = post(aigerim, URL, asked), post(aigerim, URL, asked)
    assert (first.status_code, again.status_code) == (201, 200)
    assert told(again) == {**told(first), "repeated": True}
    assert Appeal.objects.count() == Message.objects.count() == 1


def test_a_repeat_after_the_first_answer_was_lost_with_its_cookie_finds_its_appeal() -> None:
    city()
    asked, again = body(), phone()
    lost = told(post(phone(), URL, asked))
    answer = post(again, URL, asked)
    assert (answer.status_code, told(answer)["number"]) == (200, lost["number"])
    assert Appeal.objects.count() == 1
    assert again.get(f"/api/citizen/appeals/{lost['id']}").status_code == 200


def test_every_report_is_a_new_appeal() -> None:
    city()
    aigerim = phone()
    assert [report(aigerim)["number"][-1], report(aigerim)["number"][-1]] == ["1", "2"]


def test_a_case_of_another_service_is_registered_and_named() -> None:
    city()
    receipt = report(phone(), text="Во дворе прорвало трубу, вода заливает улицу")
    assert receipt["hand_to"]["names"]["ru"]
    assert Appeal.objects.get().off_topic


def test_photos_are_announced_and_follow() -> None:
    city()
    photos = [str(key()) for _ in range(10)]
    report(phone(), photos=[*photos, photos[0]][:10])
    parts = Part.objects.filter(kind="photo").order_by("position")
    assert [part.external_id.partition(":")[0] for part in parts if part.external_id] == photos
    assert {part.state for part in parts} == {"uploading"}


def test_the_same_photo_announced_twice_costs_no_message() -> None:
    city()
    photo = str(key())
    report(phone(), photos=[photo, photo])
    assert Part.objects.filter(kind="photo").count() == 1


@pytest.mark.parametrize(
    "at",
    [
        "2100-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        0,
        1e11,
    ],
)
def test_a_phone_whose_clock_is_wrong_loses_no_message(at: Any) -> None:
    city()
    report(phone(), at=at, place={"lon": 69.15, "lat": 54.87, "at": at})
    said = Message.objects.get()
    assert abs(datetime.now(UTC) - said.said_at) < timedelta(minutes=1)
    place = Part.objects.get(kind="place").place_at
    assert place is not None
    assert abs(datetime.now(UTC) - place) < timedelta(minutes=1)


def test_a_report_that_waited_for_a_line_keeps_its_time() -> None:
    city()
    said_at = datetime.now(UTC) - timedelta(days=3)
    report(phone(), at=said_at.isoformat())
    assert Message.objects.get().said_at == said_at


@pytest.mark.parametrize("text", ["помогите\u0000", "помогите \ud83d", "помогите \udc00\ud83d", "\u202eпомогите"])
def test_no_letter_costs_a_message(text: str) -> None:
    city()
    report(phone(), text=text)
    assert "помогите" in Part.objects.get(kind="text").text


def test_a_report_without_a_place_goes_to_the_departments_desk() -> None:
    korgan = city()
    receipt = report(phone(), place=None)
    assert receipt["desk_name"] == korgan.centre.names
    assert Appeal.objects.get().routing_reason == "no_place"


def test_without_an_open_channel_nothing_is_promised() -> None:
    korgan = city()
    type(korgan.app).objects.update(is_open=False)
    answer = post(phone(), URL, body())
    assert (answer.status_code, told(answer)["error"]) == (503, "closed")
    assert "102" in told(answer)["message"]["en"]


def test_files_of_other_kinds_are_announced_with_what_they_are() -> None:
    city()
    report(phone(), files=[{"key": str(key()), "kind": kind} for kind in ("video", "audio", "file")])
    waiting = Part.objects.filter(state="uploading").order_by("position")
    assert [part.kind for part in waiting] == ["video", "audio", "file"]
