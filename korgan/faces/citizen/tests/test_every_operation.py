"""Promise 8: every operation of the citizen's API asked for what is Aigerim's by somebody else, with a key of his own
and without one: what is not in this table fails the test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client

from korgan.environment import Signatures
from korgan.evidence import actions as evidence
from korgan.evidence.tests.photos import photo
from korgan.faces.citizen.tests.scene import JSON, URL, body, post, report, told
from korgan.faces.citizen.tests.signing import AIGERIM, CONSENT, ask, confirm, let_ask_again, sent, sign_in
from korgan.handling import actions as handling
from korgan.intake import actions as intake
from korgan.intake.models import Appeal, Part
from korgan.people import signatures
from korgan.people.models import Contact
from korgan.reply.actions import reply
from tests.cast import NIGHT, city, key, phone

pytestmark = pytest.mark.django_db
API = "/api/citizen"
TEXT, ANSWER, NAME, IIN = "Сосед Кожабергенов шумит", "Едем к Кожабергенову", "Айгерим Сулейменова", "850515400121"


@dataclass
class Hers:
    """What is Aigerim's: her phone that is signed in, her other one, her appeal with a photo and an answer."""

    phone: Client
    number: str
    appeal: str
    message: str
    photo: str
    device: str

    def words(self) -> list[str]:
        return [TEXT, ANSWER, NAME, IIN, "5550102", self.number, self.appeal, self.message, self.photo, self.device]

    def kept(self) -> list[Any]:
        return [told(self.phone.get(f"{API}/{what}")) for what in ("my-data", "who")]


def hers() -> Hers:
    korgan, aigerim, other = city(), phone(), phone()
    receipt = report(aigerim, text=TEXT, photos=[str(key())])
    for browser in (other, aigerim):
        sign_in(browser)
    for what, given in (("name", {"name": NAME}), ("iin", {"iin": IIN})):
        assert aigerim.put(f"{API}/{what}", given, content_type=JSON).status_code == 200
    handling.take(receipt["id"], korgan.omarov, NIGHT)
    answer = reply(receipt["id"], ANSWER, korgan.omarov, NIGHT)
    own = Appeal.objects.get(pk=receipt["id"]).contact_id
    device = Contact.objects.filter(scheme="app").exclude(pk=own).get()
    part = Part.objects.get(kind="photo")
    kept = evidence.keep(evidence.receive([photo()], announced_bytes=None, limit=10**6))
    intake.attach(part.pk, evidence.preview(kept).pk, "citizen:test")
    let_ask_again()
    return Hers(aigerim, receipt["number"], receipt["id"], str(answer.pk), str(part.pk), str(device.pk))


Asking = Callable[[Client, Hers], Any]


class Row(NamedTuple):
    """How it is asked, and what is answered to whoever has a key of his own and to whoever has none."""

    ask: Asking
    with_key: int
    without: int


def get(url: str) -> Asking:
    return lambda browser, hers: browser.get(API + url.format(hers=hers))


def posted(url: str, **asked: Any) -> Asking:
    return lambda browser, hers: post(browser, API + url.format(hers=hers), asked)


def put(url: str, **asked: Any) -> Asking:
    return lambda browser, _: browser.put(API + url, asked, content_type=JSON)


def delete(url: str) -> Asking:
    return lambda browser, hers: browser.delete(API + url.format(hers=hers))


def confirmed(browser: Client, hers: Hers) -> Any:
    """The right digits, that her phone has asked for."""
    assert ask(hers.phone).status_code == 200
    return confirm(browser, sent())


def signed(browser: Client, hers: Hers) -> Any:
    """What her phone was given to sign."""
    asked = told(post(hers.phone, f"{API}/signature/challenge", {"language": "kk", "consent": CONSENT}))
    made = post(browser, f"{API}/signature/trial", {"content": asked["content"], "iin": IIN, "name": NAME})
    return post(browser, f"{API}/signature", {"challenge": asked["challenge"], "cms": told(made)["cms"]})


# What names nothing of hers is answered with his own, which is nothing.
OPERATIONS: dict[str, Row] = {
    "citizen_me": Row(get("/me"), 200, 200),
    "citizen_who": Row(get("/who"), 200, 200),
    "my_data": Row(get("/my-data"), 200, 200),
    "what_erasure_leaves": Row(get("/erasure"), 200, 200),
    "citizen_backdrop": Row(get("/backdrop"), 200, 200),
    "report": Row(lambda browser, _: post(browser, URL, body(text="Стучат в дверь")), 201, 201),
    "my_appeal": Row(get("/appeals/{hers.appeal}"), 404, 404),
    "say": Row(posted("/appeals/{hers.appeal}/messages", client_key=str(key()), text="Я здесь"), 404, 404),
    "read_up_to": Row(
        lambda browser, hers: post(browser, f"{URL}/{hers.appeal}/seen", {"up_to": hers.message}), 404, 404
    ),
    "my_photo": Row(get("/photos/{hers.photo}"), 404, 404),
    "end_device": Row(delete("/devices/{hers.device}"), 404, 404),
    "ask_code": Row(lambda browser, _: ask(browser, AIGERIM), 200, 200),
    "code_on_its_way": Row(get("/code"), 204, 204),
    "confirm_code": Row(confirmed, 410, 410),
    "ask_to_sign": Row(posted("/signature/challenge", language="kk", consent=CONSENT), 200, 200),
    "sign_in_by_signature": Row(signed, 410, 410),
    "sign_for_trial": Row(posted("/signature/trial", content="eA==", iin="900101350003", name="Тимур"), 200, 200),
    "give_name": Row(put("/name", name="Тимур"), 409, 404),
    "give_iin": Row(put("/iin", iin="900101350003"), 409, 404),
    "remove_iin": Row(delete("/iin"), 204, 404),
    "give_consent": Row(put("/consents/personal_data", version=CONSENT, language="kk"), 200, 404),
    "withdraw_consent": Row(delete("/consents/personal_data"), 200, 404),
    "citizen_sign_out": Row(posted("/sign-out"), 204, 204),
    "erase_me": Row(posted("/erasure", sure=True), 200, 404),
}


def test_every_operation_of_the_openapi_stands_in_the_table() -> None:
    """Those of the console stand in a table of their own."""
    paths = Client().get("/api/openapi.json").json()["paths"]
    found = {one["operationId"] for at, methods in paths.items() for one in methods.values() if "/console/" not in at}
    assert found == set(OPERATIONS)


@pytest.fixture(autouse=True)
def signing_for_trial(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.SIGNATURES = Signatures("trial", (), (), "", (), tmp_path)
    for cached in (signatures.verifier, signatures.trial):
        cached.cache_clear()
    yield
    for cached in (signatures.verifier, signatures.trial):
        cached.cache_clear()


@pytest.mark.parametrize("has_key", [True, False])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_of_hers_is_told_or_changed_by_anybody_else(operation: str, has_key: bool) -> None:
    aigerim, timur, row = hers(), phone(), OPERATIONS[operation]
    if has_key:
        report(timur, text="Украли велосипед")
    kept = aigerim.kept()
    answer = row.ask(timur, aigerim)
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == (row.with_key if has_key else row.without), said
    assert not [word for word in aigerim.words() if word.encode() in said]
    assert aigerim.kept() == kept
