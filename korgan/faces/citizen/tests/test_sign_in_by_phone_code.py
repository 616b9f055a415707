"""Promise 8: a citizen sees his own, by the same verified phone on any device; nobody guesses his way in."""

from datetime import timedelta

import pytest
from django.db import connection

from korgan.faces.citizen.tests.scene import URL, body, is_told_clearly, post, report, told
from korgan.faces.citizen.tests.signing import (
    CONSENT,
    TIMUR,
    ask,
    confirm,
    let_ask_again,
    numbers,
    sent,
    sign_in,
)  # fmt: skip
from korgan.journal.clock import now
from korgan.journal.models import Entry
from korgan.people import sending
from korgan.people.codes import MOST_TRIES, PHONE_HOURLY
from korgan.people.identity import Consent, PhoneCode
from korgan.people.models import Contact, User
from korgan.people.sms.base import Rejected
from tests.cast import city, phone

pytestmark = pytest.mark.django_db


def test_what_was_reported_without_an_account_is_seen_on_another_device_after_signing_in() -> None:
    city()
    old, new = phone(), phone()
    number = report(old)["number"]
    sign_in(old)
    assert numbers(new) == set()
    me = sign_in(new)
    assert numbers(new) == {number}
    assert me["phone"] == "+77015550102"
    second = report(new)["number"]
    assert numbers(old) == numbers(new) == {number, second}


def test_a_verified_phone_makes_a_user_a_contact_and_one_person() -> None:
    city()
    aigerim = phone()
    report(aigerim)
    sign_in(aigerim)
    tel = Contact.objects.select_related("person__user").get(scheme="tel")
    assert tel.person is not None
    assert tel.person.user is not None
    assert not tel.person.user.has_usable_password()
    assert "701" not in tel.person.user.username
    assert {one.scheme for one in tel.person.contacts.all()} == {"app", "tel"}


def test_she_may_answer_and_read_on_the_new_device() -> None:
    city()
    old, new = phone(), phone()
    appeal = report(old)["id"]
    sign_in(old)
    sign_in(new)
    said = post(new, f"{URL}/{appeal}/messages", {"client_key": body()["client_key"], "text": "Я уже дома"})
    assert said.status_code == 201
    assert told(said)["appeal"] == appeal
    shown = told(old.get(f"{URL}/{appeal}"))
    assert [one["parts"][0]["text"] for one in shown["messages"]][-1] == "Я уже дома"


def test_nobody_sees_her_appeals_by_guessing_codes() -> None:
    city()
    aigerim, timur = phone(), phone()
    number = report(aigerim)["number"]
    sign_in(aigerim)
    let_ask_again()
    ask(timur)
    right = sent()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    left = [told(confirm(timur, wrong))["left"] for _ in range(MOST_TRIES)]
    assert left == [4, 3, 2, 1, 0]
    answer = confirm(timur, right)
    assert (answer.status_code, told(answer)["error"]) == (410, "code_gone"), "tries are over, also for the right one"
    assert number not in numbers(timur)


def test_a_code_asked_for_on_her_phone_is_of_no_use_on_another() -> None:
    city()
    aigerim, timur = phone(), phone()
    report(timur)
    ask(aigerim)
    code = sent()
    assert confirm(timur, code).status_code == 410
    assert confirm(phone(), code).status_code == 410
    assert confirm(aigerim, code).status_code == 200


def test_one_code_is_valid_at_a_time() -> None:
    city()
    aigerim = phone()
    ask(aigerim)
    first = sent()
    let_ask_again()
    ask(aigerim)
    assert PhoneCode.objects.filter(ended_at=None).count() == 1
    if first != sent():
        assert confirm(aigerim, first).status_code == 422
    assert confirm(aigerim, sent()).status_code == 200


def test_a_repeat_of_the_right_code_after_a_lost_answer_is_no_refusal() -> None:
    city()
    aigerim = phone()
    ask(aigerim)
    assert [confirm(aigerim, sent()).status_code for _ in range(2)] == [200, 200]


def test_a_code_ends_after_five_minutes() -> None:
    city()
    aigerim = phone()
    ask(aigerim)
    code = PhoneCode.objects.get()
    assert code.expires_at - code.asked_at == timedelta(minutes=5)
    PhoneCode.objects.update(expires_at=code.asked_at)
    assert confirm(aigerim, sent()).status_code == 410


def test_a_code_that_the_provider_refused_is_told_to_who_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def send(self, number: str, text: str) -> None:
            raise Rejected("401")

    city()
    aigerim = phone()
    ask(aigerim)
    assert aigerim.get("/api/citizen/code").status_code == 204
    monkeypatch.setattr(sending, "provider", Refusing)
    sending.send_code(PhoneCode.objects.get().pk, now())
    for answer in (aigerim.get("/api/citizen/code"), confirm(aigerim, sent())):
        assert (answer.status_code, told(answer)["error"]) == (410, "code_not_sent")
        assert is_told_clearly(answer)
    let_ask_again()
    ask(aigerim)
    assert confirm(aigerim, sent()).status_code == 200, "the next one came"


def test_nothing_at_rest_tells_the_code_and_no_entry_the_phone() -> None:
    city()
    aigerim = phone()
    ask(aigerim)
    code = sent()
    confirm(aigerim, code)
    row = {name: str(value) for name, value in PhoneCode.objects.values()[0].items()}
    assert code not in (row["client"], row["trouble"], row["consent"])
    told_of = " ".join(f"{one.kind} {one.facts} {one.topics} {one.by}" for one in Entry.objects.all())
    assert "7015550102" not in told_of
    assert code not in told_of.split()


def test_nobody_is_bombed() -> None:
    """Limits for a phone count whoever asks, from wherever."""
    city()
    assert ask(phone()).status_code == 200
    again = ask(phone())
    assert (again.status_code, told(again)["error"]) == (429, "asked_too_often")
    assert told(again)["wait_s"] <= 60
    for _ in range(PHONE_HOURLY - 1):
        PhoneCode.objects.update(asked_at=PhoneCode.objects.latest("asked_at").asked_at - timedelta(seconds=61))
        assert ask(phone()).status_code == 200
    PhoneCode.objects.update(asked_at=PhoneCode.objects.latest("asked_at").asked_at - timedelta(seconds=61))
    assert told(ask(phone()))["wait_s"] == 3600
    assert ask(phone(), TIMUR).status_code == 200, "the others are let through"


def test_one_address_and_all_together_are_limited(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    city()
    monkeypatch.setattr("korgan.people.codes.CLIENT_HOURLY", 3)
    asked = [ask(phone(), f"8 701 555 10 {n:02}").status_code for n in range(4)]
    assert asked == [200, 200, 200, 429]
    elsewhere = phone()
    elsewhere.defaults["HTTP_X_FORWARDED_FOR"] = "10.9.8.7, 203.0.113.5"
    assert ask(elsewhere, "8 701 555 11 01").status_code == 200
    elsewhere.defaults["REMOTE_ADDR"] = "198.51.100.7"
    elsewhere.defaults["HTTP_X_FORWARDED_FOR"] = "127.0.0.1"
    monkeypatch.setattr("korgan.people.codes.CLIENT_HOURLY", 1)
    assert [ask(elsewhere, f"8 701 555 12 {n:02}").status_code for n in range(2)] == [200, 429], (
        "a told address is not believed"
    )


def test_who_signed_in_by_another_number_signs_out_first() -> None:
    """A borrowed phone must not join two families."""
    city()
    aigerim = phone()
    number = report(aigerim)["number"]
    sign_in(aigerim)
    refused = ask(aigerim, TIMUR)
    assert (refused.status_code, told(refused)["error"]) == (409, "signed_in_otherwise")
    assert aigerim.post("/api/citizen/sign-out").status_code == 204
    assert numbers(aigerim) == set()
    sign_in(aigerim, TIMUR)
    assert numbers(aigerim) == set()
    again = phone()
    sign_in(again)
    assert numbers(again) == {number}, "it stayed hers"


def test_a_lost_phone_is_shut_out() -> None:
    city()
    lost, new = phone(), phone()
    number = report(lost)["number"]
    sign_in(lost)
    me = sign_in(new)
    (device,) = [one for one in me["devices"] if not one["here"]]
    stranger = phone()
    report(stranger)
    assert stranger.delete(f"/api/citizen/devices/{device['id']}").status_code == 404
    assert new.delete(f"/api/citizen/devices/{device['id']}").status_code == 204
    assert numbers(lost) == set()
    assert numbers(new) == {number}


def test_consent_is_recorded_with_its_version_and_language() -> None:
    city()
    aigerim = phone()
    assert told(ask(aigerim, consent="2019-01"))["error"] == "consent_needed"
    sign_in(aigerim)
    consent = Consent.objects.get()
    assert (consent.purpose, consent.version, consent.language) == ("personal_data", CONSENT, "kk")


@pytest.mark.parametrize("number", ["+7 495 123 45 67", "112", "+1 900 555 0100", "8 7172 55 55 55", "abcde", "١٢٣٤٥"])
def test_no_code_goes_to_what_is_no_mobile_of_ours(number: str) -> None:
    city()
    answer = ask(phone(), number)
    assert answer.status_code == 422
    assert is_told_clearly(answer)


def test_ukrainian_and_kazakh_numbers_are_known_however_written() -> None:
    city()
    for written in ("+380 67 123 45 67", "87015550102", "+7 (702) 555-03-04"):
        assert ask(phone(), written).status_code == 200, written


def test_a_citizen_is_no_staff() -> None:
    city()
    aigerim = phone()
    sign_in(aigerim)
    assert aigerim.get("/api/console/me").status_code == 401
    user = User.objects.get(username__startswith="citizen:")
    aigerim.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert aigerim.get("/api/console/me").status_code == 403


def test_a_report_asks_the_database_no_more_than_before(django_assert_num_queries: object) -> None:
    korgan, aigerim = city(), phone()
    del korgan
    sign_in(aigerim)
    report(aigerim)
    with connection.execute_wrapper(counted := Counted()):
        report(aigerim)
    assert counted.statements == 0, "the registering statement runs on psycopg's own cursor; there is no other"


class Counted:
    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if "SAVEPOINT" not in sql:
            self.statements += 1
        return execute(sql, params, many, context)


def test_entries_tell_that_two_contacts_became_one() -> None:
    city()
    aigerim = phone()
    report(aigerim)
    sign_in(aigerim)
    joined = Entry.objects.get(kind="PersonsJoined")
    own = Contact.objects.get(scheme="app")
    assert joined.facts["what"] == "proof"
    assert joined.by == f"citizen:{own.pk}"
    assert f"holder:{own.pk}" in joined.topics
