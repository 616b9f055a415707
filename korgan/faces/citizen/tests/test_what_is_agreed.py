"""What rests on a consent is kept as long as it stands, and what has no use yet is asked of nobody."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from korgan.faces.citizen.tests.scene import JSON, report, told
from korgan.faces.citizen.tests.signing import numbers, sign_in
from korgan.intake.models import Appeal
from korgan.people import consents
from korgan.people.consents import VERSIONS
from korgan.people.identity import Consent, Iin, PhoneCode
from korgan.people.joining import join
from korgan.people.models import Contact, User
from tests.cast import at_once, city, phone, registered

NOW = datetime.now(UTC)


def test_two_tabs_that_agree_at_once_agree_once(fresh_database: str) -> None:
    contact = Contact.objects.create(scheme="app", address="aigerim")

    def agree() -> Consent:
        return consents.give(contact.pk, "personal_data", VERSIONS["personal_data"], "kk", NOW)

    for _ in range(5):
        done = at_once(agree, agree, agree)
        (given,) = Consent.objects.filter(withdrawn_at=None)
        assert done == [given] * 3
        consents.withdraw([contact.pk], "personal_data", NOW)


def agreed() -> tuple[Client, Client, str, str]:
    """Aigerim on two phones, each of which has reported, with her name and IIN."""
    one, other = phone(), phone()
    first, second = report(one)["number"], report(other)["number"]
    for browser in (one, other):
        sign_in(browser)
    for what, given in (("name", {"name": "Айгерим"}), ("iin", {"iin": "900101350003"})):
        assert one.put(f"/api/citizen/{what}", given, content_type=JSON).status_code == 200
    assert numbers(one) == numbers(other) == {first, second}
    return one, other, first, second


def withdraw(browser: Client) -> dict[str, Any]:
    answer = browser.delete("/api/citizen/consents/personal_data")
    assert answer.status_code == 200, answer.content
    me: dict[str, Any] = told(answer)
    return me


@pytest.mark.django_db
def test_who_takes_it_back_has_no_account_any_more_and_keeps_his_appeals() -> None:
    city()
    one, other, first, second = agreed()
    me = withdraw(one)
    assert (me["is_signed_in"], me["phone"], me["name"], me["iin"]) == (False, None, "", None)
    assert [device["here"] for device in me["devices"]] == [True]
    assert (numbers(one), numbers(other)) == ({first}, {second})
    assert not told(other.get("/api/citizen/who"))["is_signed_in"]
    assert not Iin.objects.exists()
    assert not Contact.objects.filter(address__contains="5550102").exists()
    assert not PhoneCode.objects.filter(phone__contains="5550102").exists()
    assert not User.objects.filter(username__startswith="citizen:", is_active=True).exists()
    new = phone()
    sign_in(new)
    assert numbers(new) == set(), "the number leads to nothing of before"
    sign_in(one)
    assert numbers(one) == numbers(new) == {first}, "she may agree again"


@pytest.mark.django_db
def test_what_staff_have_joined_stays_joined() -> None:
    korgan = city()
    one, _, first, _ = agreed()
    wrote = registered(korgan, scheme="telegram", sender="778899001")
    hers = Appeal.objects.get(number=first)
    join(hers.contact_id, wrote.contact_id, "Сама сказала", korgan.omarov, datetime.now(UTC), appeal=hers.pk)
    assert not withdraw(one)["is_signed_in"]
    assert numbers(one) >= {first, wrote.number}


@pytest.mark.django_db
def test_nobody_is_asked_to_agree_to_sms_that_nothing_sends() -> None:
    city()
    aigerim = phone()
    me = sign_in(aigerim)
    assert [one["purpose"] for one in me["consents"]] == ["personal_data"]
    asked = {"version": "2026-11", "language": "kk"}
    assert aigerim.put("/api/citizen/consents/sms", asked, content_type=JSON).status_code == 422
    contact = Contact.objects.get(scheme="app")
    Consent.objects.create(contact=contact, purpose="sms", version="2026-11", language="kk", given_at=NOW)
    shown = told(aigerim.get("/api/citizen/who"))["consents"]
    assert {one["purpose"] for one in shown} == {"personal_data", "sms"}, "who agreed before can take it back"
    me = told(aigerim.delete("/api/citizen/consents/sms"))
    assert [one["purpose"] for one in me["consents"]] == ["personal_data"]
    assert me["is_signed_in"]


@pytest.mark.django_db
def test_a_consent_is_given_again_to_the_present_text_only() -> None:
    city()
    aigerim = phone()
    sign_in(aigerim)
    for version, status in (("2019-01", 422), (VERSIONS["personal_data"], 200)):
        asked = {"version": version, "language": "kk"}
        answer = aigerim.put("/api/citizen/consents/personal_data", asked, content_type=JSON)
        assert answer.status_code == status
    assert Consent.objects.count() == 1
