"""What a citizen wants erased leaves no word of his in any table, unless the law keeps it; then he is told why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from korgan.evidence.actions import store
from korgan.evidence.models import Evidence
from korgan.evidence.removing import erase_waiting
from korgan.faces.citizen.tests.scene import post, report, told
from korgan.faces.citizen.tests.signing import ask, numbers, sign_in
from korgan.handling.models import ExternalNumber
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.keeping import retention
from korgan.keeping.actions import hold, lift
from korgan.keeping.tests.scene import IIN, JSON, NAME, aigerim, close_all, found_of_her, mine, years
from korgan.people.codes import PHONE_HOURLY
from korgan.people.identity import Iin, Joining, PhoneCode
from korgan.people.joining import join, separate
from korgan.people.models import Contact, Person, User
from tests.cast import NIGHT, City, city, phone

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
OTHER_IIN = "900101350004"
LONG_AGO = NOW - timedelta(days=3000)


def erase(browser: Client) -> dict[str, Any]:
    answer = post(browser, "/api/citizen/erasure", {"sure": True})
    assert answer.status_code == 200, answer.content
    shown: dict[str, Any] = told(answer)
    return shown


def test_nothing_of_hers_is_left_in_any_table() -> None:
    korgan = city()
    browser = aigerim(korgan)
    close_all(korgan, LONG_AGO)
    assert {one.partition(":")[0].split(".")[0] for one in found_of_her()} >= {
        "people_contact", "people_person", "people_joining", "people_phonecode", "intake_appeal", "intake_part",
        "intake_conversation", "handling_note", "handling_followup", "channels_inbound",
    }, "the search finds her where she is"  # fmt: skip
    assert erase(browser) == {"erased": 2, "kept": []}
    assert found_of_her() == []
    assert Appeal.objects.count() == 2, "numbers, times and states stay"
    assert numbers(browser) == set()


def test_the_bytes_go_and_their_hash_stays() -> None:
    korgan = city()
    browser = aigerim(korgan)
    kept = Evidence.objects.get()
    assert store().exists(kept.original)
    close_all(korgan, LONG_AGO)
    erase(browser)
    assert erase_waiting(NOW) == 1
    assert not store().exists(kept.original)
    assert not store().exists(kept.preview)
    entry = Entry.objects.get(kind="EvidenceRemoved")
    assert entry.facts["why"] == "wish"
    assert entry.facts["sha256"] == kept.sha256 == Evidence.objects.get().sha256
    assert erase_waiting(NOW) == 0


def test_what_is_open_stays_and_she_is_told_so() -> None:
    korgan = city()
    browser = aigerim(korgan)
    before = told(browser.get("/api/citizen/erasure"))
    shown = erase(browser)
    assert shown == before
    assert {one["why"] for one in shown["kept"]} == {"open"}
    assert len(numbers(browser)) == 2, "what is kept is still hers to see"
    assert mine(browser)["iin"] is None
    assert mine(browser)["phone"] is None


def test_what_the_law_keeps_goes_by_itself_when_it_may() -> None:
    korgan = city()
    browser = aigerim(korgan)
    close_all(korgan, NOW, kind="emergency")
    kept = erase(browser)["kept"]
    assert [one["why"] for one in kept] == ["law", "law"]
    assert datetime.fromisoformat(kept[0]["until"]) > years(NOW, 0.9)
    assert retention.run(years(NOW, 0.5)).appeals == 0
    assert retention.run(years(NOW, 1.1)).appeals == 2, "without the wish it would be five years"
    assert found_of_her() == []


def test_what_she_writes_after_her_wish_is_not_wished_gone() -> None:
    korgan = city()
    browser = aigerim(korgan)
    close_all(korgan, NOW, kind="emergency")
    erase(browser)
    later = report(browser, text="Украли велосипед")
    close_all(korgan, NOW, kind="question")
    Appeal.objects.exclude(pk=later["id"]).update(kind="emergency")
    assert retention.run(NOW + timedelta(days=1)).appeals == 0, "her question is to be answered"
    assert numbers(browser) >= {later["number"]}
    assert erase(browser)["erased"] == 1, "she wishes it again"


@pytest.mark.parametrize("how", ["held", "numbered"])
def test_a_case_is_kept(how: str) -> None:
    korgan = city()
    browser = aigerim(korgan)
    close_all(korgan, LONG_AGO)
    for appeal in Appeal.objects.all():
        if how == "held":
            hold(appeal.pk, "Запрос суда", "staff:1", NIGHT)
        else:
            ExternalNumber.objects.create(appeal=appeal, kind="kui", number="1", by=korgan.omarov, at=NIGHT, version=1)
    assert {one["why"] for one in erase(browser)["kept"]} == {how}
    assert "intake_part.text: Кожабергенов" in found_of_her()
    if how == "held":
        for appeal in Appeal.objects.all():
            lift(appeal.pk, "staff:1", NIGHT)
        assert erase(browser)["erased"] == 2


def two_accounts_joined_by_staff(korgan: City) -> tuple[Client, Client, Joining]:
    """Each signed in, with an IIN and a name of her own; one of them has an appeal that is still open."""
    both = phone(), phone()
    for browser, number, iin in zip(both, ("8 701 555 01 02", "8 702 555 03 04"), (IIN, OTHER_IIN), strict=True):
        report(browser)
        sign_in(browser, number)
        for what, given in (("name", {"name": NAME}), ("iin", {"iin": iin})):
            assert browser.put(f"/api/citizen/{what}", given, content_type=JSON).status_code == 200
    one, other = Appeal.objects.order_by("registered_at")
    joining = join(one.contact_id, other.contact_id, "Один человек", korgan.omarov, datetime.now(UTC), appeal=one.pk)
    return *both, joining


def parted(joining: Joining, korgan: City) -> None:
    separate(joining.pk, "Разные люди", korgan.omarov, NOW + timedelta(hours=1), appeal=Appeal.objects.latest("pk").pk)


def test_who_was_joined_with_another_is_forgotten_as_both() -> None:
    korgan = city()
    one, other, joining = two_accounts_joined_by_staff(korgan)
    assert {kept["why"] for kept in erase(one)["kept"]} == {"open"}
    assert not Iin.objects.exists()
    assert not Person.objects.exclude(name="").exists()
    assert not User.objects.filter(username__startswith="citizen:", is_active=True).exists()
    parted(joining, korgan)
    for browser in (one, other):
        assert (mine(browser)["iin"], mine(browser)["name"], mine(browser)["phone"]) == (None, "", None)
        assert not told(browser.get("/api/citizen/who"))["is_signed_in"]


def test_timur_loses_nothing() -> None:
    korgan, timur = city(), phone()
    number = report(timur, text="Украли велосипед")["number"]
    sign_in(timur, "8 702 555 03 04")
    browser = aigerim(korgan)
    close_all(korgan, LONG_AGO)
    erase(browser)
    assert numbers(timur) == {number}
    assert mine(timur)["appeals"][0]["messages"][0]["parts"][0]["text"] == "Украли велосипед"


def test_whom_staff_have_separated_from_her_keeps_what_is_his() -> None:
    korgan = city()
    one, other, joining = two_accounts_joined_by_staff(korgan)
    parted(joining, korgan)
    erase(other)
    assert (mine(one)["iin"], mine(one)["name"]) == (IIN, NAME)
    assert mine(other)["iin"] is None


def test_whose_proof_was_taken_back_is_forgotten_too() -> None:
    korgan = city()
    one, other, joining = two_accounts_joined_by_staff(korgan)
    parted(joining, korgan)
    for proof in Joining.objects.filter(how="proof"):
        parted(proof, korgan)
    assert Iin.objects.count() == 2
    for browser in (one, other):
        erase(browser)
    assert not Iin.objects.exists()
    assert not Person.objects.exclude(name="").exists()


def test_an_iin_is_taken_back_also_from_before_she_was_joined() -> None:
    one, _, _ = two_accounts_joined_by_staff(city())
    assert one.delete("/api/citizen/iin").status_code == 204
    assert not Iin.objects.exists()


def test_a_finger_that_slipped_erases_nothing() -> None:
    korgan = city()
    browser = aigerim(korgan)
    for given in ({}, {"sure": False}, {"sure": "yes"}):
        assert post(browser, "/api/citizen/erasure", given).status_code == 422
    assert post(phone(), "/api/citizen/erasure", {"sure": True}).status_code == 404


def test_who_was_forgotten_may_begin_anew() -> None:
    korgan = city()
    browser = aigerim(korgan)
    close_all(korgan, LONG_AGO)
    erase(browser)
    report(browser)
    sign_in(browser)
    assert len(numbers(browser)) == 1
    assert Contact.objects.filter(scheme="tel", address="+77015550102").count() == 1


def test_erasing_oneself_again_and_again_sends_a_stranger_no_more_codes() -> None:
    city()
    timur = phone()
    for _ in range(PHONE_HOURLY):
        assert ask(timur).status_code == 200
        erase(timur)
        assert told(ask(timur))["error"] == "asked_too_often", "a minute has not passed"
        PhoneCode.objects.update(asked_at=F("asked_at") - timedelta(seconds=61))
    assert told(ask(timur))["wait_s"] == 3600
    assert not PhoneCode.objects.filter(phone__contains="5550102").exists()
    assert not PhoneCode.objects.filter(ended_at=None).exists(), "what was not sent yet is not sent"
