"""Whatever a broken phone or a bad mind sends: a clear refusal in four languages, never a 500, never half a report."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from korgan.channels.models import Account
from korgan.faces.citizen.tests.scene import JSON, URL, body, is_told_clearly, post, report, told
from korgan.intake.models import Appeal, Message
from tests.cast import OWN_ORIGIN, city, key, phone

pytestmark = pytest.mark.django_db
NOBODYS = "39d114fc-5ca4-4f50-aeec-3a1fbf934b81"


def without(name: str) -> dict[str, Any]:
    return {field: value for field, value in body().items() if field != name}


def place(**more: Any) -> dict[str, Any]:
    return body(place={"lon": 69.15, "lat": 54.87, **more})


RAW: dict[str, tuple[str | bytes, int]] = {
    "nothing": ("", 422),
    "spaces": ("   ", 400),
    "half of an object": ('{"text": "помо', 400),
    "words": ("помогите", 400),
    "not UTF-8": (b'{"text": "\xff\xfe"}', 400),
    "UTF-16": (json.dumps(body()).encode("utf-16"), 400),
    "a list": ("[]", 400),
    "a text": ('"помогите"', 400),
    "a number": ("102", 400),
    "null": ("null", 400),
    "a form": ("text=помогите", 400),
    "a name twice": (json.dumps(body())[:-1] + ', "text": "другое"}', 400),
    "NaN": (json.dumps(place(lon=float("nan"))), 400),
    "Infinity": (json.dumps(place(accuracy_m=float("inf"))), 400),
    "too deep": ("[" * 100_000 + "]" * 100_000, 400),
    "too deep in a field": ('{"text": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}", 400),
    "a number of 5000 digits": (json.dumps(place())[:-1] + ', "n": ' + "9" * 5000 + "}", 400),
}
FIELDS: dict[str, dict[str, Any]] = {
    "no text": without("text"),
    "no key": without("client_key"),
    "no language": without("language"),
    "no time": without("at"),
    "nothing at all": {},
    "an unknown field": body(urgency="now"),
    "an unknown field of a place": place(floor=3),
    "a name nobody can write": body(**{"\ud83d": 1}),
    "an empty text": body(text=""),
    "a text of spaces": body(text=" \n\t "),
    "a text of 4001 letters": body(text="а" * 4001),
    "a text that is a number": body(text=102),
    "a text that is a list": body(text=["помогите"]),
    "no text but null": body(text=None),
    "a key that is no uuid": body(client_key="1"),
    "a key that is a number": body(client_key=1),
    "a language nobody speaks here": body(language="tlh"),
    "11 photos": body(photos=[str(key()) for _ in range(11)]),
    "a photo without a key": body(photos=["photo.jpg"]),
    "photos that are a text": body(photos=str(key())),
    "a place that is a list": body(place=[69.15, 54.87]),
    "half a place": body(place={"lon": 69.15}),
    "a place too far east": place(lon=180.0001),
    "a place too far north": place(lat=90.0001),
    "a place in words": place(lon="восток"),
    "a huge longitude": place(lon=1e308),
    "a longitude of 400 digits": place(lon=10**400),
    "a negative accuracy": place(accuracy_m=-1),
    "an accuracy beyond the Earth": place(accuracy_m=1e9),
    "a time without a zone": body(at="2026-11-21T20:40:00"),
    "a time that is none": body(at="вчера"),
    "a time of another universe": body(at=1e300),
    "a day that does not exist": body(at="2026-02-30T00:00:00Z"),
}


@pytest.mark.parametrize("name", RAW)
def test_a_body_that_cannot_be_read_is_refused(name: str) -> None:
    city()
    sent, status = RAW[name]
    answer = phone().generic("POST", URL, sent, content_type=JSON)
    assert answer.status_code == status
    assert is_told_clearly(answer)
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("name", FIELDS)
def test_wrong_fields_are_named(name: str) -> None:
    city()
    answer = post(phone(), URL, json.dumps(FIELDS[name]))
    assert (answer.status_code, told(answer)["error"]) == (422, "bad_fields")
    assert is_told_clearly(answer)
    assert told(answer)["fields"]
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("letters", [300_000, 10_000_000])
def test_a_text_that_is_too_large_is_refused_before_it_is_read(letters: int) -> None:
    city()
    answer = post(phone(), URL, json.dumps(body(text="a" * letters)))
    assert (answer.status_code, told(answer)["error"]) == (413, "too_large")
    assert is_told_clearly(answer)


@pytest.mark.parametrize("text", ["а" * 4000, "\U0001f6a8" * 4000])
def test_the_longest_text_is_taken(text: str) -> None:
    city()
    report(phone(), text=text)


@pytest.mark.parametrize(
    "origin",
    ["", "null", "https://evil.example", "http://testserver.evil.example", "http://[", "testserver", "://", "é"],
)
def test_what_comes_from_another_site_is_refused(origin: str) -> None:
    city()
    answer = post(Client(headers={"Origin": origin}), URL, body())
    assert (answer.status_code, told(answer)["error"]) == (403, "foreign_origin")
    assert is_told_clearly(answer)


def test_what_does_not_say_where_it_comes_from_is_refused() -> None:
    city()
    answer = post(Client(), URL, body())
    assert (answer.status_code, told(answer)["error"]) == (403, "foreign_origin")


def test_our_public_address_is_our_own_behind_a_proxy(settings: Any) -> None:
    city()
    settings.PUBLIC_URL = "https://102.example"
    assert post(Client(headers={"Origin": "https://102.example"}), URL, body()).status_code == 201


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_wrong_method_is_told(method: str) -> None:
    city()
    answer = phone().generic(method, URL, json.dumps(body()), content_type=JSON)
    assert (answer.status_code, told(answer)["error"]) == (405, "wrong_method")
    assert answer.headers["Allow"] == "POST"
    assert is_told_clearly(answer)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "json"]
)
def test_a_wrong_content_type_is_told(content_type: str) -> None:
    city()
    answer = phone().generic("POST", URL, json.dumps(body()), content_type=content_type)
    assert (answer.status_code, told(answer)["error"]) == (400, "malformed")
    assert is_told_clearly(answer)


def test_a_content_type_with_its_alphabet_is_json() -> None:
    city()
    answer = phone().generic("POST", URL, json.dumps(body()), content_type="application/json; charset=utf-8")
    assert answer.status_code == 201


@pytest.mark.parametrize("length", ["many", "-1", "1e3", "1 2"])
def test_a_length_that_is_no_number_is_told(length: str) -> None:
    city()
    answer = phone().generic("POST", URL, json.dumps(body()), content_type=JSON, CONTENT_LENGTH=length)
    assert (answer.status_code, told(answer)["error"]) == (411, "length_needed")
    assert is_told_clearly(answer)


def test_a_body_in_chunks_without_a_length_is_told_and_not_taken_for_an_empty_one() -> None:
    city()
    answer = phone().generic(
        "POST", URL, json.dumps(body()), content_type=JSON, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked"
    )
    assert (answer.status_code, told(answer)["error"]) == (411, "length_needed")


@pytest.mark.parametrize("url", ["/api/citizen/nothing", f"{URL}/{NOBODYS}", "/api/", f"{URL}/{NOBODYS}/"])
def test_what_does_not_exist_is_told(url: str) -> None:
    city()
    answer = phone().get(url)
    assert (answer.status_code, told(answer)["error"]) == (404, "not_found")
    assert is_told_clearly(answer)


@pytest.mark.parametrize("appeal", ["1", "not-a-uuid", "%00", "..%2f..%2fme", "ы"])
def test_an_appeal_without_a_real_id_is_told(appeal: str) -> None:
    city()
    answer = phone().get(f"{URL}/{appeal}")
    assert answer.status_code in (404, 422)
    assert is_told_clearly(answer)


def test_when_something_breaks_on_our_side_the_citizen_is_told_to_call(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise RuntimeError("a rule of ours")

    city()
    monkeypatch.setattr("korgan.path.register", fall)
    aigerim = Client(raise_request_exception=False, headers={"Origin": OWN_ORIGIN})
    answer = post(aigerim, URL, body())
    assert (answer.status_code, told(answer)["error"]) == (500, "broke")
    assert "102" in told(answer)["message"]["kk"]


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner),
    max_leaves=5,
)
almost_a_report = some.fixed_dictionaries(
    {},
    optional={
        "client_key": some.uuids().map(str) | anything,
        "text": some.text() | anything,
        "language": some.sampled_from(["kk", "ru", "uk", "en"]) | anything,
        "place": some.dictionaries(some.sampled_from(["lon", "lat", "accuracy_m", "at"]), anything) | anything,
        "photos": some.lists(some.uuids().map(str)) | anything,
        "at": some.datetimes(timezones=some.timezones()).map(lambda at: at.isoformat()) | anything,
        "place_given": some.booleans() | anything,
    },
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=anything
    | some.dictionaries(some.text(), anything)
    | almost_a_report
    | almost_a_report.map(lambda a: {**body(), **a})
)
def test_any_json_is_registered_or_refused_and_nothing_between(db: None, asked: object) -> None:
    city_once()
    before = Message.objects.count()
    answer = post(phone(), URL, json.dumps(asked))
    if answer.status_code in (200, 201):
        assert told(answer)["number"]
        assert Message.objects.count() - before == (answer.status_code == 201)
    else:
        assert is_told_clearly(answer)
        assert Message.objects.count() == before


def city_once() -> None:
    if not Account.objects.exists():
        city()
