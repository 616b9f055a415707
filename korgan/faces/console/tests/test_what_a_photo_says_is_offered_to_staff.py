"""Promise 8: where and when a photo says it was made is an offer to those who may read places; citizens, also its own
sender, are told nothing of it, and the copies that are shown carry none of it."""

import json
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from korgan.briefs import stream
from korgan.faces.console.tests.scene import JSON, OPERATIONS, Scene, ask, read, scene
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.people.models import Contact
from korgan.people.queries import address_of_key
from tests.cast import OWN_ORIGIN, at_console, staff

pytestmark = pytest.mark.django_db

OFFER = {"lon": 69.16, "lat": 54.87, "at": "2026-11-24T19:41:05+00:00", "has_zone": True, "is_wrong": False}
TELLTALES = ("69.16", "19:41:05", "Phone of Aigerim", "offer")
KEY = "k" * 43


@pytest.fixture(name="evening")
def an_evening() -> Scene:
    evening = scene()
    # Later than the camera's clock, whenever this test runs.
    evening.photo.evidence.received_at = "2026-11-25T00:00:00Z"  # type: ignore[union-attr]
    evening.photo.evidence.save()  # type: ignore[union-attr]
    Contact.objects.filter(pk=evening.appeal.contact_id).update(address=address_of_key(KEY))
    return evening


def evidence_shown(evening: Scene, role: str) -> object:
    user = staff(f"a-{role}", "701", role, evening.korgan.department)
    page = at_console(user).get(f"/api/console/appeals/{evening.appeal.pk}").json()
    return next(part["evidence"] for one in page["messages"] for part in one["parts"] if part["kind"] == "photo")


@pytest.mark.parametrize("role", ["operator", "dispatcher", "chief", "inspector"])
def test_staff_are_offered_it(role: str, evening: Scene) -> None:
    shown = evidence_shown(evening, role)
    assert isinstance(shown, dict)
    assert shown["offer"] == OFFER


def test_who_reads_no_places_is_not_and_who_reads_no_evidence_neither(evening: Scene) -> None:
    shown = evidence_shown(evening, "auditor")
    assert isinstance(shown, dict)
    assert shown["offer"] is None
    assert evidence_shown(evening, "observer") is None


def test_taking_it_moves_the_pin(evening: Scene) -> None:
    answer = ask(at_console(evening.korgan.omarov), OPERATIONS["take_place"](evening))
    assert answer.json() == {"appeal": str(evening.appeal.pk)}
    assert Appeal.objects.get().lon == OFFER["lon"]


def test_what_cannot_be_taken_is_refused_in_words(evening: Scene) -> None:
    browser = at_console(evening.korgan.omarov)
    answer = browser.post(f"/api/console/parts/{evening.answer.pk}/place", {"client_key": KEY[:8]}, content_type=JSON)
    assert answer.status_code == 422
    body = {"client_key": "0198c0de-0000-7000-8000-000000000001"}
    answer = browser.post(f"/api/console/parts/{evening.answer.pk}/place", body, content_type=JSON)
    assert (answer.status_code, answer.json()["error"]) == (409, "no_place_said")


def test_the_citizen_and_the_public_are_told_nothing_of_it(evening: Scene) -> None:
    phone = Client(headers={"Origin": OWN_ORIGIN})
    phone.cookies["korgan_key"] = KEY
    asked = ("me", "my-data", f"appeals/{evening.appeal.pk}")
    told = [json.dumps(phone.get(f"/api/citizen/{what}").json(), ensure_ascii=False) for what in asked]
    assert "Крепостной" in told[2]
    entries = list(Entry.objects.filter(topics__contains=[f"contact:{evening.appeal.contact_id}"]))
    told.append(json.dumps([one.told for one in stream.for_citizens(entries).values()], default=str))
    for said in told:
        assert not any(telltale in said for telltale in TELLTALES)
    shown = read(phone.get(f"/api/citizen/photos/{evening.photo.pk}"))
    assert not Image.open(BytesIO(shown)).getexif()
